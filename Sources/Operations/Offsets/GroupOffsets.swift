import Base
public import Kafka

/// A group and what it has committed, asked of the brokers.
public final class GroupOffsets {
  private let access: KafkaAccess
  private let group: String
  private let consumer: Consumer
  /// nil where the brokers or this librdkafka cannot describe groups.
  public private(set) var description: GroupDescription?

  /// Connects, without joining the group.
  public init(group: String, access: KafkaAccess) throws(OperationFailure) {
    self.access = access
    self.group = group
    consumer = try access.consumer(group: group)
  }

  /// Ends the client.
  public func close() { _ = consumer.close(within: KafkaAccess.closeLimit) }

  /// Asks who is in the group.
  public func describe() throws(OperationFailure) { description = try access.describe(group) }

  /// The partitions that are meant; of all topics those for which the group has committed something.
  public func partitions(of selections: [TopicSelection]?) throws(OperationFailure) -> [TopicPartition] {
    guard let selections else { return try partitionsOfAllTopics() }
    var found: [TopicPartition] = []
    for selection in selections {
      let known = try access.partitions(of: selection.topic, consumer)
      let wanted = selection.partitions ?? known
      for partition in wanted {
        guard known.contains(partition) else {
          throw .usage(
            "The topic \(selection.topic) has no partition \(partition); it has \(counted(known.count, "partition")).")
        }
        let place = TopicPartition(topic: selection.topic, partition: partition)
        if !found.contains(place) { found.append(place) }
      }
    }
    return found.sorted()
  }

  private func partitionsOfAllTopics() throws(OperationFailure) -> [TopicPartition] {
    let metadata = try access.ask(consumer) { () throws(KafkaError) in
      try consumer.metadata(timeout: access.timeout)
    }
    let all = metadata.topics.flatMap { topic in
      topic.partitions.map { TopicPartition(topic: topic.name, partition: $0.id) }
    }
    guard !all.isEmpty else { return [] }
    return try committed(all, isLenient: true).filter { $0.nextOffset != nil }.map(\.topicPartition).sorted()
  }

  /// What is committed; an error of a partition is thrown, since it does not mean that nothing is.
  ///
  /// - Parameter isLenient: whether topics that the user may not see, or that have just gone, are passed over.
  private func committed(
    _ partitions: [TopicPartition], isLenient: Bool = false
  ) throws(OperationFailure) -> [TopicPartitionResult] {
    let results = try access.ask(consumer) { () throws(KafkaError) in
      try consumer.committed(partitions, timeout: access.timeout)
    }
    try OperationFailure.check(commits: results, of: group, isLenient: isLenient)
    return results
  }

  /// Committed offsets and the ends of the logs; with a time also the offsets there.
  public func offsets(
    of partitions: [TopicPartition], atMilliseconds time: Int64? = nil
  ) throws(OperationFailure) -> [PartitionOffsets] {
    guard !partitions.isEmpty else { return [] }
    var atTime: [TopicPartition: Int64] = [:]
    if let time {
      let found = try access.ask(consumer) { () throws(KafkaError) in
        try consumer.offsets(of: partitions, since: time, timeout: access.timeout)
      }
      for result in found {
        // Without an answer is not "all records are older".
        if let code = result.error {
          throw OperationFailure(
            KafkaError(
              operation: "Looking an offset up by time", code: code, topic: result.topicPartition.topic,
              partition: result.topicPartition.partition))
        }
        atTime[result.topicPartition] = result.nextOffset
      }
    }
    var states: [PartitionOffsets] = []
    for result in try committed(partitions) {
      let ends = try access.ask(consumer) { () throws(KafkaError) in
        try consumer.queryWatermarks(of: result.topicPartition, timeout: access.timeout)
      }
      states.append(
        PartitionOffsets(
          topicPartition: result.topicPartition, committed: result.nextOffset, low: ends.low, high: ends.high,
          atTime: atTime[result.topicPartition]))
    }
    return states.sorted { $0.topicPartition < $1.topicPartition }
  }

  // MARK: - Changing

  /// Throws if the group has members: they would overwrite the offsets, or not see them before they start again.
  public func refuseMembers() throws(OperationFailure) {
    guard let description, !description.members.isEmpty else { return }
    let hosts = description.members.map { "\($0.clientID) at \($0.host)" }.sorted().prefix(5).joined(separator: ", ")
    throw .groupHasMembers(
      "The group \(group) has \(counted(description.members.count, "member")) (\(hosts)). "
        + "Stop the workers first; nothing was changed.")
  }

  /// Commits the plan's offsets, which the coordinator takes from somebody outside of a group without members.
  ///
  /// A commit and not AlterConsumerGroupOffsets: it also works where a group is gone (state Dead, as Event Hubs report one
  /// without members) and with every librdkafka.
  public func commit(_ plan: ResetPlan) throws(OperationFailure) {
    let results = try access.ask(consumer) { () throws(KafkaError) in
      do throws(KafkaError) {
        return try consumer.commit(plan.offsets)
      } catch {
        guard Self.meansMembers(error.code) else { throw error }
        return [
          TopicPartitionResult(
            topicPartition: TopicPartition(topic: "", partition: 0), nextOffset: nil, error: error.code)
        ]
      }
    }
    guard let failed = results.first(where: { $0.error != nil }), let code = failed.error else { return }
    if Self.meansMembers(code) {
      throw .groupHasMembers("The group \(group) has members (\(code.text)). Stop the workers first.")
    }
    let done = results.filter { $0.error == nil }.count
    let place = failed.topicPartition
    throw OperationFailure(
      "The offset of \(place) was not set: \(code.text) (\(code.name)). \(done) of \(results.count) were.",
      exitCode: code == .groupAuthorization || code == .topicAuthorization
        ? ExitCode.refused.rawValue : ExitCode.failure.rawValue)
  }

  private static func meansMembers(_ code: KafkaError.Code) -> Bool {
    code == .unknownMember || code == .illegalGeneration || code == .rebalanceInProgress || code == .fencedInstance
  }

  // MARK: - The oldest unread record

  /// The Kafka timestamps of the records that the group reads next, by partition; what does not come in time is left out.
  public func oldestUnread(_ partitions: [PartitionOffsets]) throws(OperationFailure) -> [TopicPartition: Int64] {
    let behind = partitions.filter { max($0.committed ?? $0.low, $0.low) < $0.high }
    guard !behind.isEmpty else { return [:] }
    try access.ask(consumer) { () throws(KafkaError) in
      try consumer.assign(
        behind.map {
          TopicPartitionOffset(topicPartition: $0.topicPartition, nextOffset: max($0.committed ?? $0.low, $0.low))
        })
    }
    var found: [TopicPartition: Int64] = [:]
    var seen: Set<TopicPartition> = []
    var batch = MessageBatch(capacity: 500)
    let deadline = ContinuousClock.now + access.timeout
    while seen.count < behind.count, .now < deadline {
      consumer.poll(into: &batch, timeout: .milliseconds(100))
      for index in 0..<batch.count {
        let message = batch[index]
        let place = TopicPartition(topic: message.topic, partition: message.partition)
        guard seen.insert(place).inserted else { continue }
        found[place] = message.timestampMilliseconds
      }
      for case .error(let error) in consumer.takeEvents().events {
        guard let topic = error.topic, let partition = error.partition else { continue }
        seen.insert(TopicPartition(topic: topic, partition: partition))
      }
    }
    batch.removeAll()
    _ = try? consumer.assign([])
    return found
  }
}
