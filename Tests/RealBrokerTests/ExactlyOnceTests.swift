@unsafe @preconcurrency import Glibc
import Kafka
import TestSupport
import Testing

extension AgainstRealKafka {
  /// Events, dead letters and offsets in one transaction, judged by a reader that sees what is committed.
  @Suite struct ExactlyOnceTests {
    @Test func `killed workers leave every record exactly once for a reader of what is committed`() throws {
      let topics = try WorkerTopics(cluster.get(), partitionCount: 4)
      let load = try Load.generate(recordCount: 60_000, seed: 11)
      let produced = try LoadProducer(load, to: topics.input, of: topics.cluster, partitionCount: 4).finish()
      let watch = try CommitWatch(topics)

      // Three in a row are killed in the middle of a transaction; each successor has its predecessor's name.
      for round in 1...3 {
        let doomed = try start(topics, "first", interval: "1s")
        #expect(watch.wait { $0.committed.values.reduce(0, +) > 2_000 * round }, "\(doomed.errorText)")
        #expect(doomed.kill() == .signalled(SIGKILL))
      }
      let killedAt = try topics.committed().values.reduce(0, +)
      let first = try start(topics, "first")
      let second = try start(topics, "second")
      let ends = try topics.inputEnds()
      #expect(watch.wait { $0.committed == ends }, "\(first.errorText) \(second.errorText)")
      for worker in [first, second] {
        worker.terminate()
        #expect(worker.wait(limit: .seconds(60)) == .exited(0), "\(worker.errorText)")
      }

      var verifier = DeliveryVerifier(produced)
      try forEachCommitted(topics.output, of: topics) { verifier.add(try DeliveredOutput(event: $0)) }
      try forEachCommitted(topics.deadLetters, of: topics) { verifier.add(try DeliveredOutput(deadLetter: $0)) }
      let verdict = verifier.verdict(snapshots: [], expectsAll: true)
      #expect(verdict.isGood, "\(verdict)")
      #expect(verdict.duplicateCount == 0, "\(verdict)")
      // The kills were kills: work was under way, and what they had written and not committed stands in the log, unseen.
      #expect(killedAt < ends.values.reduce(0, +))
      let written = try topics.cluster.ends(of: topics.output).values.reduce(0, +)
      #expect(written > Int64(verdict.events), "nothing was written that a reader must not see")
    }

    @Test func `of two workers of one name, one ends with 1 and a sentence, and the other does all the work`() throws {
      let topics = try WorkerTopics(cluster.get(), partitionCount: 2)
      let load = try Load.generate(recordCount: 20_000, badFraction: 0)
      _ = try LoadProducer(load, to: topics.input, of: topics.cluster, partitionCount: 2).finish()
      let watch = try CommitWatch(topics)
      let zombie = try start(topics, "same")
      #expect(watch.wait { $0.committed.values.reduce(0, +) > 100 }, "\(zombie.errorText)")
      zombie.send(SIGSTOP)
      let heir = try start(topics, "same")
      let ends = try topics.inputEnds()
      #expect(watch.wait { $0.committed == ends }, "\(heir.errorText)")
      // The zombie wakes in the middle of what it did; more records make it try to commit.
      zombie.send(SIGCONT)
      _ = try LoadProducer(load, to: topics.input, of: topics.cluster, partitionCount: 2).finish()
      // Each takes a new producer once, which fences the other. The one that is fenced again within the minute ends.
      let hasEnded = Pause.until(limit: .seconds(120)) { !zombie.isRunning || !heir.isRunning }
      #expect(hasEnded, "\(zombie.errorText) \(heir.errorText)")
      let (loser, winner) = zombie.isRunning ? (heir, zombie) : (zombie, heir)
      #expect(loser.wait(limit: .seconds(60)) == .exited(1), "\(loser.errorText)")
      #expect(loser.errorText.contains("Another worker with the same transactional id has taken over"))
      let allEnds = try topics.inputEnds()
      #expect(watch.wait { $0.committed == allEnds }, "\(winner.errorText)")
      winner.terminate()
      #expect(winner.wait(limit: .seconds(60)) == .exited(0), "\(winner.errorText)")
    }

    private func start(_ topics: WorkerTopics, _ name: String, interval: String = "100ms") throws -> ChildProcess {
      try topics.startWorker(
        "--delivery", "exactly-once", "--transactional-id", "\(topics.group)-\(name)", "--transaction-interval",
        interval)
    }

    /// Lends the committed records of a topic, up to where each partition ends for such a reader.
    private func forEachCommitted(
      _ topic: String, of topics: WorkerTopics, _ body: (borrowing Message) throws -> Void
    ) throws {
      var configuration = topics.cluster.clientConfiguration
      configuration.set("group.id", to: "committed-reader")
      configuration.set("enable.auto.commit", to: "false")
      configuration.set("isolation.level", to: "read_committed")
      configuration.set("enable.partition.eof", to: "true")
      let consumer = try Consumer(configuration: configuration)
      defer { _ = consumer.close(within: .seconds(10)) }
      var open = Set((0..<topics.partitionCount).map(Int32.init))
      try consumer.assign(
        open.map { TopicPartitionOffset(topic: topic, partition: $0, nextOffset: TopicPartitionOffset.beginning) })
      var batch = MessageBatch(capacity: 1000)
      let deadline = ContinuousClock.now + .seconds(60)
      while !open.isEmpty, .now < deadline {
        consumer.poll(into: &batch, timeout: .milliseconds(200))
        for index in 0..<batch.count { try body(batch[index]) }
        for case .error(let error) in consumer.takeEvents().events where error.code == .partitionEnd {
          if let partition = error.partition { open.remove(partition) }
        }
      }
      batch.removeAll()
      try #require(open.isEmpty, "partitions \(open) of \(topic) have no end for a reader of what is committed")
    }
  }
}
