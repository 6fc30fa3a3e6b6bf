import Kafka
import Testing

/// A member of the group as the worker will be one: it finishes what it was handed before it gives partitions up.
private final class Member {
  let name: String
  let consumer: Consumer
  private var batch = MessageBatch(capacity: 50)
  private(set) var owned: Set<TopicPartition> = []
  /// The next offset of each partition, as far as it is finished.
  private var next: [TopicPartition: Int64] = [:]
  private(set) var values: [String] = []
  private(set) var revokeCount = 0
  /// Records that came while a revocation waited for its answer.
  private(set) var recordsDuringRevoke = 0
  private(set) var complaints: [String] = []
  /// What the broker answered to commits that it refused.
  private(set) var commitErrors: Set<KafkaError.Code> = []

  init(_ name: String, _ consumer: Consumer) {
    self.name = name
    self.consumer = consumer
  }

  /// - Parameter meanwhile: is called while a revocation waits for its answer.
  func poll(meanwhile: () throws -> Void = {}) throws {
    consumer.poll(into: &batch, timeout: .milliseconds(20))
    take()
    while let rebalance = consumer.takeRebalance() {
      switch rebalance.kind {
      case .assign:
        for partition in rebalance.partitions where !owned.insert(partition).inserted {
          complaints.append("\(name) was assigned \(partition) twice.")
        }
        try consumer.completeAssign(of: rebalance)
      case .revoke:
        revokeCount += 1
        // The answer is long in coming, and polling goes on meanwhile, as in a worker that drains.
        let before = values.count
        for _ in 0..<10 {
          try meanwhile()
          consumer.poll(into: &batch, timeout: .milliseconds(20))
          take()
        }
        recordsDuringRevoke += values.count - before
        if consumer.takeRebalance() != nil {
          complaints.append("\(name) was told of a second rebalance before it had answered the first.")
        }
        try store()
        try consumer.completeRevoke(of: rebalance)
        owned.subtract(rebalance.partitions)
        for partition in rebalance.partitions {
          next[partition] = nil
        }
      case .lost, .failed:
        complaints.append("\(name): \(rebalance.kind)")
        try consumer.completeRevoke(of: rebalance)
      }
    }
    try store()
    for event in consumer.takeEvents().events {
      switch event {
      case .offsetsCommitted(let results, let error):
        commitErrors.formUnion(results.compactMap(\.error))
        commitErrors.formUnion([error?.code].compactMap(\.self))
      case .error(let error):
        complaints.append("\(name): \(error)")
      }
    }
  }

  private func take() {
    batch.forEachMessage { message in
      let partition = TopicPartition(topic: message.topic, partition: message.partition)
      if !owned.contains(partition) {
        complaints.append("\(name) got a record of \(partition), which it does not own.")
      }
      if let expected = next[partition], expected != message.offset {
        complaints.append("\(name) got offset \(message.offset) of \(partition) instead of \(expected).")
      }
      next[partition] = message.offset + 1
      values.append(text(message.value) ?? "")
    }
  }

  private func store() throws {
    guard !next.isEmpty else { return }
    for result in try consumer.storeOffsets(
      next.map { TopicPartitionOffset(topicPartition: $0.key, nextOffset: $0.value) })
    where result.error != nil {
      complaints.append("\(name) could not store \(result).")
    }
  }

  func close() -> Bool {
    batch.removeAll()
    return consumer.close(within: .seconds(30))
  }
}

/// Two members of one group share a topic with four partitions while records flow; the first one leaves again.
///
/// - Parameter name: of the topic, which must be there, and of the group.
/// - Returns: how many records came more than once, and the codes of refused commits.
func checkRebalances(
  _ harness: Harness, name: String, assignor: String
) throws -> (doubledCount: Int, commitErrors: Set<KafkaError.Code>) {
  try harness.fill(name, partitionCount: 4, recordCount: 400)
  let producer = try harness.producer()
  let topic = try producer.topic(name)
  var produced = 400
  func produceSome() throws {
    for _ in 0..<8 {
      guard
        case .queued = producer.produce(
          to: topic, partition: Int32(produced % 4), value: bytes("\(produced)").span, key: nil, opaque: 1)
      else {
        Issue.record("Record \(produced) was not queued.")
        return
      }
      produced += 1
    }
    producer.serveDeliveryReports(timeout: .zero) { _ in }
  }

  let first = Member("first", try harness.consumer(group: name, ["partition.assignment.strategy": assignor]))
  try first.consumer.subscribe(to: [name])
  let hasAll = try wait {
    try first.poll()
    return first.owned.count == 4
  }
  #expect(hasAll)

  let second = Member("second", try harness.consumer(group: name, ["partition.assignment.strategy": assignor]))
  try second.consumer.subscribe(to: [name])
  let isShared = try wait {
    try produceSome()
    try first.poll(meanwhile: produceSome)
    try second.poll(meanwhile: produceSome)
    return first.owned.count == 2 && second.owned.count == 2
  }
  #expect(isShared)
  #expect(first.owned.isDisjoint(with: second.owned))
  #expect(first.recordsDuringRevoke == 0, "Until the answer librdkafka hands out no records.")
  #expect(first.consumer.memberID != second.consumer.memberID)

  #expect(first.close())
  let isLeft = try wait {
    try produceSome()
    try second.poll(meanwhile: produceSome)
    return second.owned.count == 4
  }
  #expect(isLeft)

  producer.flushAll()
  let all = Set((0..<produced).map(String.init))
  let isComplete = try wait {
    try second.poll()
    return all.isSubset(of: first.values + second.values)
  }
  #expect(isComplete, "\(all.subtracting(first.values + second.values).count) of \(produced) records are lost.")
  let doubled = first.values.count + second.values.count - produced
  #expect(first.complaints == [])
  #expect(second.complaints == [])
  #expect(first.revokeCount > 0)
  #expect(second.close())
  return (doubled, first.commitErrors.union(second.commitErrors))
}

