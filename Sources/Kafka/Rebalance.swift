import CLibrdkafka

/// A change of what this member of the group may read, which librdkafka waits to be answered.
///
/// Answer each with `Consumer.completeAssign(of:startingAt:)` or `Consumer.completeRevoke(of:)`; until then the group
/// waits, at most for `max.poll.interval.ms`.
public struct Rebalance: Sendable {
  /// What the group wants of this member.
  public enum Kind: Sendable {
    /// The partitions may be read.
    case assign
    /// The partitions are to be given up; what was finished may still be committed.
    case revoke
    /// The partitions are already gone, to another member perhaps: nothing of them may be committed.
    case lost
    /// The group could not agree; `completeRevoke(of:)` brings the client back into step.
    case failed(KafkaError)
  }

  /// What is to be done with the partitions.
  public let kind: Kind
  /// With the eager protocol all of them, with the cooperative one only those that change.
  public let partitions: [TopicPartition]
  /// Whether the group uses the cooperative protocol, in which the other partitions stay.
  public let isCooperative: Bool
  let native: SharedPartitionList

  init(code: rd_kafka_resp_err_t, partitions: UnsafePointer<rd_kafka_topic_partition_list_t>, of client: OpaquePointer)
  {
    kind =
      switch code {
      case RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS: .assign
      case RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS: unsafe rd_kafka_assignment_lost(client) != 0 ? .lost : .revoke
      default: .failed(KafkaError(code, operation: "Rebalancing the group"))
      }
    native = unsafe SharedPartitionList(PartitionList(copying: partitions))
    self.partitions = native.list.partitions
    isCooperative = unsafe String(librdkafka: rd_kafka_rebalance_protocol(client)) == "COOPERATIVE"
  }

  /// Tells librdkafka that the partitions may be fetched now.
  func assign(on client: OpaquePointer, startingAt offsets: [TopicPartitionOffset] = []) throws(KafkaError) {
    let operation = "Taking over \(partitions.count) partition(s)"
    let list = unsafe PartitionList(copying: native.list.pointer)
    list.setOffsets(offsets)
    if isCooperative {
      try unsafe KafkaError.check(rd_kafka_incremental_assign(client, list.pointer), operation)
    } else {
      try unsafe KafkaError.check(rd_kafka_assign(client, list.pointer), operation)
    }
  }

  /// Tells librdkafka that the partitions are given up.
  func unassign(on client: OpaquePointer) throws(KafkaError) {
    let operation = "Giving up \(partitions.count) partition(s)"
    if isCooperative {
      // What rests at the moment is not in the assignment, and librdkafka would refuse the whole list for it.
      let list = PartitionList(try unsafe Self.assigned(on: client, among: partitions))
      try unsafe KafkaError.check(rd_kafka_incremental_unassign(client, list.pointer), operation)
    } else {
      try unsafe KafkaError.check(rd_kafka_assign(client, nil), operation)
    }
  }

  /// Those of the partitions that are in librdkafka's present assignment.
  private static func assigned(
    on client: OpaquePointer, among partitions: [TopicPartition]
  ) throws(KafkaError) -> [TopicPartition] {
    var native: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
    try unsafe KafkaError.check(rd_kafka_assignment(client, &native), "Asking for the assignment")
    guard let native = unsafe native else { return [] }
    let present = Set(unsafe PartitionList(consuming: native).partitions)
    return partitions.filter { present.contains($0) }
  }

  /// Answers it without asking anybody, for a client that is being closed.
  func completeAtOnce(on client: OpaquePointer) throws(KafkaError) {
    if case .assign = kind {
      try unsafe assign(on: client)
    } else {
      try unsafe unassign(on: client)
    }
  }
}

/// A partition list that never changes and may therefore be shared.
final class SharedPartitionList: @unchecked Sendable {
  let list: PartitionList

  init(_ list: consuming PartitionList) {
    self.list = list
  }
}
