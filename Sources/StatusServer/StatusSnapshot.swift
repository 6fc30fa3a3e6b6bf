@unsafe @preconcurrency import Glibc
public import Normalizer
public import Worker

/// What a worker is doing at one moment, in numbers: all that metrics, health and the page are made of.
///
/// Counters count from the worker's start. What is not known is nil and shown as absent, never as 0.
@dynamicMemberLookup
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

  /// When the certificate that the worker logs in with ends, in seconds since 1970.
  public var certificateEnd: Int64?

  // MARK: Records and delivery

  /// What the worker has counted; each of its counters is also a member of the snapshot.
  public var counts = WorkerCounts()

  public subscript<Value>(dynamicMember path: WritableKeyPath<WorkerCounts, Value>) -> Value {
    get { counts[keyPath: path] }
    set { counts[keyPath: path] = newValue }
  }

  public subscript<Value>(dynamicMember path: KeyPath<NormalizerCounts, Value>) -> Value {
    counts.normalized[keyPath: path]
  }

  /// Only what there is; the programs are those of `gaps`, and `none` for a record that names none.
  public var deadLettersByProgram: [ProgramDeadLetters] = []
  /// A bounded number of programs, and the rest as `other`.
  public var gaps: [NamedCount] = []

  /// How long reading has waited for the output, shortly or suspended.
  public var backPressure = Duration.zero
  public var isSuspended = false
  public var lastCommitAge: Duration?
  public var oldestUnacknowledgedAge = Duration.zero
  /// What makes no progress, as a sentence without its full stop; nil while there is progress.
  public var stall: String?
  /// How often there was none.
  public var stalls = 0
  /// What else keeps the worker from reading, as a sentence without its full stop.
  public var blockedReason: String?
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
  public var partitions: [PartitionReading] = []

  // MARK: Kafka clients
  public var producerQueueMessages: Int?
  public var producerQueueByteCount: Int?
  public var brokers: [BrokerReading] = []

  // MARK: The process
  /// How long ago the worker's thread last polled; nil before it did for the first time.
  public var lastPollAge: Duration?
  public var process = ProcessReading()

  public init() {}

  /// The dead letters of each reason of the contract, those without any too.
  public var deadLettersByReason: [NamedCount] {
    DeadLetterReason.allCases.map { NamedCount($0.rawValue, counts.normalized.deadLetters($0)) }
  }

  /// Records that were repaired, by what was.
  public var repaired: [NamedCount] {
    [
      NamedCount("raw-newlines", counts.normalized.repairedRawNewlines),
      NamedCount("single-quotes", counts.normalized.repairedSingleQuotes),
      NamedCount("invalid-utf8", counts.normalized.withInvalidUTF8),
    ]
  }

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

/// What the operating system knows of this process, by Prometheus' names for it.
public struct ProcessReading: Sendable {
  /// Processor time of all threads, in user and system mode.
  public var cpu = Duration.zero
  public var residentByteCount: Int?
  /// Seconds since 1970.
  public var startTime: Double?
  /// How long the worker has been running.
  public var age: Duration?

  public init() {}

  /// Asks getrusage(2) and reads `/proc/self/statm` (proc(5)).
  public static func current(startTime: Double) -> ProcessReading {
    var reading = ProcessReading()
    reading.startTime = startTime
    reading.age = .seconds(max(0, time(nil) - Int(startTime)))
    var usage = rusage()
    if unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 {
      reading.cpu =
        .seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + .microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
    }
    reading.residentByteCount = residentPages().map { $0 * sysconf(Int32(_SC_PAGESIZE)) }
    return reading
  }

  /// The second number of the file.
  private static func residentPages() -> Int? {
    let descriptor = unsafe open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 128)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
    let fields = bytes.prefix(max(0, count)).split(separator: UInt8(ascii: " "))
    return fields.count > 1 ? Int(String(decoding: fields[1], as: UTF8.self)) : nil
  }
}

/// How many records a second there were lately, for the page.
struct History {
  /// One mean over each interval, oldest first.
  private(set) var ratesPerSecond: [Double] = []
  private var last: (records: Int, at: ContinuousClock.Instant)?

  static let interval = Duration.seconds(5)
  /// Five minutes.
  static let length = 60

  func isDue(at now: ContinuousClock.Instant) -> Bool { last.map { now - $0.at >= Self.interval } ?? true }

  mutating func add(records: Int, at now: ContinuousClock.Instant) {
    if let last {
      let elapsed = (now - last.at).inSeconds
      if elapsed > 0 { ratesPerSecond.append(Double(max(0, records - last.records)) / elapsed) }
      if ratesPerSecond.count > Self.length { ratesPerSecond.removeFirst() }
    }
    last = (records, now)
  }
}
