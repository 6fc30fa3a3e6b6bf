import Kafka
import Testing

/// Reads a topic without a group, for tests that are not about groups.
private func read(_ topic: String, count: Int, from harness: Harness, _ body: (borrowing Message) throws -> Void) throws
{
  let consumer = try harness.consumer()
  try consumer.assign([TopicPartitionOffset(topic: topic, partition: 0, nextOffset: TopicPartitionOffset.beginning)])
  var batch = MessageBatch(capacity: 100)
  var seen = 0
  let isComplete = try wait {
    consumer.poll(into: &batch, timeout: .milliseconds(100))
    seen += batch.count
    for index in 0..<batch.count {
      try body(batch[index])
    }
    return seen >= count
  }
  #expect(isComplete)
  #expect(seen == count)
  batch.removeAll()
  #expect(consumer.close(within: .seconds(30)))
}

@Suite struct RoundTripTests {
  @Test func `key, value, timestamp and headers come back as they were sent`() throws {
    let harness = try Harness()
    try harness.cluster.createTopic("topic", partitionCount: 1)
    let producer = try harness.producer()
    var headers = Headers()
    headers.add("name", "first")
    headers.add("name", nil)
    headers.add("other", bytes("").span)
    let outcome = producer.produce(
      to: try producer.topic("topic"), value: bytes("value").span, key: bytes("key").span,
      timestampMilliseconds: 1_700_000_000_123, headers: &headers, opaque: 1)
    guard case .queued = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(headers.count == 0, "The record has taken the headers.")
    producer.flushAll()

    try read("topic", count: 1, from: harness) { message in
      #expect(text(message.value) == "value")
      #expect(text(message.key) == "key")
      #expect(message.topic == "topic")
      #expect(message.topicIndex == 0)
      #expect(message.partition == 0)
      #expect(message.offset == 0)
      #expect(message.timestampMilliseconds == 1_700_000_000_123)
      #expect(message.timestampKind == .createTime)
      let hasHeaders = message.hasHeaders
      #expect(hasHeaders)
      var found: [String] = []
      try message.forEachHeader { name, value in
        found.append("\(text(name) ?? "")=\(text(value) ?? "null")")
      }
      #expect(found == ["name=first", "name=null", "other="])

      var copy = try message.copyHeaders()
      copy.set("name", "only")
      #expect(copy.count == 2)
      #expect(names(in: copy) == ["other=", "name=only"])
    }
  }

  private func names(in headers: borrowing Headers) -> [String] {
    var found: [String] = []
    headers.forEachHeader { name, value in
      found.append("\(text(name) ?? "")=\(text(value) ?? "null")")
    }
    return found
  }

  @Test func `a null value is nil and an empty one is empty`() throws {
    let harness = try Harness()
    try harness.cluster.createTopic("topic", partitionCount: 1)
    let producer = try harness.producer()
    let topic = try producer.topic("topic")
    let empty: [UInt8] = []
    for outcome in [
      producer.produce(to: topic, value: nil, key: nil, opaque: 1),
      producer.produce(to: topic, value: empty.span, key: empty.span, opaque: 2),
    ] {
      guard case .queued = outcome else {
        Issue.record("\(outcome)")
        return
      }
    }
    producer.flushAll()

    var values: [String?] = []
    var keys: [String?] = []
    try read("topic", count: 2, from: harness) { message in
      values.append(text(message.value))
      keys.append(text(message.key))
      let hasHeaders = message.hasHeaders
      #expect(!hasHeaders)
      let copy = try message.copyHeaders()
      #expect(copy.count == 0)
    }
    #expect(values == [nil, ""])
    #expect(keys == [nil, ""])
  }

  @Test func `headers are removed by prefix and by name`() {
    var headers = Headers()
    headers.add("dlq.reason", "a")
    headers.add("kept", "b")
    headers.add("dlq.reason", "c")
    headers.add("dlq.topic", "d")
    headers.add("kept", "e")
    headers.remove(prefix: "dlq.")
    #expect(names(in: headers) == ["kept=b", "kept=e"])
    headers.remove("kept")
    #expect(headers.count == 0)
    headers.remove("absent")
    headers.remove(prefix: "")
    #expect(headers.count == 0)
  }

  @Test func `records of several topics know their own`() throws {
    let harness = try Harness()
    try harness.cluster.createTopic("one", partitionCount: 1)
    try harness.cluster.createTopic("two", partitionCount: 1)
    try harness.fill("one", partitionCount: 1, recordCount: 20)
    try harness.fill("two", partitionCount: 1, recordCount: 20)
    let consumer = try harness.consumer()
    try consumer.assign(
      ["one", "two"].map {
        TopicPartitionOffset(topic: $0, partition: 0, nextOffset: TopicPartitionOffset.beginning)
      })
    var batch = MessageBatch(capacity: 7)
    var counts: [String: Int] = [:]
    var indexes: [String: Set<Int>] = [:]
    #expect(
      wait {
        consumer.poll(into: &batch, timeout: .milliseconds(100))
        batch.forEachMessage { message in
          counts[message.topic, default: 0] += 1
          indexes[message.topic, default: []].insert(message.topicIndex)
        }
        return counts.values.reduce(0, +) == 40
      })
    #expect(counts == ["one": 20, "two": 20])
    #expect(indexes["one"]?.count == 1)
    #expect(indexes["two"]?.count == 1)
    #expect(indexes["one"] != indexes["two"])
    batch.removeAll()
    #expect(consumer.close(within: .seconds(30)))
  }
}
