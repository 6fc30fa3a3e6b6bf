@unsafe @preconcurrency import Glibc
import TestSupport
import Testing

extension AgainstRealKafka {
  /// Every record at least once, in order, and nothing committed ahead, whatever happens to workers and brokers meanwhile.
  @Suite struct DeliveryTests {
    /// Bare records and batches of seven in turn, two in a hundred bad.
    private func load(recordCount: Int, seed: Int = 1) throws -> Load {
      let bare = try Load.generate(recordCount: recordCount / 2, seed: seed)
      return bare.interleaved(with: try Load.generate(recordCount: recordCount / 2, batch: 7, seed: seed + 1))
    }

    /// What the labels ask for must be among the dead letters; gaps depend on the patterns that are known.
    private func expectReasons(of verdict: DeliveryVerdict, in load: Load) {
      let expected = load.values.flatMap(\.labels).reduce(into: [String: Int]()) { counts, label in
        if let reason = Load.reason(of: label) { counts[reason, default: 0] += 1 }
      }
      var found = verdict.deadLetters
      found["unmatched_message"] = nil
      #expect(found == expected)
    }

    private func hasAssignment(_ worker: ChildProcess) -> Bool { worker.errorText.contains("partitions assigned") }

    @Test func `200,000 records survive workers that join, leave and are killed`() throws {
      let topics = try WorkerTopics(cluster.get(), partitionCount: 6)
      let load = try load(recordCount: 206_000)
      #expect(load.recordCount >= 200_000)
      let producer = LoadProducer(
        load, to: topics.input, of: topics.cluster, partitionCount: 6, valuesPerSecond: load.values.count / 15,
        gates: [0.3, 0.9])
      let watch = try CommitWatch(topics)

      // One worker alone, until it has written and committed something.
      let first = try topics.startWorker()
      #expect(watch.wait { $0.committed.values.reduce(0, +) > 1000 }, "\(first.errorText)")

      // A second one joins; it commits seldom, so that it always has work to lose.
      let doomed = try topics.startWorker("--commit-interval", "300s")
      #expect(watch.wait { _ in hasAssignment(doomed) }, "\(doomed.errorText)")
      let atJoin = try #require(watch.take())
      producer.openGate()
      // Its partitions move on in the output, and their commits do not.
      let isWriting = watch.wait { snapshot in
        let sum = { (snapshot: CommitSnapshot) in snapshot.eventEnds.values.reduce(0, +) }
        return sum(snapshot) - sum(atJoin) > 10_000
      }
      #expect(isWriting)
      #expect(doomed.isRunning)
      #expect(doomed.kill() == .signalled(SIGKILL))
      let killed = try #require(watch.take())

      // Another one takes its place, and the first one leaves while records still come.
      let replacement = try topics.startWorker()
      #expect(watch.wait { _ in hasAssignment(replacement) }, "\(replacement.errorText)")
      first.terminate()
      #expect(first.wait(limit: .seconds(60)) == .exited(0), "\(first.errorText)")
      #expect(producer.count < load.values.count, "It left before the load was over.")

      let produced = try producer.finish()
      let ends = try topics.inputEnds()
      #expect(watch.wait { $0.committed == ends }, "\(replacement.errorText)")
      replacement.terminate()
      #expect(replacement.wait(limit: .seconds(60)) == .exited(0), "\(replacement.errorText)")

      let verdict = try topics.verdict(on: produced, snapshots: watch.snapshots)
      #expect(verdict.isGood, "\(verdict)")
      #expect(verdict.records == load.recordCount)
      expectReasons(of: verdict, in: load)
      // The faults were faults: the killed worker had written what it had not committed, and only that was done again.
      #expect(verdict.duplicateCount > 0, "The killed worker had no work to lose.")
      #expect(verdict.repeats(before: killed).isEmpty, "Only what the kill undid may be repeated.")
    }

