import Kafka
import TestSupport
import Testing

extension AgainstRealKafka {
  /// Logs that are cut at their beginning or end, recreated, joined by others, or that write times of their own.
  @Suite struct LogChangeTests {
    private func records(_ range: Range<Int>, partition: Int32 = 0) -> [NewRecord] {
      range.map {
        NewRecord(
          text: "{\"SyslogMessage\":\"line \($0)\",\"HostName\":\"web-01\"}", key: "key \(partition)",
          partition: partition)
      }
    }

    /// Where the events came from, in the order in which they were written.
    private func sourceOffsets(_ topics: WorkerTopics) throws -> [String?] {
      try TopicReader(topics.cluster).records(of: topics.output).map { $0.header("source.offset") }
    }

    /// Deletes what stands before an offset, as retention does.
    private func deleteRecords(_ topics: WorkerTopics, before offset: Int) throws {
      let folder = try TemporaryFolder("offsets")
      let place = "{\"topic\":\"\(topics.input)\",\"partition\":0,\"offset\":\(offset)}"
      let file = try folder.write("offsets.json", "{\"partitions\":[\(place)],\"version\":1}")
      try topics.cluster.tool("delete-records", "--offset-json-file", file)
    }

    private func commit(_ offset: Int64, of topics: WorkerTopics) throws {
      var configuration = topics.cluster.clientConfiguration
      configuration.set("group.id", to: topics.group)
      let consumer = try Consumer(configuration: configuration)
      defer { _ = consumer.close(within: .seconds(10)) }
      let results = try consumer.commit([TopicPartitionOffset(topic: topics.input, partition: 0, nextOffset: offset)])
      try #require(results.allSatisfy { $0.error == nil })
    }

    private func lines(_ text: String, of worker: ChildProcess) -> [Substring] {
      worker.errorText.split(separator: "\n").filter { $0.contains(text) }
    }

    @Test func `what retention took before it was read is passed over, and the log says from where to where`() throws {
      let topics = try WorkerTopics(cluster.get())
      try topics.cluster.produce(records(0..<100), to: topics.input)
      try topics.runWorker()
      try topics.cluster.produce(records(100..<200), to: topics.input)
      try deleteRecords(topics, before: 150)
      let worker = try topics.startWorker()
      try topics.finish(worker)
      #expect(try sourceOffsets(topics) == (Array(0..<100) + Array(150..<200)).map(String.init))
      let jumps = lines("records were deleted before they were read (retention)", of: worker)
      #expect(jumps.count == 1, "\(worker.errorText)")
      #expect(jumps.allSatisfy { $0.contains("\"from\":\"100\"") && $0.contains("\"to\":\"150\"") })
    }

    @Test func `a log that ends before the committed offset is read from its beginning, once, and nothing is left out`()
      throws
    {
      let topics = try WorkerTopics(cluster.get())
      try topics.cluster.produce(records(0..<10), to: topics.input)
      try commit(100, of: topics)
      let worker = try topics.startWorker()
      try topics.finish(worker)
      #expect(try sourceOffsets(topics) == (0..<10).map(String.init))
      let jumps = lines("the log is shorter than what was committed", of: worker)
      #expect(jumps.count == 1, "\(worker.errorText)")
      #expect(jumps.allSatisfy { $0.contains("\"from\":\"100\"") && $0.contains("\"to\":\"0\"") })
      // Had the group stayed at 100, the records before would be left out now.
      try topics.cluster.produce(records(10..<120), to: topics.input)
      try topics.runWorker()
      #expect(try sourceOffsets(topics) == (0..<120).map(String.init))
    }

    @Test func `a committed offset that is gone ends a worker that is to stop there, and nothing is read`() throws {
      let topics = try WorkerTopics(cluster.get())
      try topics.cluster.produce(records(0..<10), to: topics.input)
      try commit(100, of: topics)
      let worker = try topics.startWorker("--offset-reset", "error")
      #expect(worker.wait(limit: .seconds(60)) == .exited(3), "\(worker.errorText)")
      #expect(worker.errorText.contains("--offset-reset earliest or latest"), "\(worker.errorText)")
      #expect(try topics.committed() == [0: 100])
      #expect(try sourceOffsets(topics).isEmpty)
    }

    @Test func `a topic that is deleted under a worker ends it with what to do, and recreated it is read whole`() throws
    {
      let topics = try WorkerTopics(cluster.get())
      try topics.cluster.produce(records(0..<10), to: topics.input)
      let worker = try topics.startWorker()
      let watch = try CommitWatch(topics)
      #expect(watch.wait { $0.committed[0] == 10 }, "\(worker.errorText)")
      try topics.cluster.tool("topics", "--delete", "--topic", topics.input)
      #expect(worker.wait(limit: .seconds(120)) == .exited(3), "\(worker.errorText)")
      #expect(lines("Create the topic, then start the worker again.", of: worker).count == 1, "\(worker.errorText)")

      try topics.cluster.createTopic(topics.input, partitionCount: 1)
      try topics.cluster.produce(records(0..<5), to: topics.input)
      try topics.runWorker()
      #expect(try sourceOffsets(topics) == (Array(0..<10) + Array(0..<5)).map(String.init))
    }

