public import Normalizer

/// What a worker has done since it started.
public struct WorkerCounts: Sendable {
  public var normalized = NormalizerCounts()
  /// Kafka messages taken in, and the bytes of their values.
  public var messages = 0
  public var byteCountIn = 0
  /// Outputs that the broker has acknowledged, and the bytes of events and dead letters handed to the producer.
  public var acknowledgedOutputs = 0
  public var byteCountOut = 0
  /// Messages whose outputs are all acknowledged.
  public var doneMessages = 0
  /// Outputs and messages still waiting.
  public var outstandingOutputs = 0
  public var openMessages = 0
  public var inFlightByteCount = 0
  /// Messages of partitions that were given up between being fetched and being worked on.
  public var messagesNotOurs = 0
  public var staleReports = 0
  public var rebalances = 0
  /// Commits of offsets, or of transactions.
  public var commits = 0
  public var abortedTransactions = 0
  /// Of them, those since the last one that was committed.
  public var abortsInARow = 0
  public var failedCommits = 0
  /// How long reading waited for the output, in all.
  public var backPressure = Duration.zero
  public var suspensions = 0
  public var rewinds = 0
  /// How often a refused batch has taught how much a topic takes.
  public var limitsLearned = 0
  /// How many of the output topics do not tell how much they take.
  public var assumedLimits = 0
  /// How often reading went on elsewhere than where it had stopped, since the log there is gone.
  public var offsetJumps = 0

  public init() {}
}
