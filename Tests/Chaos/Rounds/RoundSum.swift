import TestSupport

/// What several rounds have shown together.
struct RoundSum {
  private var rounds = 0
  private var records = 0
  private var crashes = 0
  private var faults = 0
  private var missing = 0
  private var repeats = 0
  private var fenced = 0
  private var refused = 0
  private var brokenClients = 0
  private var live = 0
  /// The seeds of rounds in which something was wrong.
  private(set) var badSeeds: [UInt64] = []

  mutating func add(_ report: RoundReport) {
    rounds += 1
    records += report.verdict.records
    crashes += report.crashCount
    faults += report.faultCount
    missing += report.verdict.count(.missing)
    repeats += report.verdict.duplicateCount
    fenced += report.ends[.fenced] ?? 0
    refused += report.ends[.refused] ?? 0
    brokenClients += report.ends[.brokenClient] ?? 0
    if report.isLive { live += 1 }
    if !report.isGood { badSeeds.append(report.plan.seed) }
  }

  var line: String {
    let verdict =
      badSeeds.isEmpty ? "all good" : "BAD with seeds \(badSeeds.map { "\($0)" }.joined(separator: ", "))"
    return "\(verdict): \(rounds) rounds, \(records) records, \(faults) faults of which \(crashes) crashes, "
      + "\(missing) lost, \(repeats) repeats, \(live) live, \(fenced) shut out, \(refused) refused, "
      + "\(brokenClients) ended by a fatal error of librdkafka"
  }
}