    @Test(arguments: [false, true])
    func `a topic that is deleted and created again at once is read from its beginning`(stopsBetween: Bool) throws {
      let topics = try WorkerTopics(cluster.get())
      try topics.cluster.produce(records(0..<50), to: topics.input)
      var worker = try topics.startWorker()
      let watch = try CommitWatch(topics)
      #expect(watch.wait { $0.committed[0] == 50 }, "\(worker.errorText)")
      let client = try Producer(configuration: topics.cluster.clientConfiguration)
      defer { _ = client.close(within: .seconds(10)) }
      try client.deleteTopic(topics.input, timeout: .seconds(30))
      // The broker needs a moment before the name is free again.
      var isCreated = false
      for _ in 0..<100 where !isCreated {
        do throws(KafkaError) {
          try client.createTopic(topics.input, partitionCount: 1, replicationFactor: 1, timeout: .seconds(30))
          isCreated = true
        } catch {
          guard error.code == .topicAlreadyExists else { throw error }
        }
      }
      if stopsBetween {
        worker.terminate()
        #expect(worker.wait(limit: .seconds(60)) == .exited(0), "\(worker.errorText)")
        #expect(try topics.committed()[0] ?? 0 == 0, "\(worker.errorText)")
      }
      try topics.cluster.produce(records(0..<70), to: topics.input)
      if stopsBetween { worker = try topics.startWorker() }
      try topics.finish(worker)
      let offsets = try sourceOffsets(topics).compactMap { $0.flatMap { Int($0) } }
      #expect(offsets.count >= 120, "\(worker.errorText)")
      for offset in 0..<70 { #expect(offsets.filter { $0 == offset }.count >= (offset < 50 ? 2 : 1), "\(offset)") }
    }

    @Test(arguments: ["at-least-once", "exactly-once"])
    func `partitions that are added under running workers are read from their beginning`(delivery: String) throws {
      let topics = try WorkerTopics(cluster.get())
      try topics.cluster.produce(records(0..<10), to: topics.input)
      // librdkafka looks for them every five minutes unless told otherwise.
      let workers = try ["one", "two"].map { name in
        try topics.start([
          "--delivery", delivery, "--group-instance-id", name, "-X", "topic.metadata.refresh.interval.ms=1000",
        ])
      }
      let watch = try CommitWatch(topics)
      #expect(watch.wait { $0.committed[0] ?? 0 >= 10 }, "\(workers[0].errorText)\(workers[1].errorText)")
      try topics.cluster.tool("topics", "--alter", "--topic", topics.input, "--partitions", "3")
      for partition: Int32 in 0..<3 {
        try topics.cluster.produce(records(10..<30, partition: partition), to: topics.input)
      }
      let ends = try topics.inputEnds()
      #expect(ends == [0: 30, 1: 20, 2: 20])
      let newWatch = try CommitWatch(topics)
      #expect(newWatch.wait { $0.committed == ends }, "\(workers[0].errorText)\(workers[1].errorText)")
      for worker in workers {
        worker.terminate()
        #expect(worker.wait(limit: .seconds(60)) == .exited(0), "\(worker.errorText)")
      }
      let origins = try TopicReader(topics.cluster).records(of: topics.output).map {
        "\($0.header("source.partition") ?? "")/\($0.header("source.offset") ?? "")"
      }
      #expect(Set(origins) == Set(ends.flatMap { end in (0..<end.value).map { "\(end.key)/\($0)" } }))
    }

    @Test func `the time that the input's log gave a record is the event's, and an output may give its own`() throws {
      let topics = try WorkerTopics(
        cluster.get(), input: ["message.timestamp.type": "LogAppendTime"],
        deadLetters: ["message.timestamp.type": "LogAppendTime"])
      let old: Int64 = 1
      var all = records(0..<3)
      all.append(NewRecord(text: "no record", key: "key 0"))
      for index in all.indices { all[index].timestampMilliseconds = old }
      try topics.cluster.produce(all, to: topics.input)
      try topics.runWorker()
      let reader = TopicReader(topics.cluster)
      let times = try reader.records(of: topics.input).map(\.timestampMilliseconds)
      #expect(times.allSatisfy { $0 ?? 0 > old })
      #expect(try reader.records(of: topics.output).map(\.timestampMilliseconds) == Array(times.prefix(3)))
      let letters = try reader.records(of: topics.deadLetters)
      #expect(letters.count == 1)
      #expect(letters.allSatisfy { $0.timestampMilliseconds ?? 0 >= times[3] ?? .max })
    }
  }
}
