import Kafka
import TestSupport
import Testing

/// What the mock cluster cannot do, on a real broker.
@Suite(
  .serialized, .enabled(if: KafkaCluster.availability == nil, Comment(rawValue: KafkaCluster.availability ?? "")))
struct BrokerTests {
  private func configuration(_ properties: KeyValuePairs<String, String> = [:]) throws -> ClientConfiguration {
    var configuration = try KafkaCluster.shared.get().clientConfiguration
    for (name, value) in properties {
      configuration.set(name, to: value)
    }
    return configuration
  }

  private func uniqueName(_ prefix: String) -> String {
    "\(prefix)-\(UInt64.random(in: 0 ... .max))"
  }

  /// What a broker answers about a topic; nil while it does not know it.
  private func answer<Value>(_ question: () throws -> Value) throws -> Value? {
    do {
      return try question()
    } catch let error as KafkaError where error.code == .unknownTopicOrPartition {
      return nil
    }
  }

  @Test func `topics are created, described, grown, emptied and deleted`() throws {
    let client = try Client(configuration: configuration())
    let name = uniqueName("admin")
    try client.createTopic(
      name, partitionCount: 2, replicationFactor: 1, configuration: ["max.message.bytes": "54321"],
      timeout: .seconds(30))
    #expect(throws: KafkaError.self) {
      try client.createTopic(name, partitionCount: 2, timeout: .seconds(30))
    }
    // The broker that answers may not have heard of the topic yet.
    let isConfigured = try wait {
      try answer { try client.describeTopicConfiguration(name, timeout: .seconds(30)) }?["max.message.bytes"] == "54321"
    }
    #expect(isConfigured)
    try client.createPartitions(of: name, totalCount: 3, timeout: .seconds(30))
    let hasThree = try wait {
      try client.metadata(topic: name, timeout: .seconds(30)).topic(name)?.partitions.count == 3
    }
    #expect(hasThree)

