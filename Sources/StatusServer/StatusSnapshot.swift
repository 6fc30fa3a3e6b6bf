/// What a worker is doing at one moment, in numbers: all that metrics, health and the page are made of.
///
/// Counters count from the worker's start. What is not known is nil and shown as absent, never as 0.
public struct StatusSnapshot: Sendable {
  // MARK: Who it is
  public var version = ""
  public var librdkafkaVersion = ""
  public var group = ""
  public var input = ""
  public var output = ""
  public var deadLetterTopic = ""
  /// What tells this worker from the others: its group.instance.id, else the machine's name.
  public var worker = ""
  public var format = ""
  /// How many patterns there are, and the user's files.
  public var patterns = ""

  // MARK: Records
  public var messages = 0
  public var byteCountIn = 0
  public var batches = 0
  public var emptyBatches = 0
  public var records = 0
  public var events = 0
  public var eventsWithDeadLetter = 0
  public var skipped = 0
  public var matched = 0
  public var ofOtherPrograms = 0
  public var withoutTime = 0
  public var withLoneSurrogate = 0
  public var repeated = 0
  /// Each reason of the contract, those without a dead letter too.
  public var deadLetters: [NamedCount] = []
  /// Only what there is; the programs are those of `gaps`, and `none` for a record that names none.
  public var deadLettersByProgram: [ProgramDeadLetters] = []
  /// Records that were mended, by what was.
  public var repaired: [NamedCount] = []
  /// A bounded number of programs, and the rest as `other`.
  public var gaps: [NamedCount] = []

  // MARK: Delivery
  public var acknowledgedOutputs = 0
  public var byteCountOut = 0
  public var doneMessages = 0
  public var outstandingOutputs = 0
  public var openMessages = 0
  public var inFlightByteCount = 0
  public var backPressure = Duration.zero
  public var suspensions = 0
  public var abortedTransactions = 0
  public var abortsInARow = 0
  public var limitsLearned = 0
  public var assumedLimits = 0
  public var isSuspended = false
  public var rewinds = 0
  public var offsetJumps = 0
  public var messagesNotOurs = 0
  public var staleReports = 0
  public var commits = 0
  public var failedCommits = 0
  public var lastCommitAge: Duration?
  public var oldestUnacknowledgedAge = Duration.zero
  /// What makes no progress, as a sentence without its full stop; nil while there is progress.
  public var stall: String?
  /// How often there was none.
  public var stalls = 0
  /// What else keeps the worker from reading, as a sentence without its full stop.
  public var obstacle: String?
  public var produceLatency = HistogramReading()
  public var endToEndLatency = HistogramReading()

  // MARK: The group
  /// Whether the group has answered this worker with an assignment, even an empty one.
  public var isMember = false
  /// Whether renewing the token of OAUTHBEARER fails at present.
  public var lacksToken = false
  public var assignedPartitions = 0
  /// How many partitions the input topic has; nil while that is not known, as by a worker that has none of them.
  public var inputPartitions: Int?
  public var rebalances = 0
  public var partitions: [PartitionReading] = []

  // MARK: Kafka clients
  public var producerQueueMessages: Int?
  public var producerQueueByteCount: Int?
  public var brokers: [BrokerReading] = []

  // MARK: The process
  /// How long ago the worker's thread last came round; nil before it did for the first time.
  public var roundAge: Duration?
  public var process = ProcessReading()

  public init() {}

  /// How many records became dead letters, for whatever reason.
  public var deadLetterCount: Int { deadLetters.reduce(0) { $0 + $1.count } }

  /// Records behind in all partitions that have a commit; nil if none has.
  public var lag: Int? {
    let known = partitions.compactMap(\.lag)
    return known.isEmpty ? nil : known.reduce(0, +)
  }
}

/// A count under a name that comes from a record or from the contract.
public struct NamedCount: Sendable, Equatable {
  public var name: String
  public var count: Int

  public init(_ name: String, _ count: Int) {
    self.name = name
    self.count = count
  }
}

/// How many records of a program became dead letters for one reason.
public struct ProgramDeadLetters: Sendable, Equatable {
  public var reason: String
  public var program: String
  public var count: Int

  public init(reason: String, program: String, count: Int) {
    self.reason = reason
    self.program = program
    self.count = count
  }
}

/// Where one assigned partition stands, as the client library last knew it.
public struct PartitionReading: Sendable {
  public var partition: Int
  /// The next offset to be read after a restart; nil if the group has not committed any.
  public var committed: Int?
  /// The offset after the last record; nil while no broker answers.
  public var end: Int?
  /// Fetched records that the worker has not taken yet, and their bytes.
  public var fetchQueueMessages: Int?
  public var fetchQueueByteCount: Int?

  public init(partition: Int) { self.partition = partition }

  /// Records behind; nil without a commit, which is not the same as 0.
  public var lag: Int? {
    guard let committed, let end else { return nil }
    return max(0, end - committed)
  }
}

/// What a client knows of one broker; counters count from the client's start.
public struct BrokerReading: Sendable {
  /// `consumer` or `producer`.
  public var client: String
  /// `host:port/id`, as the client library names it.
  public var name: String
  public var isUp = false
  /// Over the last interval of the statistics; nil if there was no request in it.
  public var averageRoundTrip: Duration?
  public var slowRoundTrip: Duration?
  public var averageThrottle: Duration?
  public var sendErrors = 0
  public var receiveErrors = 0
  public var timeouts = 0
  public var disconnects = 0

  public init(client: String, name: String) {
    self.client = client
    self.name = name
  }
}
