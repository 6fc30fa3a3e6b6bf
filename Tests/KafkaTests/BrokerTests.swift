import Kafka
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// The address of a real cluster, for what the mock cluster cannot do; these tests are skipped without it.
private let bootstrapServers: String? = unsafe getenv("KAFKA_TEST_BOOTSTRAP_SERVERS").map { unsafe String(cString: $0) }

@Suite(.enabled(if: bootstrapServers != nil)) struct BrokerTests {
  private func configuration(_ properties: KeyValuePairs<String, String> = [:]) -> ClientConfiguration {
    var configuration = ClientConfiguration(["bootstrap.servers": bootstrapServers ?? ""])
    for (name, value) in properties {
      configuration.set(name, to: value)
    }
    return configuration
  }

  private func uniqueName(_ prefix: String) -> String {
    "\(prefix)-\(UInt64.random(in: 0 ... .max))"
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
    #expect(
      try client.describeTopicConfiguration(name, timeout: .seconds(30))["max.message.bytes"] == "54321")
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
    #expect {
      _ = try client.describeTopicConfiguration(name, timeout: .seconds(30))
    } throws: { error in
      (error as? KafkaError)?.code == .unknownTopicOrPartition
    }
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
      try producer.sendOffsets(
        [TopicPartitionOffset(topicPartition: partition, nextOffset: number)], of: consumer.groupMetadata(),
        timeout: .seconds(30))
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

  @Test(arguments: Harness.soundAssignors)
  func `members that answer late lose and double nothing while others join and leave`(assignor: String) throws {
    let client = try Client(configuration: configuration())
    let name = uniqueName("rebalance")
    try client.createTopic(name, partitionCount: 4, replicationFactor: 1, timeout: .seconds(30))
    let (doubledCount, commitErrors) = try checkRebalances(
      Harness(bootstrapServers: bootstrapServers ?? ""), name: name, assignor: assignor)
    #expect(doubledCount == 0)
    #expect(commitErrors == [])
    try client.deleteTopic(name, timeout: .seconds(30))
    #expect(client.close(within: .seconds(30)))
  }
}
