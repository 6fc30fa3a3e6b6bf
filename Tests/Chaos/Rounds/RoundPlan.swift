import FoundationEssentials

/// What a round is to do; two rounds of one plan have the same schedule.
struct RoundPlan: Sendable {
  var seed: UInt64
  var recordCount: Int
  var partitionCount: Int
  var faultCount: Int
  var delivery: Delivery
  var faults: [Fault]
  var maximumWorkerCount: Int
  var sessionTimeout: Duration
  /// Whether the workers begin at the end of the input in any case, and not as the seed wants it.
  var alwaysBeginsAtEnd = false
  /// nil for the program that was built beside this one.
  var program: String?
  /// Arguments for each worker.
  var arguments: [String]
  /// Whether each step is printed.
  var isVerbose: Bool

  /// Where the workers' logs are kept if something is wrong, or each step is printed.
  var logFolder: String {
    "\(ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp")/chaos-seed-\(seed)"
  }
}
