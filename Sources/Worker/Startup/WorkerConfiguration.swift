public import Kafka
public import Normalizer

/// What a worker needs to know; the limits and durations are what its guarantees rest on.
public struct WorkerConfiguration: Sendable {
  /// Where a group without a committed offset begins.
  public enum OffsetReset: String, CaseIterable, Sendable { case earliest, latest, error }

  /// How a group shares its partitions out, by Kafka's names (`partition.assignment.strategy`).
  public enum Assignor: String, CaseIterable, Sendable {
    case range, roundrobin
    /// Only the partitions that move are stopped; see `refusal`.
    case cooperativeSticky = "cooperative-sticky"
  }

  /// What becomes of a worker that makes no progress.
  public enum StallAction: String, CaseIterable, Sendable {
    /// It says so, is not ready, and goes on.
    case warn
    /// It ends with exit code 1, for its supervisor to start it again.
    case exit
  }

  /// What is promised when a worker or a broker fails.
  public enum Delivery: String, CaseIterable, Sendable {
    case atLeastOnce = "at-least-once"
    case exactlyOnce = "exactly-once"
  }

  /// Which Kafka timestamp an event has.
  public enum EventTimestamp: String, CaseIterable, Sendable {
    /// That of its record.
    case record
    /// The time of writing.
    case now
  }

  /// What becomes of a worker that passes a dead-letter limit.
  public enum DeadLetterLimitAction: String, CaseIterable, Sendable {
    /// It ends with exit code 4.
    case exit
    /// It stops reading and stays in the group; see `DeadLetterPause`.
    case pause
  }

  /// Transactions instead of offsets that are committed later; each value of its own has a sentence in the settings' help.
  public struct Transactions: Equatable, Sendable {
    /// Names this worker across restarts: a successor with the same id fences it (`transactional.id`).
    public var id: String
    /// The longest a transaction stays open, and the most messages in one.
    public var interval: Duration
    public var maximumMessages: Int

    public init(id: String, interval: Duration = .milliseconds(100), maximumMessages: Int = 20_000) {
      self.id = id
      self.interval = interval
      self.maximumMessages = maximumMessages
    }
  }

  /// `host:port` pairs, separated by commas.
  public var brokers: String
  public var input: String
  public var output: String
  public var deadLetters: String
  public var group: String
  public var groupInstanceID: String?
  public var assignor = Assignor.range
  public var clientID = "azure-linux-ecs"
  /// Written into `dead_letter.worker`, as name/version.
  public var worker = "azure-linux-ecs/0"
  public var offsetReset = OffsetReset.earliest

  /// nil delivers at least once.
  public var transactions: Transactions?
  public var normalizer = NormalizerOptions()
  public var deadLetterLimit = DeadLetterLimit.Bounds()
  /// What follows when one of them is passed.
  public var deadLetterLimitAction = DeadLetterLimitAction.exit
  public var addsSourceHeaders = false
  /// Which Kafka timestamp events have.
  public var eventTimestamp = EventTimestamp.record

  /// Bytes and number of outputs that may be waiting for an acknowledgement before reading waits.
  public var maximumInFlightByteCount = 48 << 20
  public var maximumInFlightRecords = 50_000
  public var commitInterval = Duration.seconds(1)
  public var sessionTimeout = Duration.seconds(45)
  /// How long giving up partitions and stopping wait for acknowledgements; shorter than the session timeout.
  public var drainTimeout = Duration.seconds(20)
  /// How long closing may take once all is drained and committed.
  public var closeTimeout = Duration.seconds(10)
  /// How long the worker may make no progress before a `StallMonitor` says so; nil for never.
  public var stallTimeout: Duration?
  public var stallAction = StallAction.warn
  /// 0 for no progress lines.
  public var progressInterval = Duration.seconds(30)
  /// How often librdkafka writes its statistics, for a `WorkerStatus` and a `StallMonitor`; nil for never.
  public var statisticsInterval: Duration?

  /// librdkafka properties for security, which both clients get, and the user's own, which win over the worker's defaults.
  public var securityProperties = ClientConfiguration()
  /// Where tokens for SASL/OAUTHBEARER come from; asked by all clients.
  public var tokenProvider: OAuthTokenProvider?
  public var passThrough: [(name: String, value: String)] = []

  public init(brokers: String, input: String, output: String, deadLetters: String, group: String) {
    self.brokers = brokers
    self.input = input
    self.output = output
    self.deadLetters = deadLetters
    self.group = group
  }
}

extension WorkerConfiguration {
  /// Why this librdkafka cannot do what is configured, as a sentence; nil if it can.
  public var refusal: String? {
    if assignor == .cooperativeSticky, transactions != nil {
      return
        "assignor cooperative-sticky is not offered with delivery exactly-once, for which it has not been proven; use range "
        + "with group-instance-id."
    }
    return Self.refusal(assignor, isFixed: LibraryVersion.isAtLeast(2, 10, 0), version: LibraryVersion.text)
  }

  /// Before 2.10.0 a commit that falls into a rebalance can cost the whole assignment (librdkafka#4059).
  static func refusal(_ assignor: Assignor, isFixed: Bool, version: String) -> String? {
    guard assignor == .cooperativeSticky, !isFixed else { return nil }
    return
      "assignor cooperative-sticky needs librdkafka 2.10.0 or newer, and this is \(version): before, a commit during a "
      + "rebalance can lose all partitions (librdkafka#4059). Install a newer librdkafka, or use range with group-instance-id."
  }
}
