public import Kafka

/// What is known of a partition before a group's offset in it is changed.
public struct PartitionOffsets: Sendable, Equatable {
  public var topicPartition: TopicPartition
  /// nil where the group has committed nothing.
  public var committed: Int64?
  /// The first offset that the log still has, and the one behind its last record.
  public var low: Int64
  public var high: Int64
  /// The first offset at the wanted time; nil where all records are older, or nobody asked.
  public var atTime: Int64?

  public init(
    topicPartition: TopicPartition, committed: Int64?, low: Int64, high: Int64, atTime: Int64? = nil
  ) {
    self.topicPartition = topicPartition
    self.committed = committed
    self.low = low
    self.high = high
    self.atTime = atTime
  }
}
