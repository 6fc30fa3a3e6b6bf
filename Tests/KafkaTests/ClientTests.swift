import Kafka
import Testing

@Suite struct ClientTests {
  @Test func `metadata tells of brokers, partitions and missing topics`() throws {
    let harness = try Harness(brokerCount: 3)
    try harness.cluster.createTopic("topic", partitionCount: 4)
    try harness.cluster.setLeader(of: TopicPartition(topic: "topic", partition: 2), to: 3)
    let client = try Client(
      configuration: harness.configuration(["allow.auto.create.topics": "false"]))
    let metadata = try client.metadata(topic: "topic", timeout: .seconds(30))
    #expect(metadata.brokers.map(\.id).sorted() == [1, 2, 3])
    let topic = try #require(metadata.topic("topic"))
    #expect(topic.error == nil)
    #expect(topic.partitions.map(\.id) == [0, 1, 2, 3])
    #expect(topic.partitions[2].leader == 3)
    #expect(topic.partitions[2].replicas.count == 3)

    harness.cluster.setTopicError("topic", .topicAuthorization)
    #expect(try client.metadata(topic: "topic", timeout: .seconds(30)).topic("topic")?.error == .topicAuthorization)
    #expect(client.clusterID(timeout: .seconds(30))?.isEmpty == false)
    #expect(client.close(within: .seconds(30)))
  }

