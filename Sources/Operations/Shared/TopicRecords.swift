import Kafka
public import Normalizer

/// A record of the input topic, copied out for people to look at.
public struct TopicRecord: Sendable {
  /// The partition that the record is in.
  public var partition: Int32
  /// Its offset.
  public var offset: Int64
  /// Milliseconds since 1970; nil where the record has none.
  public var timestampMilliseconds: Int64?
  /// Whether it has a key, even an empty one.
  public var hasKey: Bool
  /// nil is a null value.
  public var value: [UInt8]?

  init(_ message: borrowing Message) {
    partition = message.partition
    offset = message.offset
    timestampMilliseconds = message.timestampMilliseconds
    hasKey = message.key != nil
    value = copy(of: message.value)
  }

  /// What the normalizer is told about it.
  public var origin: RecordOrigin {
    RecordOrigin(
      partition: partition, offset: offset, timestampMilliseconds: timestampMilliseconds, hasKey: hasKey)
  }
}

/// Reads records of the input topic for the tools that only look: without a group, up to the end that the topic has now.
public struct TopicRecords {
  /// The topic that is read.
  public let topic: String
  /// How the brokers are reached.
  public let access: KafkaAccess

  /// Reads nothing yet.
  public init(topic: String, access: KafkaAccess) {
    self.topic = topic
    self.access = access
  }

  /// Hands out the records of a range.
  ///
  /// With `range.last` they come in the order of their times, otherwise each partition in its order.
  /// - Parameters:
  ///   - progress: how many records were read, of how many.
  ///   - body: returns false to end early.
  public func read(
    _ range: ScanRange, partition: Int32?, offset: Int64?, progress: (_ done: Int, _ total: Int) -> Void,
    each body: (TopicRecord) -> Bool
  ) throws(OperationFailure) {
    let scan = try TopicScan(topic, range: range, partition: partition, offset: offset, access: access)
    defer { scan.close() }
    let total = scan.total
    guard let last = range.last else {
      try scan.run(
        progress: { progress($0, total) }, each: { message throws(OperationFailure) in body(TopicRecord(message)) })
      return
    }
    var newest = Newest<TopicRecord>(last) { ($0.timestampMilliseconds ?? 0, $0.partition, $0.offset) }
    try scan.run(
      progress: { progress($0, total) },
      each: { message throws(OperationFailure) in
        newest.add(TopicRecord(message))
        return true
      })
    for record in newest.elements() {
      guard body(record) else { return }
    }
  }
}

/// The newest so many of what is added, without keeping all of it.
struct Newest<Element> {
  private var kept: [Element] = []
  private let count: Int
  private let order: (Element) -> (Int64, Int32, Int64)

  init(_ count: Int, by order: @escaping (Element) -> (Int64, Int32, Int64)) {
    self.count = count
    self.order = order
  }

  mutating func add(_ element: Element) {
    kept.append(element)
    if kept.count >= 2 * max(count, 500) { shorten() }
  }

  /// In their order.
  mutating func elements() -> [Element] {
    shorten()
    return kept
  }

  private mutating func shorten() {
    kept.sort { order($0) < order($1) }
    kept.removeFirst(max(0, kept.count - count))
  }
}
