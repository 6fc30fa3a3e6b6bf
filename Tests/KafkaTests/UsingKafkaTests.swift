import Kafka
import Testing

/// The examples of the page "Using the Kafka module": what stands between the marks stands there too, which DocumentationTests
/// compares.
@Suite struct UsingKafkaTests {
  @Test func `the examples write records, read them and move them in a transaction`() throws {
    // example: mock cluster
    let cluster = try MockCluster(brokerCount: 3)
    try cluster.createTopic("input", partitionCount: 2)
    try cluster.createTopic("output", partitionCount: 2)
    // The next produce request fails once, and librdkafka repeats it.
    cluster.failRequests(.produce, with: [.notEnoughReplicas])
    // end of example

    #expect(try write(count: 100, to: "input", brokers: cluster.bootstrapServers) == 100)
    #expect(try read(count: 100, from: "input", brokers: cluster.bootstrapServers) == 100)
    #expect(try move(from: "input", to: "output", brokers: cluster.bootstrapServers) == 100)
    #expect(try read(count: 100, from: "output", brokers: cluster.bootstrapServers) == 100)
  }

  // example: producer
  /// Writes records and returns how many of them the brokers acknowledged.
  func write(count: Int, to name: String, brokers: String) throws -> Int {
    let producer = try Producer(
      configuration: ClientConfiguration(["bootstrap.servers": brokers, "enable.idempotence": "true"]))
    let topic = try producer.topic(name)
    var acknowledged = 0
    for number in 1...count {
      let value = Array("record \(number)".utf8)
      produce: while true {
        switch producer.produce(to: topic, value: value.span, key: nil, opaque: UInt(number)) {
        case .queued:
          break produce
        case .queueFull:
          // Reports make room: serve them, then try again.
          producer.serveDeliveryReports(timeout: .milliseconds(100)) { report in
            if report.error == nil { acknowledged += 1 }
          }
        case .failed(let error):
          throw error
        }
      }
    }
    // `opaque` in a report is the number that `produce` was given.
    _ = producer.flush(within: .seconds(30)) { report in
      if report.error == nil { acknowledged += 1 }
    }
    _ = producer.close(within: .seconds(10))
    return acknowledged
  }
  // end of example

  // example: consumer
  /// Reads as a member of a group, commits what is processed, and returns how many records there were.
  func read(count: Int, from topic: String, brokers: String) throws -> Int {
    let consumer = try Consumer(
      configuration: ClientConfiguration([
        "bootstrap.servers": brokers, "group.id": "readers of \(topic)", "auto.offset.reset": "earliest",
        "enable.auto.offset.store": "false",
      ]))
    try consumer.subscribe(to: [topic])
    var batch = MessageBatch(capacity: 500)
    var processed = 0
    let deadline = ContinuousClock.now + .seconds(60)
    while processed < count, .now < deadline {
      consumer.poll(into: &batch, timeout: .milliseconds(100))
      var offsets: [TopicPartitionOffset] = []
      batch.forEachMessage { message in
        // `message.value` is a view into the batch: copy what is to outlive the next poll.
        processed += 1
        offsets.append(
          TopicPartitionOffset(topic: message.topic, partition: message.partition, nextOffset: message.offset + 1))
      }
      // Offsets of partitions that were revoked meanwhile have an error in their result and are not committed.
      _ = try consumer.storeOffsets(offsets)
      while let rebalance = consumer.takeRebalance() {
        if case .assign = rebalance.kind {
          try consumer.completeAssign(of: rebalance)
        } else {
          try consumer.completeRevoke(of: rebalance)
        }
      }
    }
    batch.removeAll()
    _ = consumer.close(within: .seconds(10))
    return processed
  }
  // end of example

  // example: transaction
  /// Copies one batch and its offsets in one transaction, and returns how many records that were.
  func move(from input: String, to output: String, brokers: String) throws -> Int {
    let consumer = try Consumer(
      configuration: ClientConfiguration([
        "bootstrap.servers": brokers, "group.id": "movers", "auto.offset.reset": "earliest",
        "enable.auto.commit": "false", "isolation.level": "read_committed",
      ]))
    let producer = try Producer(
      configuration: ClientConfiguration(["bootstrap.servers": brokers, "transactional.id": "mover-1"]))
    let topic = try producer.topic(output)
    try producer.initTransactions(timeout: .seconds(30))
    try consumer.subscribe(to: [input])
    var batch = MessageBatch(capacity: 500)
    var moved = 0
    let deadline = ContinuousClock.now + .seconds(60)
    while moved < 100, .now < deadline {
      consumer.poll(into: &batch, timeout: .milliseconds(100))
      while let rebalance = consumer.takeRebalance() {
        if case .assign = rebalance.kind {
          try consumer.completeAssign(of: rebalance)
        } else {
          // The batch is of the old generation: the broker would refuse its offsets.
          batch.removeAll()
          try consumer.completeRevoke(of: rebalance)
        }
      }
      guard !batch.isEmpty, let metadata = try consumer.groupMetadata() else { continue }
      try producer.beginTransaction()
      do throws(KafkaError) {
        var offsets: [TopicPartitionOffset] = []
        try batch.forEachMessage { message throws(KafkaError) in
          if case .failed(let error) = producer.produce(
            to: topic, value: message.value, key: message.key, opaque: UInt(message.offset))
          {
            throw error
          }
          offsets.append(
            TopicPartitionOffset(topic: message.topic, partition: message.partition, nextOffset: message.offset + 1))
        }
        try producer.sendOffsets(offsets, of: metadata, timeout: .seconds(30))
        try producer.commitTransaction(timeout: .seconds(30)) { _ in }
        moved += batch.count
      } catch {
        // Nothing of an aborted transaction is visible, and the group's offsets are where they were.
        if error.requiresAbort { try producer.abortTransaction(timeout: .seconds(30)) { _ in } }
        throw error
      }
    }
    batch.removeAll()
    _ = consumer.close(within: .seconds(10))
    _ = producer.close(within: .seconds(10))
    return moved
  }
  // end of example
}
