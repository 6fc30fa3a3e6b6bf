import FoundationEssentials

/// What of librdkafka's statistics an operator asks for; STATISTICS.md of librdkafka has the fields.
///
/// Made from the JSON of `Client.takeStatistics()`. It takes milliseconds where there are hundreds of partitions, so it is not
/// for a thread that polls.
public struct ClientStatistics: Sendable {
  /// One broker, or the group's coordinator by its role; the bootstrap entries are left out, since they are the same brokers.
  public struct Broker: Sendable {
    /// `host:port/id`, or `GroupCoordinator`.
    public let name: String
    /// Whether the connection is up and its handshakes are done.
    public let isUp: Bool
    /// Over the last interval; nil if there was no request in it.
    public let averageRoundTrip: Duration?
    /// The 99th percentile over the last interval; nil if there was no request in it.
    public let slowRoundTrip: Duration?
    /// How long the broker throttled the client on average over the last interval.
    public let averageThrottle: Duration
    /// Requests that could not be sent, since the client was made.
    public let sendErrors: Int
    /// Responses that could not be received, since the client was made.
    public let receiveErrors: Int
    /// Requests that timed out, since the client was made.
    public let timeouts: Int
    /// Connections that ended, since the client was made.
    public let disconnects: Int
  }

  /// One partition of a topic that the client knows.
  public struct Partition: Sendable {
    /// The partition's number.
    public let partition: Int32
    /// nil if the group has no commit, or none is known yet.
    public let committedOffset: Int64?
    /// The end for this reader: of what is committed, where transactions are.
    public let endOffset: Int64?
    /// Where the next fetch begins, behind all that was fetched; nil before the first.
    public let fetchOffset: Int64?
    /// Messages that were fetched and not polled yet.
    public let fetchQueueMessages: Int
    /// Bytes of the messages that were fetched and not polled yet.
    public let fetchQueueByteCount: Int
  }

  /// What the producer holds, delivery reports that nobody has taken included.
  public let queuedMessages: Int
  /// Bytes of the messages that the producer holds.
  public let queuedByteCount: Int
  /// Those that the client has ever had to do with, by name.
  public let brokers: [Broker]
  private let topics: [String: [Partition]]

  /// nil for a text that is no such statistics.
  public init?(json: String) {
    guard let root = try? JSONDecoder().decode(Root.self, from: Data(json.utf8)) else { return nil }
    queuedMessages = root.queuedMessages ?? 0
    queuedByteCount = root.queuedByteCount ?? 0
    brokers = (root.brokers ?? [:]).values.compactMap(\.reading).sorted { $0.name < $1.name }
    topics = (root.topics ?? [:]).mapValues { topic in
      // The partition -1 holds what has no partition yet.
      (topic.partitions ?? [:]).values.filter { $0.partition >= 0 }.map(\.reading)
        .sorted { $0.partition < $1.partition }
    }
  }

  /// The partitions of a topic that the client knows, in their order.
  public func partitions(of topic: String) -> [Partition] { topics[topic] ?? [] }

  // MARK: - The text's form

  private struct Root: Decodable {
    let queuedMessages: Int?
    let queuedByteCount: Int?
    let brokers: [String: NativeBroker]?
    let topics: [String: NativeTopic]?

    enum CodingKeys: String, CodingKey {
      case queuedMessages = "msg_cnt"
      case queuedByteCount = "msg_size"
      case brokers, topics
    }
  }

  private struct NativeBroker: Decodable {
    let name: String
    let id: Int
    let state: String
    let sendErrors: Int?
    let receiveErrors: Int?
    let timeouts: Int?
    let disconnects: Int?
    let roundTrip: Window?
    let throttle: Window?

    enum CodingKeys: String, CodingKey {
      case name, state, disconnects, throttle
      case id = "nodeid"
      case sendErrors = "txerrs"
      case receiveErrors = "rxerrs"
      case timeouts = "req_timeouts"
      case roundTrip = "rtt"
    }

    /// A broker that nothing was needed from yet is neither up nor down.
    var reading: Broker? {
      guard id >= 0, state != "INIT" else { return nil }
      let trips = roundTrip.flatMap { $0.count > 0 ? $0 : nil }
      return Broker(
        name: name, isUp: state == "UP", averageRoundTrip: trips.map { .microseconds($0.average) },
        slowRoundTrip: trips.map { .microseconds($0.slow) },
        averageThrottle: .milliseconds(throttle?.average ?? 0), sendErrors: sendErrors ?? 0,
        receiveErrors: receiveErrors ?? 0, timeouts: timeouts ?? 0, disconnects: disconnects ?? 0)
    }
  }

  private struct Window: Decodable {
    let average: Int64
    let slow: Int64
    let count: Int64

    enum CodingKeys: String, CodingKey {
      case average = "avg"
      case slow = "p99"
      case count = "cnt"
    }
  }

  private struct NativeTopic: Decodable {
    let partitions: [String: NativePartition]?
  }

  private struct NativePartition: Decodable {
    let partition: Int32
    let committedOffset: Int64?
    let highOffset: Int64?
    let stableOffset: Int64?
    let fetchOffset: Int64?
    let fetchQueueMessages: Int?
    let fetchQueueByteCount: Int?

    enum CodingKeys: String, CodingKey {
      case partition
      case committedOffset = "committed_offset"
      case highOffset = "hi_offset"
      case stableOffset = "ls_offset"
      case fetchOffset = "next_offset"
      case fetchQueueMessages = "fetchq_cnt"
      case fetchQueueByteCount = "fetchq_size"
    }

    /// Offsets below 0 stand for what is not known (`RD_KAFKA_OFFSET_INVALID` and others).
    var reading: Partition {
      func known(_ offset: Int64?) -> Int64? { offset.flatMap { $0 >= 0 ? $0 : nil } }
      return Partition(
        partition: partition, committedOffset: known(committedOffset),
        endOffset: known(stableOffset) ?? known(highOffset),
        fetchOffset: known(fetchOffset), fetchQueueMessages: fetchQueueMessages ?? 0,
        fetchQueueByteCount: fetchQueueByteCount ?? 0)
    }
  }
}
