import Kafka
import TestSupport
import Testing

extension AgainstRealKafka {
  /// Records, events and dead letters around the limits of the topics and the worker.
  @Suite struct SizeLimitTests {
    /// A record of a program without patterns, which is an event whatever its text.
    private func record(_ name: String, textByteCount: Int) -> String {
      "{\"properties\":{\"ident\":\"myapp\",\"Msg\":\"\(String(repeating: "x", count: textByteCount))\","
        + "\"hostname\":\"\(name)\"},\"operationName\":\"LinuxSyslogEvent\"}"
    }

    private func small(_ name: String) -> String { record(name, textByteCount: 100) }
    private func big(_ name: String) -> String { record(name, textByteCount: 20_000) }

    /// A foreign record of exactly this many bytes.
    private func foreign(_ byteCount: Int) -> String {
      "{\"x\":\"" + String(repeating: "y", count: byteCount - 8) + "\"}"
    }

    private func text(_ record: KafkaRecord) -> String { String(decoding: record.value ?? [], as: UTF8.self) }

    /// The offset, and the place in the batch, that outputs name as their source.
    private func sources(_ records: [KafkaRecord], _ prefix: String) -> [String] {
      records.map { record in
        let offset = record.header("\(prefix).offset") ?? "?"
        return offset + (record.header("\(prefix).record").map { "/\($0)" } ?? "")
      }
    }

    @Test func `an event above the output topic's limit is a dead letter, known beforehand`() throws {
      let topics = try WorkerTopics(cluster.get(), output: ["max.message.bytes": "10000"])
      let batch = "{\"records\":[\(small("b")),\(big("b")),\(small("b"))]}"
      try topics.cluster.produce(
        [small("a"), big("a"), batch, small("c")].map { NewRecord(text: $0, key: "key") }, to: topics.input)
      let worker = try topics.startWorker()
      try topics.finish(worker)
      #expect(!worker.errorText.contains("a batch was refused"), "Nothing was tried in vain.")
      let reader = TopicReader(topics.cluster)
      #expect(sources(try reader.records(of: topics.output), "source") == ["0", "2/0", "2/2", "3"])
      let letters = try reader.records(of: topics.deadLetters)
      #expect(sources(letters, "dead_letter") == ["1", "2/1"])
      #expect(letters.allSatisfy { $0.header("dead_letter.reason") == "too_large" })
      #expect(letters.map(text) == [big("a"), big("b")])
    }

    @Test func `a limit lowered under a running worker loses nothing`() throws {
      let topics = try WorkerTopics(cluster.get())
      try topics.cluster.produce([NewRecord(text: small("first"), key: "key")], to: topics.input)
      let worker = try topics.startWorker()
      let watch = try CommitWatch(topics)
      #expect(watch.wait { $0.committed == [0: 1] }, "\(worker.errorText)")
      try topics.cluster.tool(
        "configs", "--alter", "--entity-type", "topics", "--entity-name", topics.output, "--add-config",
        "max.message.bytes=10000")
      // The broker tells itself of the change in its own time; a probe that is refused shows that it has.
      let isInForce = Pause.until {
        do { try topics.cluster.produce([NewRecord(text: big("probe"))], to: topics.output) } catch { return true }
        return false
      }
      #expect(isInForce)
      // One batch of the producer, refused as a whole: many that fit alone, some that do not.
      let messages = (0..<60).map { $0 % 20 == 7 ? big("\($0)") : small("\($0)") }
      try topics.cluster.produce(messages.map { NewRecord(text: $0, key: "key") }, to: topics.input)
      try topics.finish(worker)
      #expect(worker.errorText.contains("a batch was refused as too large"), "\(worker.errorText)")

      let produced = (0..<61).map {
        ProducedMessage(partition: 0, offset: $0, key: Array("key".utf8), recordCount: 1)
      }
      var verifier = DeliveryVerifier(produced)
      let reader = TopicReader(topics.cluster)
      try reader.forEach(of: topics.output) { message in
        // A probe that still got through has none.
        if message.hasHeaders { verifier.add(try DeliveredOutput(event: message)) }
      }
      let letters = try reader.records(of: topics.deadLetters)
      try reader.forEach(of: topics.deadLetters) { verifier.add(try DeliveredOutput(deadLetter: $0)) }
      let verdict = verifier.verdict(snapshots: watch.snapshots)
      #expect(verdict.isGood, "\(verdict)")
      #expect(verdict.events == 58)
      #expect(verdict.deadLetters == ["too_large": 3])
      #expect(Set(letters.map(text)) == [big("7"), big("27"), big("47")])
    }

