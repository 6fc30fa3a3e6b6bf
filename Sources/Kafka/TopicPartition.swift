import CLibrdkafka
@unsafe @preconcurrency import Glibc

/// One partition of a topic.
public struct TopicPartition: Hashable, Sendable {
  /// The topic's name.
  public var topic: String
  /// The partition's number in its topic, from 0.
  public var partition: Int32

  /// A partition by its topic and number; nobody is asked whether it exists.
  public init(topic: String, partition: Int32) {
    self.topic = topic
    self.partition = partition
  }
}

extension TopicPartition: CustomStringConvertible {
  /// As Kafka's own tools print it: `topic-partition`.
  public var description: String { "\(topic)-\(partition)" }
}

extension TopicPartition: Comparable {
  /// Orders by topic, then by partition.
  public static func < (left: TopicPartition, right: TopicPartition) -> Bool {
    (left.topic, left.partition) < (right.topic, right.partition)
  }
}

/// A partition and an offset in it: where to read next, or one of librdkafka's logical offsets.
public struct TopicPartitionOffset: Hashable, Sendable {
  /// The partition.
  public var topicPartition: TopicPartition
  /// The offset of the next record to read, which is the last finished one plus one.
  public var nextOffset: Int64
  /// A text that is committed with the offset; brokers take 4,096 bytes unless `offset.metadata.max.bytes` says otherwise.
  public var metadata: String?

  /// An offset in a partition.
  public init(topicPartition: TopicPartition, nextOffset: Int64, metadata: String? = nil) {
    self.topicPartition = topicPartition
    self.nextOffset = nextOffset
    self.metadata = metadata
  }

  /// An offset in a partition that is given by its topic and number.
  public init(topic: String, partition: Int32, nextOffset: Int64) {
    self.init(topicPartition: TopicPartition(topic: topic, partition: partition), nextOffset: nextOffset)
  }

  /// The topic's name.
  public var topic: String { topicPartition.topic }
  /// The partition's number in its topic.
  public var partition: Int32 { topicPartition.partition }

  /// The first record that the broker still has (`RD_KAFKA_OFFSET_BEGINNING`).
  public static let beginning: Int64 = -2
  /// Behind the last record (`RD_KAFKA_OFFSET_END`).
  public static let end: Int64 = -1
  /// The group's committed offset (`RD_KAFKA_OFFSET_STORED`).
  public static let committed: Int64 = -1000
  /// No offset (`RD_KAFKA_OFFSET_INVALID`); in an assignment it means the committed one.
  public static let none: Int64 = -1001
}

/// What became of one partition in a call about several.
public struct TopicPartitionResult: Hashable, Sendable {
  /// The partition.
  public var topicPartition: TopicPartition
  /// The offset that was stored, committed or found; nil if there is none.
  public var nextOffset: Int64?
  /// nil if the call succeeded for this partition.
  public var error: KafkaError.Code?
  /// The text that was committed with the offset; nil where it is empty.
  public var metadata: String?

  /// A result, for tests and for callers that stand in for a broker.
  public init(
    topicPartition: TopicPartition, nextOffset: Int64?, error: KafkaError.Code?, metadata: String? = nil
  ) {
    self.topicPartition = topicPartition
    self.nextOffset = nextOffset
    self.error = error
    self.metadata = metadata
  }
}

/// The one owner of an `rd_kafka_topic_partition_list_t`.
@safe struct PartitionList: ~Copyable {
  let pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>

  /// Takes over a list that the caller would have to destroy.
  init(consuming pointer: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>) {
    unsafe self.pointer = unsafe pointer
  }

  /// Copies a list that librdkafka lends, with the parts that are private to the library.
  init(copying pointer: UnsafePointer<rd_kafka_topic_partition_list_t>) {
    unsafe self.pointer = unsafe rd_kafka_topic_partition_list_copy(pointer)
  }

  init(_ partitions: some Collection<TopicPartition>) {
    unsafe pointer = unsafe rd_kafka_topic_partition_list_new(Int32(clamping: partitions.count))
    for partition in partitions {
      add(partition, offset: TopicPartitionOffset.none)
    }
  }

  init(_ offsets: some Collection<TopicPartitionOffset>) {
    unsafe pointer = unsafe rd_kafka_topic_partition_list_new(Int32(clamping: offsets.count))
    for offset in offsets {
      add(offset.topicPartition, offset: offset.nextOffset, metadata: offset.metadata)
    }
  }

  /// Names only, for a subscription.
  init(topics: [String]) {
    unsafe pointer = unsafe rd_kafka_topic_partition_list_new(Int32(clamping: topics.count))
    for topic in topics {
      add(TopicPartition(topic: topic, partition: -1), offset: TopicPartitionOffset.none)
    }
  }

  deinit {
    unsafe rd_kafka_topic_partition_list_destroy(pointer)
  }

  private func add(_ partition: TopicPartition, offset: Int64, metadata: String? = nil) {
    guard let element = unsafe rd_kafka_topic_partition_list_add(pointer, partition.topic, partition.partition) else {
      return
    }
    unsafe element.pointee.offset = offset
    guard let metadata, !metadata.isEmpty else { return }
    // The list frees it (`rd_kafka_topic_partition_destroy0`), so it is allocated as librdkafka would.
    let count = metadata.utf8.count
    guard let copy = unsafe malloc(count) else { return }
    unsafe UnsafeMutableRawBufferPointer(start: copy, count: count).copyBytes(from: metadata.utf8)
    unsafe element.pointee.metadata = unsafe copy
    unsafe element.pointee.metadata_size = count
  }

  /// Sets where reading starts; partitions that are not in the list are left out.
  func setOffsets(_ offsets: some Collection<TopicPartitionOffset>) {
    for offset in offsets {
      _ = unsafe rd_kafka_topic_partition_list_set_offset(
        pointer, offset.topic, offset.partition, offset.nextOffset)
    }
  }

  var partitions: [TopicPartition] { unsafe Self.partitions(of: pointer) }
  var results: [TopicPartitionResult] { unsafe Self.results(of: pointer) }

  static func partitions(of list: UnsafePointer<rd_kafka_topic_partition_list_t>) -> [TopicPartition] {
    unsafe results(of: list).map(\.topicPartition)
  }

  /// Reads a list that may be librdkafka's; a logical offset (below 0) becomes nil.
  static func results(of list: UnsafePointer<rd_kafka_topic_partition_list_t>) -> [TopicPartitionResult] {
    let elements = unsafe UnsafeBufferPointer(start: list.pointee.elems, count: Int(list.pointee.cnt))
    return unsafe elements.map { element in
      TopicPartitionResult(
        topicPartition: TopicPartition(
          topic: unsafe String(librdkafka: element.topic), partition: unsafe element.partition),
        nextOffset: unsafe element.offset >= 0 ? unsafe element.offset : nil,
        error: unsafe element.err == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : KafkaError.Code(unsafe element.err),
        metadata: unsafe metadata(of: element))
    }
  }

  private static func metadata(of element: rd_kafka_topic_partition_t) -> String? {
    guard let start = unsafe element.metadata, unsafe element.metadata_size > 0 else { return nil }
    return unsafe String(
      decoding: UnsafeRawBufferPointer(start: start, count: element.metadata_size), as: UTF8.self)
  }
}