@Suite struct RebalanceTests {
  @Test(arguments: Harness.soundAssignors)
  func `members that answer late lose nothing while others join and leave`(assignor: String) throws {
    let harness = try Harness()
    try harness.cluster.createTopic("topic", partitionCount: 4)
    let (doubledCount, commitErrors) = try checkRebalances(harness, name: "topic", assignor: assignor)
    // The mock's coordinator refuses commits while members join, unlike Kafka's, so that what was finished is read again.
    #expect(doubledCount == 0 || commitErrors == [.rebalanceInProgress], "\(doubledCount) records came twice.")
  }

  @Test func `after a rewind the next record of each partition is the chosen one`() throws {
    let harness = try Harness()
    try harness.cluster.createTopic("topic", partitionCount: 2)
    try harness.fill("topic", partitionCount: 2, recordCount: 4_000)
    let consumer = try harness.consumer()
    try consumer.subscribe(to: ["topic"])
    var batch = MessageBatch(capacity: 100)
    var seen: [Int32: Int64] = [:]
    // The fetch queue is full of records then, which must not come after a rewind.
    let isReading = try wait {
      consumer.poll(into: &batch, timeout: .milliseconds(20))
      try consumer.completeRebalances()
      batch.forEachMessage { message in seen[message.partition] = message.offset }
      return seen.count == 2 && seen.values.allSatisfy { $0 > 300 }
    }
    #expect(isReading)

    for target in [Int64(5), 200, 17] {
      try consumer.assign(
        (0..<2).map { TopicPartitionOffset(topic: "topic", partition: $0, nextOffset: target + Int64($0)) })
      var firstOffsets: [Int32: Int64] = [:]
      var latest: [Int32: Int64] = [:]
      var hasGap = false
      let isBack = wait {
        consumer.poll(into: &batch, timeout: .milliseconds(20))
        batch.forEachMessage { message in
          firstOffsets[message.partition] = firstOffsets[message.partition] ?? message.offset
          hasGap = hasGap || (latest[message.partition].map { message.offset != $0 + 1 } ?? false)
          latest[message.partition] = message.offset
        }
        return latest.count == 2 && latest.values.allSatisfy { $0 > target + 100 }
      }
      #expect(isBack)
      #expect(firstOffsets == [0: target, 1: target + 1])
      #expect(!hasGap)
    }
    #expect(consumer.takeRebalance() == nil)

    // With nothing assigned it stays a member and reads nothing.
    let member = consumer.memberID
    try consumer.assign([])
    for _ in 0..<20 {
      let count = consumer.poll(into: &batch, timeout: .milliseconds(50))
      #expect(count == 0)
    }
    #expect(consumer.takeRebalance() == nil)
    #expect(consumer.memberID == member)
    #expect(try consumer.assignment() == [])
    batch.removeAll()
    #expect(consumer.close(within: .seconds(30)))
  }

