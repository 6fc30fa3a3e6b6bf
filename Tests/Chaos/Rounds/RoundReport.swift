import TestSupport

/// What a round has shown.
struct RoundReport {
  let plan: RoundPlan
  let strikes: [Fault: Int]
  let verdict: DeliveryVerdict
  let unexplainedRepeats: [RepeatedRecord]
  let unexpectedEnds: [String]
  /// What did not get on, or went round and round.
  let standstills: [String]
  let ends: [WorkerEnd.Kind: Int]
  let openTransactions: [String]
  let problems: [String]
  let snapshotCount: Int
  let duration: Duration

  var isGood: Bool {
    isSafe && isLive && problems.isEmpty
  }

  /// Whether nothing was lost, left its order or came out twice without a reason.
  var isSafe: Bool { verdict.isGood && unexplainedRepeats.isEmpty }

  /// Whether all workers got on, and those that ended said why.
  var isLive: Bool { unexpectedEnds.isEmpty && standstills.isEmpty && openTransactions.isEmpty }

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
      + (plan.delivery == .exactlyOnce ? ", \(ends[.fenced] ?? 0) shut out" : "")
      + (verdict.olderLooks > 0 ? ", \(verdict.olderLooks) looks at an older offset" : "")
      + (ends[.hardStop].map { ", \($0) stops with exit code 5" } ?? "")
      + (ends[.refused].map { ", \($0) ended with exit code 3" } ?? "")
      + (ends[.brokenClient].map { ", \($0) ended by a fatal error of librdkafka" } ?? "")
      + (isLive ? ", all live" : ", NOT live")
      + "; \(faults.joined(separator: ", ")); \(snapshotCount) snapshots, \(Report.seconds(duration))"
  }

  /// What was wrong, in lines; empty if nothing was.
  var complaints: [String] {
    var lines = problems
    if !verdict.isGood { lines.append("\(verdict)") }
    lines += unexplainedRepeats.prefix(10).map { "without a fault that explains it: \($0)" }
    lines += unexpectedEnds + standstills
    if !isGood { lines.append("what the workers said is in \(plan.logFolder)") }
    lines += openTransactions.map { "an open transaction is left: \($0)" }
    return lines
  }
}