    @Test func `SIGTERM drains, and the group goes on from there without a repeat`() throws {
      let topics = try WorkerTopics(cluster.get(), partitionCount: 3)
      let before = try load(recordCount: 40_000)
      let producedBefore = try LoadProducer(before, to: topics.input, of: topics.cluster, partitionCount: 3).finish()
      let watch = try CommitWatch(topics)
      // Slow enough that it cannot be done before the signal comes.
      let first = try topics.startWorker(
        "--commit-interval", "300s", "--max-in-flight-records", "100", "-X", "linger.ms=50")
      #expect(watch.wait { $0.eventEnds.values.reduce(0, +) > 0 }, "\(first.errorText)")
      first.terminate()
      #expect(first.wait(limit: .seconds(60)) == .exited(0), "\(first.errorText)")
      #expect(first.errorText.contains("stopped: everything is acknowledged and committed"))
      let atStop = try topics.committed().values.reduce(0, +)
      #expect(atStop > 0 && atStop < producedBefore.count, "It stopped in the middle, with what it had done committed.")

      let after = try load(recordCount: 1_000, seed: 3)
      let producedAfter = try LoadProducer(after, to: topics.input, of: topics.cluster, partitionCount: 3).finish()
      let second = try topics.startWorker()
      let ends = try topics.inputEnds()
      #expect(watch.wait { $0.committed == ends }, "\(second.errorText)")
      second.terminate()
      #expect(second.wait(limit: .seconds(60)) == .exited(0), "\(second.errorText)")

      let verdict = try topics.verdict(on: producedBefore + producedAfter, snapshots: watch.snapshots)
      #expect(verdict.isGood, "\(verdict)")
      #expect(verdict.repeats.isEmpty, "\(verdict)")
      #expect(try topics.committed() == ends)
    }

    @Test func `a worker that runs until the end does what there was, commits it, and ends with 0`() throws {
      let topics = try WorkerTopics(cluster.get(), partitionCount: 3)
      let records = try load(recordCount: 3_000, seed: 8)
      let produced = try LoadProducer(records, to: topics.input, of: topics.cluster, partitionCount: 3).finish()
      let ends = try topics.inputEnds()
      let worker = try topics.startWorker("--until", "end")
      #expect(worker.wait(limit: .seconds(120)) == .exited(0), "\(worker.errorText)")
      #expect(worker.errorText.contains("the goal is reached"))
      #expect(try topics.committed() == ends)
      #expect(try topics.verdict(on: produced, snapshots: []).isGood)
      // A second run finds nothing left, and a time long ago was reached before it began.
      for until in ["end", "1000d"] {
        let again = try topics.startWorker("--until", until)
        #expect(again.wait(limit: .seconds(120)) == .exited(0), "\(again.errorText)")
      }
      let wrong = try topics.startWorker("--until", "tomorrow")
      #expect(wrong.wait(limit: .seconds(60)) == .exited(2))
    }

    @Test func `a broker that is killed under load and comes back costs nothing but time`() throws {
      let topics = try WorkerTopics(cluster.get(), partitionCount: 3)
      let load = try load(recordCount: 60_000, seed: 5)
      let producer = LoadProducer(load, to: topics.input, of: topics.cluster, partitionCount: 3, gates: [0.5])
      let watch = try CommitWatch(topics)
      let worker = try topics.startWorker(
        "--max-in-flight-records", "200", "-X", "linger.ms=20", sessionTimeout: "45s")
      #expect(watch.wait { $0.eventEnds.values.reduce(0, +) > 1000 }, "\(worker.errorText)")
      let killed = ContinuousClock.now
      try topics.cluster.kill()
      #expect(watch.take() == nil, "The broker is gone.")
      let hasNoticed = Pause.until { worker.errorText.contains("Connection refused") }
      #expect(hasNoticed, "\(worker.errorText)")
      #expect(worker.isRunning)
      try topics.cluster.restart()

      let produced = try producer.finish()
      let ends = try topics.inputEnds()
      #expect(watch.wait { $0.committed == ends }, "\(worker.errorText)")
      worker.terminate()
      #expect(worker.wait(limit: .seconds(60)) == .exited(0), "\(worker.errorText)")
      let verdict = try topics.verdict(on: produced, snapshots: watch.snapshots)
      #expect(verdict.isGood, "\(verdict)")
      // A request whose answer died with the broker may be sent again by a producer that the broker no longer knows.
      let outage = FaultWindow("the broker's death", from: killed, to: .now)
      let unexplained = verdict.unexplainedRepeats([outage], snapshots: watch.snapshots)
      #expect(unexplained.isEmpty, "\(verdict)")
    }