    @Test(arguments: ["at-least-once", "exactly-once"])
    func `a lowered limit that all records keep is learned at once, and nothing is sent one by one`(
      delivery: String
    ) throws {
      let topics = try WorkerTopics(cluster.get())
      try topics.cluster.produce([NewRecord(text: small("first"))], to: topics.input)
      let worker = try topics.startWorker("--delivery", delivery)
      let watch = try CommitWatch(topics)
      #expect(watch.wait { ($0.committed[0] ?? 0) >= 1 }, "\(worker.errorText)")
      try topics.cluster.tool(
        "configs", "--alter", "--entity-type", "topics", "--entity-name", topics.output, "--add-config",
        "max.message.bytes=10000")
      let isInForce = Pause.until {
        do { try topics.cluster.produce([NewRecord(text: big("probe"))], to: topics.output) } catch { return true }
        return false
      }
      #expect(isInForce)
      let count = 3000
      try topics.cluster.produce((0..<count).map { NewRecord(text: small("\($0)")) }, to: topics.input)
      try topics.finish(worker)
      #expect(worker.errorText.contains("the topics take something else than before"), "\(worker.errorText)")
      #expect(!worker.errorText.contains("sent again one by one"), "\(worker.errorText)")
      let events = try TopicReader(topics.cluster).records(of: topics.output).filter {
        $0.header("source.offset") != nil
      }
      #expect(Set(sources(events, "source")).count == count + 1)
    }

    @Test func `records of a key keep their order although a topic refuses some of their batches`() throws {
      let topics = try WorkerTopics(cluster.get())
      try topics.cluster.produce([NewRecord(text: small("first"), key: "key")], to: topics.input)
      let worker = try topics.startWorker()
      let watch = try CommitWatch(topics)
      #expect(watch.wait { $0.committed == [0: 1] }, "\(worker.errorText)")
      try topics.cluster.configure(topics.output, "--add-config", "max.message.bytes=5000")
      // Batches of all sizes, large and small ones on their way at the same time.
      let count = 1500
      try topics.cluster.produce(
        (0..<count).map { NewRecord(text: small("\($0)"), key: "key") }, to: topics.input)
      try topics.finish(worker)
      #expect(worker.errorText.contains("a batch was refused as too large"), "\(worker.errorText)")
      let verdict = try topics.verdict(
        on: (0...count).map {
          ProducedMessage(partition: 0, offset: Int64($0), key: Array("key".utf8), recordCount: 1)
        }, snapshots: watch.snapshots)
      #expect(verdict.isGood, "\(verdict)")
      #expect(verdict.events == count + 1)
    }

    @Test func `a record above --max-record-size is a dead letter, also inside a batch`() throws {
      let topics = try WorkerTopics(cluster.get())
      let batch = "{\"records\":[\(small("b")),\(big("b"))]}"
      try topics.cluster.produce(
        [small("a"), big("a"), batch].map { NewRecord(text: $0, key: "key") }, to: topics.input)
      try topics.runWorker("--max-record-size", "10KiB")
      let reader = TopicReader(topics.cluster)
      #expect(sources(try reader.records(of: topics.output), "source") == ["0", "2/0"])
      let letters = try reader.records(of: topics.deadLetters)
      #expect(sources(letters, "dead_letter") == ["1", "2/1"])
      #expect(letters.allSatisfy { $0.header("dead_letter.reason") == "too_large" })
      #expect(letters.map(text) == [big("a"), big("b")])
    }

    @Test func `a dead letter is cut only where its value alone is above its topic's limit`() throws {
      let topics = try WorkerTopics(cluster.get(), deadLetters: ["max.message.bytes": "10000"])
      try topics.cluster.produce(
        // The third one fits without the detail, which takes 61 bytes with its name.
        [9000, 20_000, 9560, 100].map(foreign).map {
          NewRecord(text: $0, key: "key")
        }, to: topics.input)
      try topics.runWorker()
      let letters = try TopicReader(topics.cluster).records(of: topics.deadLetters)
      #expect(sources(letters, "dead_letter") == ["0", "1", "2", "3"])
      try #require(letters.count == 4)
      #expect(text(letters[0]) == foreign(9000), "It fits with its headers.")
      #expect(letters[0].headers("dead_letter.truncated").isEmpty)
      let cut = text(letters[1])
      #expect(foreign(20_000).hasPrefix(cut) && !cut.isEmpty, "\(cut.utf8.count) bytes are left.")
      #expect(letters[1].header("dead_letter.truncated") == "the value had 20000 bytes")
      #expect(cut.utf8.count > 9000, "No more is cut than must be.")
      #expect(text(letters[2]) == foreign(9560))
      #expect(letters[2].headers("dead_letter.detail").isEmpty)
      #expect(letters[2].headers("dead_letter.truncated").isEmpty)
      #expect(text(letters[3]) == foreign(100))
      #expect(letters[3].header("dead_letter.detail") != nil)
    }

    @Test func `an event that its topic takes is written, however little the dead letters take`() throws {
      let topics = try WorkerTopics(cluster.get(), deadLetters: ["max.message.bytes": "10000"])
      try topics.cluster.produce(
        [small("a"), big("a"), "{}", small("b")].map { NewRecord(text: $0, key: "key") }, to: topics.input)
      try topics.runWorker()
      let reader = TopicReader(topics.cluster)
      #expect(sources(try reader.records(of: topics.output), "source") == ["0", "1", "3"])
      let letters = try reader.records(of: topics.deadLetters)
      #expect(letters.map { $0.header("dead_letter.reason") } == ["foreign_record"])
    }
  }
}
