import Kafka
import TestSupport
import Testing

extension AgainstRealKafka {
  /// Records that nobody should send, and topics that take less than they should.
  @Suite struct PoisonTests {
    /// An event of a program without patterns, with a text of so many bytes.
    private func line(_ byteCount: Int) -> String {
      "{\"SyslogMessage\":\"\(String(repeating: "x", count: byteCount))\",\"HostName\":\"web-01\"}"
    }

    private func refusal(of record: NewRecord, by topics: WorkerTopics) -> Bool {
      do { try topics.cluster.produce([record], to: topics.output) } catch { return true }
      return false
    }

    @Test func `the largest event that the topic takes is written, and one byte more is a dead letter`() throws {
      let topics = try WorkerTopics(cluster.get(), output: ["max.message.bytes": "10000"])
      // The event of this format has the record twice, as it came and its text.
      let sizes = 4750..<4950
      try topics.cluster.produce(sizes.map { NewRecord(text: line($0), key: "key") }, to: topics.input)
      let worker = try topics.startWorker()
      try topics.finish(worker)
      #expect(!worker.errorText.contains("a batch was refused"), "What does not fit is known beforehand.")
      let reader = TopicReader(topics.cluster)
      let events = try reader.records(of: topics.output)
      let letters = try reader.records(of: topics.deadLetters)
      #expect(events.count + letters.count == sizes.count)
      #expect(letters.allSatisfy { $0.header("dead_letter.reason") == "too_large" })
      let largest = try #require(events.last)
      #expect(largest.header("source.offset") == "\(events.count - 1)", "Up to one size all fit, and none above it.")
      var one = NewRecord(value: largest.value, key: "key", headers: largest.headers)
      #expect(!refusal(of: one, by: topics))
      // A record grows by two bytes for each byte of its text; three more are above the limit for sure.
      one.value = (largest.value ?? []) + Array("   ".utf8)
      #expect(refusal(of: one, by: topics), "Nothing that would fit is given up.")
    }

    @Test(arguments: ["none", "gzip", "snappy", "lz4", "zstd"])
    func `whatever a record is, it becomes what it must, compressed or not`(compression: String) throws {
      let topics = try WorkerTopics(cluster.get())
      let header = KafkaRecord.Header("h", "value")
      let batch = "{\"records\":[" + Array(repeating: line(1), count: 10_000).joined(separator: ",") + "]}"
      let records: [(record: NewRecord, count: Int, isEvent: Bool)] = [
        (NewRecord(text: line(450_000), key: "a"), 1, true),
        (NewRecord(text: line(1_000_000), key: "a"), 1, false),
        (NewRecord(text: line(1), key: String(repeating: "k", count: 65_536)), 1, true),
        (NewRecord(value: Array(line(2).utf8), key: "a", headers: Array(repeating: header, count: 1000)), 1, true),
        (NewRecord(text: String(repeating: "[", count: 100_000), key: "a"), 1, false),
        (NewRecord(value: nil, key: "a"), 1, false),
        (NewRecord(value: [], key: "a"), 1, false),
        (NewRecord(text: batch, key: "a"), 10_000, true),
        (NewRecord(value: Array(line(3).utf8), key: "a", timestampMilliseconds: 1), 1, true),
      ]
      try topics.cluster.produce(records.map(\.record), to: topics.input, compression: compression)
      try topics.runWorker()
      let produced = records.enumerated().map { offset, entry in
        ProducedMessage(partition: 0, offset: Int64(offset), key: entry.record.key, recordCount: entry.count)
      }
      let verdict = try topics.verdict(on: produced)
      #expect(verdict.isGood, "\(verdict)")
      #expect(verdict.events == records.filter(\.isEvent).reduce(0) { $0 + $1.count })
      #expect(verdict.deadLetters == ["too_large": 1, "invalid_json": 1, "empty_value": 2])
      let events = try TopicReader(topics.cluster).records(of: topics.output)
      #expect(events.filter { $0.headers("h").count == 1000 }.count == 1, "All headers of a record go with its event.")
    }

    @Test func `a topic that refuses a record's time ends the worker with the settings that do`() throws {
      let topics = try WorkerTopics(cluster.get(), output: ["message.timestamp.before.max.ms": "3600000"])
      let old = NewRecord(value: Array(line(1).utf8), key: "key", timestampMilliseconds: 1)
      try topics.cluster.produce([old], to: topics.input)
      let worker = try topics.startWorker()
      #expect(worker.wait(limit: .seconds(60)) == .exited(3))
      #expect(worker.errorText.contains("message.timestamp.before.max.ms"), "\(worker.errorText)")
      #expect(try topics.committed().values.allSatisfy { $0 == 0 }, "What was not written is not committed.")
    }

    @Test func `a compacted topic that refuses a dead letter without a key ends the worker with the reason`() throws {
      let topics = try WorkerTopics(cluster.get(), deadLetters: ["cleanup.policy": "compact"])
      try topics.cluster.produce([NewRecord(text: "{}")], to: topics.input)
      let worker = try topics.startWorker()
      #expect(worker.wait(limit: .seconds(60)) == .exited(3))
      #expect(worker.errorText.contains("cleanup.policy"), "\(worker.errorText)")
    }

    @Test func `records of an aborted transaction never come out, and the markers of transactions stop nothing`() throws
    {
      let topics = try WorkerTopics(cluster.get())
      var configuration = topics.cluster.clientConfiguration
      configuration.set("transactional.id", to: "poison-\(topics.input)")
      let producer = try Producer(configuration: configuration)
      defer { _ = producer.close(within: .seconds(10)) }
      let target = try producer.topic(topics.input)
      try producer.initTransactions(timeout: .seconds(30))
      for number in 0..<6 {
        try producer.beginTransaction()
        let value = Array(line(number + 1).utf8)
        _ = producer.produce(to: target, partition: 0, value: value.span, key: value.span, opaque: 0)
        if number % 2 == 0 {
          try producer.commitTransaction(timeout: .seconds(30)) { _ in }
        } else {
          _ = producer.flush(within: .seconds(30)) { _ in }
          try producer.abortTransaction(timeout: .seconds(30)) { _ in }
        }
      }
      let worker = try topics.startWorker()
      let watch = try CommitWatch(topics)
      // The last record that counts stands at 8: each record is followed by its transaction's marker.
      #expect(watch.wait { $0.committed[0] ?? 0 >= 9 }, "\(worker.errorText)")
      worker.terminate()
      #expect(worker.wait(limit: .seconds(60)) == .exited(0))
      let events = try TopicReader(topics.cluster).records(of: topics.output)
      #expect(events.map { $0.header("source.offset") } == ["0", "4", "8"])
    }
  }
}