  @Test func `brokers that know no requests about groups are said to, and the client works on`() throws {
    let harness = try Harness()
    try harness.cluster.createTopic("topic", partitionCount: 1)
    let client = try Client(configuration: harness.configuration())
    for _ in 0..<3 {
      let description = #expect(throws: KafkaError.self) {
        try client.describeGroup("group", timeout: .seconds(5))
      }
      #expect(description?.code == .unsupportedFeature)
      let deletion = #expect(throws: KafkaError.self) { try client.deleteGroup("group", timeout: .seconds(5)) }
      #expect(deletion?.code == .unsupportedFeature)
    }
    #expect(try client.metadata(topic: "topic", timeout: .seconds(30)).topic("topic")?.partitions.count == 1)
    #expect(client.close(within: .seconds(30)))
  }

  @Test func `watermarks and offsets by time are those of the log`() throws {
    let harness = try Harness()
    try harness.cluster.createTopic("topic", partitionCount: 1)
    try harness.fill("topic", partitionCount: 1, recordCount: 10)
    let partition = TopicPartition(topic: "topic", partition: 0)
    let consumer = try harness.consumer()
    let watermarks = try consumer.queryWatermarks(of: partition, timeout: .seconds(30))
    #expect(watermarks.low == 0)
    #expect(watermarks.high == 10)
    #expect(try consumer.committed([partition], timeout: .seconds(30)).map(\.nextOffset) == [nil])
    #expect(consumer.close(within: .seconds(30)))
  }

  @Test func `a synchronous commit tells each partition's result`() throws {
    let harness = try Harness()
    try harness.cluster.createTopic("topic", partitionCount: 2)
    let partitions = (0..<2).map { TopicPartition(topic: "topic", partition: $0) }
    let consumer = try harness.consumer()
    try consumer.subscribe(to: ["topic"])
    var batch = MessageBatch(capacity: 10)
    let isAssigned = try wait {
      consumer.poll(into: &batch, timeout: .milliseconds(20))
      try consumer.completeRebalances()
      return try consumer.assignment().count == 2
    }
    #expect(isAssigned)
    let results = try consumer.commit(partitions.map { TopicPartitionOffset(topicPartition: $0, nextOffset: 5) })
    #expect(results.map(\.error) == [nil, nil])
    #expect(try consumer.committed(partitions, timeout: .seconds(30)).map(\.nextOffset) == [5, 5])

    harness.cluster.failRequests(.offsetCommit, with: [.groupAuthorization])
    do throws(KafkaError) {
      let refused = try consumer.commit([TopicPartitionOffset(topicPartition: partitions[0], nextOffset: 6)])
      #expect(refused.map(\.error) == [.groupAuthorization])
    } catch {
      #expect(error.code == .groupAuthorization)
    }
    #expect(try consumer.committed(partitions, timeout: .seconds(30)).map(\.nextOffset) == [5, 5])
    #expect(try consumer.position(partitions).map(\.nextOffset) == [nil, nil])
    #expect(consumer.close(within: .seconds(30)))
  }

  @Test func `closing gives up in time when librdkafka does not end`() throws {
    let harness = try Harness()
    try harness.cluster.createTopic("topic", partitionCount: 1)
    try harness.fill("topic", partitionCount: 1, recordCount: 1)
    let consumer = try harness.consumer()
    try consumer.assign([TopicPartitionOffset(topic: "topic", partition: 0, nextOffset: 0)])
    var batch = MessageBatch(capacity: 10)
    let isReading = wait {
      consumer.poll(into: &batch, timeout: .milliseconds(100)) > 0
    }
    #expect(isReading)
    // Every answer of the coordinator now takes longer than the limit.
    try harness.cluster.setRoundTrip(.seconds(5), brokerID: nil)
    _ = try consumer.storeOffsets([TopicPartitionOffset(topic: "topic", partition: 0, nextOffset: 1)])
    batch.removeAll()
    #expect(!consumer.close(within: .milliseconds(50)))
    #expect(consumer.close(within: .seconds(1)), "It is closed for its owner.")
  }

  @Test func `errors, statistics and log lines reach the owner`() throws {
    let lines = LogLines()
    var configuration = ClientConfiguration([
      "bootstrap.servers": "127.0.0.1:1", "statistics.interval.ms": "100", "group.id": "group",
    ])
    let consumer = try Consumer(configuration: configuration, log: lines.append)
    var batch = MessageBatch(capacity: 10)
    var codes: Set<KafkaError.Code> = []
    var statistics: String?
    let hasAll = wait {
      consumer.poll(into: &batch, timeout: .milliseconds(50))
      for event in consumer.takeEvents().events {
        if case .error(let error) = event { codes.insert(error.code) }
      }
      statistics = consumer.takeStatistics() ?? statistics
      return codes.contains(.allBrokersDown) && statistics != nil
    }
    #expect(hasAll)
    #expect(statistics?.first == "{")
    #expect(statistics?.contains("\"type\": \"consumer\"") == true)
    #expect(consumer.close(within: .seconds(30)))

    configuration.remove("group.id")
    let producer = try Producer(configuration: configuration, log: lines.append)
    codes = []
    statistics = nil
    let hasAllAgain = wait {
      producer.serveDeliveryReports(timeout: .milliseconds(50)) { _ in }
      for event in producer.takeEvents().events {
        if case .error(let error) = event { codes.insert(error.code) }
      }
      statistics = producer.takeStatistics() ?? statistics
      return codes.contains(.allBrokersDown) && statistics != nil
    }
    #expect(hasAllAgain)
    #expect(statistics?.contains("\"type\": \"producer\"") == true)
    #expect(producer.fatalError == nil)
    #expect(producer.close(within: .seconds(30)))
    #expect(lines.all.contains { $0.facility == "FAIL" && $0.level == .error })
  }

  @Test func `a failure that was prepared for one broker is counted until it happens`() throws {
    let harness = try Harness()
    try harness.cluster.createTopic("topic", partitionCount: 1)
    try harness.cluster.failRequests(
      .produce, toBroker: 1, with: [(.notEnoughReplicas, .milliseconds(10)), (.noError, .zero)])
    #expect(try harness.cluster.pendingFailureCount(.produce, ofBroker: 1) == 2)
    try harness.fill("topic", partitionCount: 1, recordCount: 1)
    #expect(try harness.cluster.pendingFailureCount(.produce, ofBroker: 1) == 0)
    #expect(throws: KafkaError.self) { try harness.cluster.pendingFailureCount(.produce, ofBroker: 9) }
  }

  @Test func `a producer's fatal error is thrown, becomes an event and stays known`() throws {
    let harness = try Harness()
    try harness.cluster.createTopic("topic", partitionCount: 1)
    harness.cluster.failRequests(.initProducerID, with: [.transactionalIDAuthorization])
    let producer = try harness.producer(["transactional.id": "id"])
    do throws(KafkaError) {
      try producer.initTransactions(timeout: .seconds(30))
      Issue.record("Nothing was thrown.")
    } catch {
      #expect(error.isFatal)
      #expect(!error.isRetriable)
      #expect(error.code == .transactionalIDAuthorization)
    }
    var fatal: [KafkaError] = []
    let isFatal = wait {
      producer.serveDeliveryReports(timeout: .milliseconds(50)) { _ in }
      for case .error(let error) in producer.takeEvents().events where error.isFatal {
        fatal.append(error)
      }
      return !fatal.isEmpty
    }
    #expect(isFatal)
    #expect(fatal.first?.code == .transactionalIDAuthorization)
    #expect(producer.fatalError?.code == .transactionalIDAuthorization)
    guard
      case .failed(let error) = producer.produce(to: try producer.topic("topic"), value: nil, key: nil, opaque: 1)
    else {
      Issue.record("It was not refused.")
      return
    }
    #expect(error.isFatal)
    #expect(producer.close(within: .seconds(30)))
  }
}