    let producer = try Producer(configuration: configuration())
    let topic = try producer.topic(name)
    for number in 1...10 {
      guard
        case .queued = producer.produce(
          to: topic, partition: 0, value: nil, key: nil, timestampMilliseconds: Int64(number) * 1_000,
          opaque: UInt(number))
      else {
        Issue.record("Record \(number) was not queued.")
        return
      }
    }
    producer.flushAll()
    let partition = TopicPartition(topic: name, partition: 0)
    #expect(
      try client.offsets(of: [partition], since: 5_000, timeout: .seconds(30)).map(\.nextOffset) == [4])
    let left = try client.deleteRecords(
      before: [TopicPartitionOffset(topicPartition: partition, nextOffset: 6)], timeout: .seconds(30))
    #expect(left.map(\.nextOffset) == [6])
    #expect(left.map(\.error) == [nil])
    let watermarks = try client.queryWatermarks(of: partition, timeout: .seconds(30))
    #expect(watermarks.low == 6)
    #expect(watermarks.high == 10)

    try client.deleteTopic(name, timeout: .seconds(30))
    // The broker that answers may not have heard of the deletion yet.
    let isGone = try wait { try answer { try client.describeTopicConfiguration(name, timeout: .seconds(30)) } == nil }
    #expect(isGone)
    #expect(producer.close(within: .seconds(30)))
    #expect(client.close(within: .seconds(30)))
  }

  @Test func `a group is listed and described with its members and partitions`() throws {
    let client = try Client(configuration: configuration())
    let name = uniqueName("group")
    try client.createTopic(name, partitionCount: 2, replicationFactor: 1, timeout: .seconds(30))
    let consumer = try Consumer(configuration: configuration(["group.id": name, "client.id": "worker"]))
    try consumer.subscribe(to: [name])
    var batch = MessageBatch(capacity: 10)
    let isMember = try wait {
      consumer.poll(into: &batch, timeout: .milliseconds(50))
      try consumer.completeRebalances()
      return try consumer.assignment().count == 2
    }
    #expect(isMember)
    #expect(try client.listGroups(timeout: .seconds(30)).contains(name))
    let group = try client.describeGroup(name, timeout: .seconds(30))
    #expect(group.error == nil)
    #expect(group.state == "Stable")
    #expect(group.assignor == "range")
    #expect(group.members.map(\.id) == [consumer.memberID])
    #expect(group.members.map(\.clientID) == ["worker"])
    #expect(group.members.first?.partitions.sorted() == (0..<2).map { TopicPartition(topic: name, partition: $0) })
    #expect(throws: KafkaError.self) { try client.deleteGroup(name, timeout: .seconds(30)) }
    #expect(consumer.close(within: .seconds(30)))
    try client.deleteGroup(name, timeout: .seconds(30))
    try client.deleteTopic(name, timeout: .seconds(30))
    #expect(client.close(within: .seconds(30)))
  }

  @Test func `offsets that a transaction carries are the group's after the commit and not after an abort`() throws {
    let client = try Client(configuration: configuration())
    let name = uniqueName("transaction")
    try client.createTopic(name, partitionCount: 1, replicationFactor: 1, timeout: .seconds(30))
    let consumer = try Consumer(
      configuration: configuration(["group.id": name, "enable.auto.commit": "false"]))
    try consumer.subscribe(to: [name])
    var batch = MessageBatch(capacity: 10)
    let isMember = try wait {
      consumer.poll(into: &batch, timeout: .milliseconds(50))
      try consumer.completeRebalances()
      return try consumer.assignment().count == 1
    }
    #expect(isMember)

    let producer = try Producer(configuration: configuration(["transactional.id": name]))
    let topic = try producer.topic(name)
    let partition = TopicPartition(topic: name, partition: 0)
    try producer.initTransactions(timeout: .seconds(60))
    for (number, isCommitted) in [(Int64(1), true), (2, false), (3, true)] {
      try producer.beginTransaction()
      guard case .queued = producer.produce(to: topic, value: nil, key: nil, opaque: UInt(number)) else {
        Issue.record("Record \(number) was not queued.")
        return
      }
      guard let metadata = try consumer.groupMetadata() else {
        Issue.record("The consumer is no member of the group.")
        return
      }
      try producer.sendOffsets(
        [TopicPartitionOffset(topicPartition: partition, nextOffset: number)], of: metadata, timeout: .seconds(30))
      var reports = 0
      if isCommitted {
        try producer.commitTransaction(timeout: .seconds(30)) { _ in reports += 1 }
      } else {
        try producer.abortTransaction(timeout: .seconds(30)) { _ in reports += 1 }
      }
      #expect(reports == 1)
      let committed = try consumer.committed([partition], timeout: .seconds(30)).first?.nextOffset
      #expect(committed == (isCommitted ? number : number - 1))
    }

    let successor = try Producer(configuration: configuration(["transactional.id": name]))
    try successor.initTransactions(timeout: .seconds(60))
    #expect {
      try producer.beginTransaction()
      _ = producer.produce(to: topic, value: nil, key: nil, opaque: 4)
      try producer.commitTransaction(timeout: .seconds(30)) { _ in }
    } throws: { error in
      (error as? KafkaError)?.isFatal == true
    }
    batch.removeAll()
    #expect(consumer.close(within: .seconds(30)))
    #expect(successor.close(within: .seconds(30)))
    #expect(producer.close(within: .seconds(30)))
    try client.deleteTopic(name, timeout: .seconds(30))
    #expect(client.close(within: .seconds(30)))
  }

  @Test func `offsets of an earlier generation are refused, and the transaction has to be aborted`() throws {
    let client = try Client(configuration: configuration())
    let name = uniqueName("generation")
    try client.createTopic(name, partitionCount: 2, replicationFactor: 1, timeout: .seconds(30))
    let members = try (0..<2).map { _ in
      try Consumer(configuration: configuration(["group.id": name, "enable.auto.commit": "false"]))
    }
    var batch = MessageBatch(capacity: 10)
    func join(_ count: Int) throws {
      try members[count - 1].subscribe(to: [name])
      let haveJoined = try wait {
        for member in members.prefix(count) {
          member.poll(into: &batch, timeout: .milliseconds(50))
          try member.completeRebalances()
        }
        return try members.prefix(count).allSatisfy { try $0.assignment().count == 2 / count }
      }
      try #require(haveJoined)
    }
    let producer = try Producer(configuration: configuration(["transactional.id": name]))
    try producer.initTransactions(timeout: .seconds(60))
    let offsets = [TopicPartitionOffset(topic: name, partition: 1, nextOffset: 7)]
    try join(1)
    guard let metadata = try members[0].groupMetadata() else {
      Issue.record("The consumer is no member of the group.")
      return
    }
    try join(2)
    try producer.beginTransaction()
    #expect {
      try producer.sendOffsets(offsets, of: metadata, timeout: .seconds(30))
    } throws: { error in
      (error as? KafkaError)?.requiresAbort == true
    }
    try producer.abortTransaction(timeout: .seconds(30)) { _ in }
    #expect(try members[0].committed(offsets.map(\.topicPartition), timeout: .seconds(30)).map(\.nextOffset) == [nil])
    batch.removeAll()
    for member in members { #expect(member.close(within: .seconds(30))) }
    #expect(producer.close(within: .seconds(30)))
    try client.deleteTopic(name, timeout: .seconds(30))
    #expect(client.close(within: .seconds(30)))
  }

  @Test(arguments: Harness.soundAssignors)
  func `members that answer late lose and double nothing while others join and leave`(assignor: String) throws {
    let client = try Client(configuration: configuration())
    let name = uniqueName("rebalance")
    try client.createTopic(name, partitionCount: 4, replicationFactor: 1, timeout: .seconds(30))
    let (doubledCount, commitErrors) = try checkRebalances(
      Harness(bootstrapServers: KafkaCluster.shared.get().bootstrapServers), name: name, assignor: assignor)
    #expect(doubledCount == 0)
    #expect(commitErrors == [])
    try client.deleteTopic(name, timeout: .seconds(30))
    #expect(client.close(within: .seconds(30)))
  }
}
