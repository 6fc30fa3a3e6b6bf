import Kafka

/// Where a group is to arrive in a topic: the ends that it had at one moment, or its offsets at a time.
///
/// The group's commits count, so several workers of one group arrive together.
public final class GroupGoal {
  private let offsets: GroupOffsets
  private let ends: [TopicPartition: Int64]

  /// Asks where the goal is.
  ///
  /// - Parameter milliseconds: up to the first record of this time or later; nil for the end that the topic has now.
  public init(
    group: String, topic: String, untilMilliseconds milliseconds: Int64?, access: KafkaAccess
  ) throws(OperationFailure) {
    offsets = try GroupOffsets(group: group, access: access)
    let places = try offsets.partitions(of: [TopicSelection(topic: topic)])
    var ends: [TopicPartition: Int64] = [:]
    for partition in try offsets.offsets(of: places, atMilliseconds: milliseconds) where partition.low < partition.high
    {
      ends[partition.topicPartition] = milliseconds == nil ? partition.high : partition.atTime ?? partition.high
    }
    self.ends = ends
  }

  /// How many offsets the group has not committed up to the goal.
  public func remaining() throws(OperationFailure) -> Int64 {
    guard !ends.isEmpty else { return 0 }
    let states = try offsets.offsets(of: ends.keys.sorted())
    return states.reduce(0) { sum, state in
      let end = ends[state.topicPartition] ?? 0
      // What the log has lost meanwhile nobody can do any more.
      return sum + max(0, end - max(state.committed ?? state.low, state.low))
    }
  }

  /// Ends the connection to the brokers.
  public func close() { offsets.close() }
}
