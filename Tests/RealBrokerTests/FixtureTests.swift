import TestSupport
import Testing

extension AgainstRealKafka {
  /// What becomes of each fixture on its way through Kafka: its bytes, key, headers and timestamp.
  @Suite struct FixtureTests {
    /// 2026-03-14T09:26:54.000Z, which the expected events were made with.
    private static let timestamp: Int64 = 1_773_480_414_000
    private static let deadLetterStart = "{\"dead_letter\":{\"reason\":\""

    private struct Fixture {
      let name: String
      let value: [UInt8]
      /// One line for each record, as `normalize` writes them.
      let expected: [String]
      /// Several records are one, however they stand together. A value that is damaged in its first record is none.
      var isBatch: Bool {
        expected.count > 1
          || (value.starts(with: "[{".utf8) || value.starts(with: "{\"records\": [".utf8))
            && !expected.contains { $0.contains("invalid_json") }
      }
    }

    private func fixtures() throws -> [Fixture] {
      let folder = "\(ProjectFiles.root)/Fixtures"
      return try ProjectFiles.names(in: "\(folder)/values").map { file in
        let name = String(file.dropLast(".json".count))
        let expected = try String(decoding: ProjectFiles.read("\(folder)/expected/\(name).jsonl"), as: UTF8.self)
        return Fixture(
          name: name, value: try ProjectFiles.read("\(folder)/values/\(file)"),
          expected: expected.split(separator: "\n").map(String.init))
      }
    }

    private let oldHeaders = [
      KafkaRecord.Header("trace", "one"), KafkaRecord.Header("dead_letter.reason", "an old one"),
      KafkaRecord.Header("trace", "two"), KafkaRecord.Header("dead_letter.attempts", "3"),
      KafkaRecord.Header("source.topic", "evil"),
      KafkaRecord.Header("dead_letter.of_another_version", "gone"), KafkaRecord.Header("empty", nil),
    ]

    @Test func `each fixture becomes its events and dead letters, with key, headers and timestamp`() throws {
      let topics = try WorkerTopics(cluster.get())
      let fixtures = try fixtures()
      let tombstone = Fixture(name: "tombstone", value: [], expected: [Self.deadLetterStart + "empty_value\""])
      let all = fixtures + [tombstone]
      try topics.cluster.produce(
        all.map { fixture in
          NewRecord(
            value: fixture.name == "tombstone" ? nil : fixture.value, key: "key of \(fixture.name)",
            headers: oldHeaders,
            timestampMilliseconds: Self.timestamp)
        }, to: topics.input)
      try topics.runWorker()

      let events = try TopicReader(topics.cluster).records(of: topics.output)
      let deadLetters = try TopicReader(topics.cluster).records(of: topics.deadLetters)
      #expect(events.count + deadLetters.count == all.reduce(0) { $0 + $1.expected.count })
      #expect(all.contains { $0.expected.count > 1 } && !events.isEmpty && !deadLetters.isEmpty)
      for (offset, fixture) in all.enumerated() {
        let own = { (records: [KafkaRecord]) in records.filter { $0.key == Array("key of \(fixture.name)".utf8) } }
        let expectedEvents = fixture.expected.filter { !$0.hasPrefix(Self.deadLetterStart) }
        let expectedReasons = fixture.expected.filter { $0.hasPrefix(Self.deadLetterStart) }.map {
          String($0.dropFirst(Self.deadLetterStart.count).prefix { $0 != "\"" })
        }
        #expect(
          own(events).map { String(decoding: $0.value ?? [], as: UTF8.self) } == expectedEvents, "\(fixture.name)")
        #expect(own(deadLetters).map { $0.header("dead_letter.reason") } == expectedReasons, "\(fixture.name)")
        for event in own(events) { expectEvent(event, of: fixture, at: offset) }
        for letter in own(deadLetters) { expectDeadLetter(letter, of: fixture, at: offset, topics) }
      }
      let now = try #require(deadLetters.first?.timestampMilliseconds)
      #expect(now > Self.timestamp + 86_400_000 || now < Self.timestamp, "Not the record's time, which is years away.")
    }

    private func expectEvent(_ event: KafkaRecord, of fixture: Fixture, at offset: Int) {
      #expect(event.timestampMilliseconds == Self.timestamp)
      // What says where a record came from is the worker's word alone.
      let kept = oldHeaders.filter { !$0.name.hasPrefix("dead_letter.") && !$0.name.hasPrefix("source.") }
      #expect(Array(event.headers.prefix(kept.count)) == kept, "\(fixture.name)")
      let names = event.headers.dropFirst(kept.count).map(\.name)
      let expected = ["source.topic", "source.partition", "source.offset"] + (fixture.isBatch ? ["source.record"] : [])
      #expect(names == expected, "\(fixture.name)")
      #expect(event.header("source.offset") == "\(offset)")
    }

