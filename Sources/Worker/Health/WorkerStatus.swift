public import Normalizer
import Synchronization

/// What another thread may know of a worker: written at the end of each round, read whenever somebody asks.
///
/// All members may be used from any thread. A worker without one measures no latencies.
public final class WorkerStatus: Sendable {
  /// A worker at the end of a round.
  public struct View: Sendable {
    public var counts = WorkerCounts()
    /// nil before the first round.
    public var programs: ProgramCounts?
    /// Whether the group has answered with an assignment, even an empty one.
    public var isMember = false
    /// Whether renewing the token of OAUTHBEARER fails at present.
    public var lacksToken = false
    public var partitions: [Int32] = []
    /// Since when reading has been suspended; nil while it is not.
    public var suspendedSince: ContinuousClock.Instant?
    /// The time of suspensions that are over.
    var suspended = Duration.zero
    public var lastRound: ContinuousClock.Instant?
    public var lastCommit: ContinuousClock.Instant?
    public var latencies = Latencies()
    /// Where each assigned partition stands, some times a second; see `StallDetector`.
    public var progress: [PartitionProgress] = []
    /// How many transactions were committed, where messages wait for the next one.
    public var awaitedTransactions: Int?
    /// What keeps the worker from reading besides brokers and a slow output, as the end of a sentence; nil if nothing does.
    public var blockedReason: String?
    /// Whether the worker is on its way to its end.
    public var isEnding = false
    /// What stands still, as a `StallMonitor` sees it, and how often something did.
    public var stall: Stall?
    public var stalls = 0
    /// The sentence with which a `StallMonitor` asks the worker to end.
    var endRequest: String?
    /// librdkafka's own numbers as JSON, the newest of each client, if `WorkerConfiguration.statisticsInterval` is set.
    public var consumerStatistics: String?
    public var producerStatistics: String?

    /// How long reading has waited for the output, shortly or suspended.
    public func backPressure(at now: ContinuousClock.Instant) -> Duration {
      counts.backPressure + suspended + (suspendedSince.map { now - $0 } ?? .zero)
    }

    mutating func note(isSuspended: Bool, at now: ContinuousClock.Instant) {
      if isSuspended {
        suspendedSince = suspendedSince ?? now
      } else if let start = suspendedSince {
        suspended += now - start
        suspendedSince = nil
      }
    }
  }

  /// What sampled messages took.
  public struct Latencies: Sendable {
    /// From being taken in to being done.
    public var produce = LatencyHistogram()
    /// From the Kafka timestamp to being done.
    public var endToEnd = LatencyHistogram()
    /// When the oldest of the messages that are followed and not done was taken in.
    public var oldestOpen: ContinuousClock.Instant?
  }

  private let view = Mutex(View())

  public init() {}

  public func read() -> View { view.withLock { $0 } }

  /// For what another thread than the worker's has to add.
  func note(_ change: (inout View) -> Void) { view.withLock { change(&$0) } }

  /// Called once a round; a commit that succeeded since the last one is noted with the present time.
  func update(_ change: (inout View) -> Void) {
    view.withLock { view in
      let commits = view.counts.commits - view.counts.failedCommits
      change(&view)
      let now = ContinuousClock.now
      view.lastRound = now
      if view.counts.commits - view.counts.failedCommits > commits { view.lastCommit = now }
    }
  }
}

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
  public var messagesOfRevokedPartitions = 0
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
  /// Whether reading is paused since a dead-letter limit was passed.
  public var isPaused = false
  /// How often reading went on elsewhere than where it had stopped, since the log there is gone.
  public var logGaps = 0

  public init() {}
}