  @Test func `reading nothing, or again, is no answer to a revocation that waits unseen`() throws {
    let harness = try Harness()
    try harness.cluster.createTopic("topic", partitionCount: 2)
    let lines = LogLines()
    func hasBeen(_ state: String) -> Bool {
      lines.all.contains { $0.facility == "CGRPJOINSTATE" && $0.message.contains("-> \(state) ") }
    }
    let first = try harness.consumer(["debug": "cgrp", "log_level": "7"], log: lines.append)
    try first.subscribe(to: ["topic"])
    var batch = MessageBatch(capacity: 10)
    let isReading = try wait {
      first.poll(into: &batch, timeout: .milliseconds(20))
      try first.completeRebalances()
      return try first.assignment().count == 2
    }
    #expect(isReading)

    // Another one joins; the first one is asked to give up, and does not poll, so that it cannot have seen that.
    let second = try harness.consumer()
    try second.subscribe(to: ["topic"])
    let isAsked = wait {
      second.poll(into: &batch, timeout: .milliseconds(20))
      return hasBeen("wait-unassign-call")
    }
    #expect(isAsked)
    try first.assign([])
    try first.assign((0..<2).map { TopicPartitionOffset(topic: "topic", partition: $0, nextOffset: 0) })
    #expect(!hasBeen("wait-unassign-to-complete"))
    #expect(second.takeRebalance() == nil)

    var revocation: Rebalance?
    let isTold = wait {
      first.poll(into: &batch, timeout: .milliseconds(20))
      revocation = first.takeRebalance()
      return revocation != nil
    }
    #expect(isTold)
    #expect(!hasBeen("wait-unassign-to-complete"))
    try first.completeRevoke(of: #require(revocation))
    #expect(hasBeen("wait-unassign-to-complete"))
    let areBothReading = try wait {
      for consumer in [first, second] {
        consumer.poll(into: &batch, timeout: .milliseconds(20))
        try consumer.completeRebalances()
      }
      return try first.assignment().count == 1 && second.assignment().count == 1
    }
    #expect(areBothReading)
    batch.removeAll()
    #expect(first.close(within: .seconds(30)))
    #expect(second.close(within: .seconds(30)))
  }

  @Test func `there is no metadata of a member before the group was joined`() throws {
    let consumer = try Harness().consumer()
    let hasMetadata = try consumer.groupMetadata() != nil
    #expect(!hasMetadata)
    #expect(consumer.close(within: .seconds(30)))
  }

  @Test func `offsets of a partition that was given up are refused and not committed`() throws {
    let harness = try Harness()
    try harness.cluster.createTopic("topic", partitionCount: 1)
    try harness.fill("topic", partitionCount: 1, recordCount: 10)
    let partition = TopicPartition(topic: "topic", partition: 0)
    let consumer = try harness.consumer()
    try consumer.subscribe(to: ["topic"])
    var batch = MessageBatch(capacity: 100)
    let isReading = try wait {
      consumer.poll(into: &batch, timeout: .milliseconds(20))
      try consumer.completeRebalances()
      return batch.count > 0
    }
    #expect(isReading)
    let stored = try consumer.storeOffsets([TopicPartitionOffset(topicPartition: partition, nextOffset: 3)])
    #expect(stored == [TopicPartitionResult(topicPartition: partition, nextOffset: 3, error: nil)])

    try consumer.unsubscribe()
    var isRevoked = false
    _ = try wait {
      consumer.poll(into: &batch, timeout: .milliseconds(20))
      if let rebalance = consumer.takeRebalance() {
        guard case .revoke = rebalance.kind else {
          Issue.record("\(rebalance.kind)")
          return true
        }
        #expect(rebalance.partitions == [partition])
        try consumer.completeRevoke(of: rebalance)
        isRevoked = true
      }
      return isRevoked
    }
    #expect(isRevoked)
    let late = try consumer.storeOffsets([TopicPartitionOffset(topicPartition: partition, nextOffset: 9)])
    #expect(late.map(\.error) == [.wrongState])

    var committed: Int64?
    #expect(
      try wait {
        consumer.poll(into: &batch, timeout: .milliseconds(20))
        committed = try consumer.committed([partition], timeout: .seconds(30)).first?.nextOffset
        return committed != nil
      })
    #expect(committed == 3)
    batch.removeAll()
    #expect(consumer.close(within: .seconds(30)))
    let (events, discardedCount) = consumer.takeEvents()
    #expect(discardedCount == 0)
    #expect(
      events.contains { event in
        guard case .offsetsCommitted(let results, error: nil) = event else { return false }
        return results == [TopicPartitionResult(topicPartition: partition, nextOffset: 3, error: nil)]
      })
  }

  @Test func `closing with an unanswered rebalance and stored offsets ends and commits`() throws {
    let harness = try Harness()
    try harness.cluster.createTopic("topic", partitionCount: 1)
    try harness.fill("topic", partitionCount: 1, recordCount: 10)
    let partition = TopicPartition(topic: "topic", partition: 0)

    let first = try harness.consumer(["auto.commit.interval.ms": "600000"])
    try first.subscribe(to: ["topic"])
    var batch = MessageBatch(capacity: 100)
    let isReading = try wait {
      first.poll(into: &batch, timeout: .milliseconds(20))
      try first.completeRebalances()
      return batch.count > 0
    }
    #expect(isReading)
    _ = try first.storeOffsets([TopicPartitionOffset(topicPartition: partition, nextOffset: 7)])
    batch.removeAll()
    #expect(first.close(within: .seconds(30)))
    let count = first.poll(into: &batch, timeout: .zero)
    #expect(count == 0)

    let second = try harness.consumer()
    #expect(try second.committed([partition], timeout: .seconds(30)).map(\.nextOffset) == [7])
    try second.subscribe(to: ["topic"])
    // The assignment is never taken nor answered. Nothing tells that it has come, so the broker is asked.
    let isMember = wait {
      second.poll(into: &batch, timeout: .milliseconds(20))
      return second.memberID != nil
    }
    #expect(isMember)
    for _ in 0..<40 {
      second.poll(into: &batch, timeout: .milliseconds(100))
    }
    let unassignedCount = batch.count
    #expect(unassignedCount == 0)
    #expect(second.close(within: .seconds(30)))
  }
}
