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