    private func expectDeadLetter(_ letter: KafkaRecord, of fixture: Fixture, at offset: Int, _ topics: WorkerTopics) {
      let name = Comment(rawValue: fixture.name)
      if fixture.name == "tombstone" {
        #expect(letter.value == nil, name)
      } else if fixture.isBatch {
        let value = letter.value ?? []
        #expect(fixture.value.firstRange(of: value) != nil, name)
        #expect(value.count < fixture.value.count, name)
      } else {
        #expect(letter.value == fixture.value, name)
      }
      #expect(letter.headers("trace") == ["one", "two"], name)
      #expect(letter.headers("empty") == [nil], name)
      #expect(letter.headers("dead_letter.of_another_version").isEmpty, name)
      #expect(letter.header("dead_letter.attempts") == "3", name)
      #expect(letter.header("dead_letter.topic") == topics.input, name)
      #expect(letter.header("dead_letter.partition") == "0", name)
      #expect(letter.header("dead_letter.offset") == "\(offset)", name)
      #expect((letter.header("dead_letter.record") != nil) == fixture.isBatch, name)
      #expect(letter.header("dead_letter.timestamp") == "\(Self.timestamp)", name)
      #expect(letter.header("dead_letter.group") == topics.group, name)
      #expect(letter.header("dead_letter.worker")?.hasPrefix("azure-linux-ecs/") == true, name)
      #expect(letter.header("dead_letter.detail")?.isEmpty == false, name)
      #expect(letter.headers("dead_letter.truncated").isEmpty, name)
      let own = letter.headers.map(\.name).filter { $0.hasPrefix("dead_letter.") }
      #expect(Set(own).count == own.count, name)
    }

    @Test func `white space around a record that becomes a dead letter is kept`() throws {
      let topics = try WorkerTopics(cluster.get())
      let values = [
        "\n {}\r\n", "\u{FEFF}{\"metricName\":\"x\"} ", "\t7 ", "\u{FEFF}{\"properties\":{\"ident\":\"sshd\"}}\n",
      ]
      try topics.cluster.produce(values.map { NewRecord(text: $0, key: "key") }, to: topics.input)
      try topics.runWorker()
      let letters = try TopicReader(topics.cluster).records(of: topics.deadLetters)
      #expect(letters.map { String(decoding: $0.value ?? [], as: UTF8.self) } == values)
    }

    @Test
    func `without a key an event takes the host where it is not the resource, else the resource id in lower case`()
      throws
    {
      let topics = try WorkerTopics(cluster.get())
      func record(_ members: String, host: String) -> NewRecord {
        NewRecord(
          text:
            "{\(members)\"properties\":{\"ident\":\"myapp\",\"Msg\":\"text\",\"hostname\":\"\(host)\"},"
            + "\"operationName\":\"LinuxSyslogEvent\"}")
      }
      try topics.cluster.produce(
        [
          record("\"resourceId\":\"/SUBSCRIPTIONS/1/resourceGroups/RG/virtualMachines/VM-1\",", host: "vm-1"),
          record("\"resourceId\":\"/subscriptions/1/resourceGroups/rg/virtualMachines/forwarder\",", host: "Host-1"),
          record("", host: "Host-2"), NewRecord(text: "{}"),
        ], to: topics.input)
      try topics.runWorker()
      let events = try TopicReader(topics.cluster).records(of: topics.output)
      #expect(
        events.map { $0.key.map { String(decoding: $0, as: UTF8.self) } }
          == ["/subscriptions/1/resourcegroups/rg/virtualmachines/vm-1", "Host-1", "Host-2"])
      let letters = try TopicReader(topics.cluster).records(of: topics.deadLetters)
      #expect(letters.map(\.key) == [nil], "A dead letter keeps that there was no key.")
    }

    @Test func `a key goes to the partition where Java's producer puts it`() throws {
      let topics = try WorkerTopics(cluster.get(), partitionCount: 6)
      // The first ones are the vectors of Kafka's own test of its hash (org.apache.kafka.common.utils.UtilsTest).
      let keys =
        ["21", "foobar", "a-little-bit-long-string", "a-little-bit-longer-string", "abc", "é", "0"]
        + (0..<40).map { "/subscriptions/\($0)/virtualmachines/vm" }
      let text =
        "{\"properties\":{\"ident\":\"myapp\",\"Msg\":\"text\"},\"operationName\":\"LinuxSyslogEvent\"}"
      try topics.cluster.tool(
        "console-producer", "--topic", topics.input, "--reader-property", "parse.key=true", "--reader-property",
        "key.separator=|", input: keys.map { "\($0)|\(text)\n" }.joined())
      try topics.runWorker()
      func partitions(of topic: String) throws -> [String: Int32] {
        try TopicReader(topics.cluster).records(of: topic).reduce(into: [:]) { partitions, record in
          partitions[String(decoding: record.key ?? [], as: UTF8.self)] = record.partition
        }
      }
      let java = try partitions(of: topics.input)
      #expect(java.count == keys.count)
      #expect(Set(java.values).count > 3, "The keys are spread.")
      #expect(try partitions(of: topics.output) == java)
      // murmur2 of "21" is -973932308 and of "foobar" -790332482; Java clears the sign bit.
      #expect(java["21"] == Int32((-973_932_308 & 0x7fff_ffff) % 6))
      #expect(java["foobar"] == Int32((-790_332_482 & 0x7fff_ffff) % 6))
    }
  }
}
