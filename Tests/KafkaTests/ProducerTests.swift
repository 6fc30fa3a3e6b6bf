import Kafka
import Testing

@Suite struct ProducerTests {
  @Test func `each record gets one report with its number and its sizes`() throws {
    let harness = try Harness()
    try harness.cluster.createTopic("topic", partitionCount: 2)
    let producer = try harness.producer()
    let topic = try producer.topic("topic")
    for number in 1...500 {
      guard
        case .queued = producer.produce(
          to: topic, value: bytes("value").span, key: bytes("\(number)").span, opaque: UInt(number))
      else {
        Issue.record("Record \(number) was not queued.")
        return
      }
    }
    var opaques: [UInt] = []
    var partitions: Set<Int32> = []
    var sizesAreRight = true
    producer.flushAll { report in
      opaques.append(report.opaque)
      partitions.insert(report.partition)
      sizesAreRight =
        sizesAreRight && report.valueByteCount == 5 && report.keyByteCount == "\(report.opaque)".utf8.count
      #expect(report.error == nil)
      #expect(report.status == .persisted)
      #expect(text(report.value) == "value")
      #expect(text(report.key) == "\(report.opaque)")
      #expect(report.topic == "topic")
    }
    #expect(opaques.sorted() == Array(1...500))
    #expect(partitions == [0, 1])
    #expect(sizesAreRight)
    #expect(producer.outQueueLength == 0)
    #expect(producer.serveDeliveryReports(timeout: .zero) { _ in } == 0)
    #expect(producer.close(within: .seconds(30)))
  }

  @Test func `a full queue is told and the headers stay with the caller`() throws {
    let harness = try Harness()
    try harness.cluster.createTopic("topic", partitionCount: 1)
    let producer = try harness.producer(["queue.buffering.max.messages": "3", "linger.ms": "100"])
    let topic = try producer.topic("topic")
    var queued = 0
    var headers = Headers()
    fill: for number in 1...100 {
      headers = Headers()
      headers.add("name", "value")
      switch producer.produce(
        to: topic, value: bytes("value").span, key: nil, headers: &headers, opaque: UInt(number))
      {
      case .queued: queued += 1
      case .queueFull: break fill
      case .failed(let error):
        Issue.record(error)
        return
      }
    }
    #expect(queued == 3)
    #expect(headers.count == 1)
    var reports = 0
    producer.flushAll { _ in reports += 1 }
    #expect(reports == 3)
    let again = producer.produce(to: topic, value: nil, key: nil, headers: &headers, opaque: 4)
    guard case .queued = again else {
      Issue.record("\(again)")
      return
    }
    #expect(headers.count == 0)
    producer.flushAll { _ in reports += 1 }
    #expect(reports == 4)
  }

  @Test func `a record above message max bytes is refused at once`() throws {
    let harness = try Harness()
    let producer = try harness.producer(["message.max.bytes": "1000"])
    let value = [UInt8](repeating: 0x61, count: 2_000)
    guard
      case .failed(let error) = producer.produce(
        to: try producer.topic("topic"), value: value.span, key: nil, opaque: 1)
    else {
      Issue.record("It was not refused.")
      return
    }
    #expect(error.code == .messageTooLarge)
    #expect(error.topic == "topic")
    #expect(error.description.hasPrefix("Producing failed for topic topic: "))
    #expect(error.description.hasSuffix(" (MSG_SIZE_TOO_LARGE)."))
  }

  @Test func `a broker's refusal is in the report`() throws {
    let harness = try Harness()
    try harness.cluster.createTopic("topic", partitionCount: 1)
    harness.cluster.failRequests(.produce, with: [.messageTooLarge])
    let producer = try harness.producer()
    let topic = try producer.topic("topic")
    for number in 1...2 {
      guard case .queued = producer.produce(to: topic, value: bytes("value").span, key: nil, opaque: UInt(number))
      else {
        Issue.record("Record \(number) was not queued.")
        return
      }
      var errors: [KafkaError.Code?] = []
      producer.flushAll { report in errors.append(report.error) }
      #expect(errors == (number == 1 ? [.messageTooLarge] : [nil]))
    }
  }

  @Test func `purged records are reported as such`() throws {
    let harness = try Harness()
    let producer = try harness.producer(["linger.ms": "10000"])
    let topic = try producer.topic("topic")
    try harness.cluster.takeDown(brokerID: nil)
    guard case .queued = producer.produce(to: topic, value: nil, key: nil, opaque: 7) else {
      Issue.record("The record was not queued.")
      return
    }
    try producer.purge(includingInFlight: true)
    var reports: [UInt: KafkaError.Code?] = [:]
    producer.flushAll { report in reports[report.opaque] = report.error }
    #expect(reports == [7: .purgedFromQueue])
  }

  @Test func `the key decides on the partition as in the Java client`() throws {
    let harness = try Harness()
    try harness.cluster.createTopic("topic", partitionCount: 1_000)
    let producer = try harness.producer()
    // A question about the topic comes first: it must not decide on the partitioner.
    _ = try producer.metadata(topic: "topic", timeout: .seconds(30))
    guard
      case .queued = producer.produce(to: try producer.topic("topic"), value: nil, key: bytes("kafka").span, opaque: 1)
    else {
      Issue.record("The record was not queued.")
      return
    }
    var partition: Int32?
    producer.flushAll { report in partition = report.partition }
    // Utils.toPositive(Utils.murmur2("kafka")) % 1000, murmur2 being 0xd067cf64 (librdkafka's src/rdmurmur2.c).
    #expect(partition == Int32((0xd067_cf64 & 0x7fff_ffff) % 1_000))
  }

  @Test func `a closed producer refuses records and questions`() throws {
    let harness = try Harness()
    let producer = try harness.producer()
    let topic = try producer.topic("topic")
    #expect(producer.close(within: .seconds(30)))
    #expect(producer.close(within: .seconds(30)))
    guard case .failed(let error) = producer.produce(to: topic, value: nil, key: nil, opaque: 1) else {
      Issue.record("It was not refused.")
      return
    }
    #expect(error.code == .destroyed)
    #expect(throws: KafkaError.self) { try producer.metadata(timeout: .seconds(1)) }
  }

  @Test func `a transaction is committed and another one aborted`() throws {
    let harness = try Harness()
    try harness.cluster.createTopic("topic", partitionCount: 1)
    let producer = try harness.producer(["transactional.id": "id"])
    let topic = try producer.topic("topic")
    try producer.initTransactions(timeout: .seconds(30))
    var reports: [UInt: KafkaError.Code?] = [:]

    try producer.beginTransaction()
    guard case .queued = producer.produce(to: topic, value: nil, key: nil, opaque: 1) else {
      Issue.record("The record was not queued.")
      return
    }
    try producer.commitTransaction(timeout: .seconds(30)) { report in reports[report.opaque] = report.error }
    #expect(reports == [1: nil])

    try producer.beginTransaction()
    try harness.cluster.setRoundTrip(.seconds(1), brokerID: nil)
    guard case .queued = producer.produce(to: topic, value: nil, key: nil, opaque: 2) else {
      Issue.record("The record was not queued.")
      return
    }
    try producer.abortTransaction(timeout: .seconds(30)) { report in reports[report.opaque] = report.error }
    #expect(reports.keys.sorted() == [1, 2])

    #expect {
      try producer.commitTransaction(timeout: .seconds(30)) { _ in }
    } throws: { error in
      (error as? KafkaError)?.code == .wrongState
    }
  }
}