    @Test func `the dead-letter limit stops the worker with 4, and nothing is committed that was not written`() throws {
      let topics = try WorkerTopics(cluster.get())
      let good = try Load.generate(recordCount: 300, badFraction: 0)
      let bad = Load(values: (0..<50).map { _ in Load.Value(bytes: Array("{}".utf8), labels: ["bad empty-object"]) })
      let load = Load(values: good.values + bad.values + good.values)
      let produced = try LoadProducer(load, to: topics.input, of: topics.cluster, partitionCount: 1).finish()
      let watch = try CommitWatch(topics)
      let worker = try topics.startWorker("--dead-letter-limit-run", "20", "--unmatched", "emit")
      #expect(watch.wait { _ in !worker.isRunning }, "\(worker.errorText)")
      #expect(worker.wait(limit: .seconds(60)) == .exited(4))
      #expect(worker.errorText.contains("partition 0: 21 dead letters in a row, the limit is 20"))
      let verdict = try topics.verdict(on: produced, snapshots: watch.snapshots, expectsAll: false)
      #expect(verdict.isGood, "\(verdict)")
      #expect(verdict.repeats.isEmpty)
      let committed = try #require(try topics.committed()[0])
      #expect(committed >= 300, "What was good before is done.")
      #expect(committed <= 321)
      #expect(verdict.events + (verdict.deadLetters["foreign_record"] ?? 0) <= 321)
    }

    @Test(arguments: ["at-least-once", "exactly-once"])
    func `a worker that pauses at the dead-letter limit ends with 0, and a restart lets no more through`(
      delivery: String
    ) throws {
      let topics = try WorkerTopics(cluster.get())
      let good = try Load.generate(recordCount: 300, badFraction: 0)
      let bad = Load(values: (0..<200).map { _ in Load.Value(bytes: Array("{}".utf8), labels: ["bad empty-object"]) })
      let load = Load(values: good.values + bad.values + good.values)
      let produced = try LoadProducer(load, to: topics.input, of: topics.cluster, partitionCount: 1).finish()
      let watch = try CommitWatch(topics)
      let arguments = ["--unmatched", "emit", "--delivery", delivery, "--dead-letter-limit-run", "20"]
      for _ in 0..<2 {
        let worker = try topics.start(arguments + ["--on-dead-letter-limit", "pause"])
        #expect(watch.wait { _ in worker.errorText.contains("the dead-letter limit was passed") || !worker.isRunning })
        #expect(worker.isRunning, "\(worker.errorText)")
        #expect(worker.errorText.contains("partition 0: 21 dead letters in a row, the limit is 20"))
        worker.terminate()
        #expect(worker.wait(limit: .seconds(60)) == .exited(0), "\(worker.errorText)")
        let committed = try #require(try topics.committed()[0])
        #expect(committed >= 300 && committed <= 321, "\(committed)")
        #expect(try TopicReader(topics.cluster).records(of: topics.deadLetters).count <= 21)
      }
      try topics.runWorker("--unmatched", "emit", "--delivery", delivery)
      let verdict = try topics.verdict(on: produced, snapshots: watch.snapshots)
      #expect(verdict.isGood && verdict.repeats.isEmpty, "\(verdict)")
    }
  }
}
