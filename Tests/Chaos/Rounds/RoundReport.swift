import TestSupport

/// What a round has shown.
struct RoundReport {
  let plan: RoundPlan
  let strikes: [Fault: Int]
  let verdict: DeliveryVerdict
  let unexplainedRepeats: [RepeatedRecord]
  let unexpectedEnds: [String]
  let fencedCount: Int
  let hardStopCount: Int
  let brokenClientCount: Int
  let openTransactions: [String]
  let problems: [String]
  let snapshotCount: Int
  let duration: Duration

  var isGood: Bool {
    verdict.isGood && unexplainedRepeats.isEmpty && unexpectedEnds.isEmpty && openTransactions.isEmpty
      && problems.isEmpty
  }

  var crashCount: Int { strikes.reduce(0) { $0 + ($1.key.isCrash ? $1.value : 0) } }
  var faultCount: Int { strikes.values.reduce(0, +) }

  /// One line for a list of rounds.
  var line: String {
    let faults = strikes.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.value) \($0.key.rawValue)" }
    let repeats =
      plan.delivery == .exactlyOnce
      ? "\(verdict.duplicateCount) twice"
      : "\(verdict.duplicateCount) repeats (\(unexplainedRepeats.count) unexplained)"
    return "seed \(plan.seed): \(isGood ? "good" : "BAD"), \(verdict.records) records, "
      + "\(verdict.count(.missing)) lost, \(verdict.count(.outOfOrder)) out of order, "
      + "\(verdict.count(.committedAhead)) committed ahead, \(repeats)"
      + (plan.delivery == .exactlyOnce ? ", \(fencedCount) shut out" : "")
      + (verdict.olderLooks > 0 ? ", \(verdict.olderLooks) looks at an older offset" : "")
      + (hardStopCount > 0 ? ", \(hardStopCount) stops with exit code 5" : "")
      + (brokenClientCount > 0 ? ", \(brokenClientCount) ended by a fatal error of librdkafka" : "")
      + "; \(faults.joined(separator: ", ")); \(snapshotCount) snapshots, \(Report.seconds(duration))"
  }

  /// What was wrong, in lines; empty if nothing was.
  var complaints: [String] {
    var lines = problems
    if !verdict.isGood { lines.append("\(verdict)") }
    lines += unexplainedRepeats.prefix(10).map { "without a fault that explains it: \($0)" }
    lines += unexpectedEnds
    if !isGood { lines.append("what the workers said is in \(plan.logFolder)") }
    lines += openTransactions.map { "an open transaction is left: \($0)" }
    return lines
  }
}
