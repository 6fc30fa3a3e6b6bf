@unsafe @preconcurrency import Glibc
import Kafka
import TestSupport
import Testing

extension AgainstRealKafka {
  /// Members with names that outlive a restart (static membership, KIP-345), and groups that rebalance cooperatively.
  @Suite struct MembershipTests {
    private func count(_ line: String, in worker: ChildProcess) -> Int {
      worker.errorText.split(separator: "\n").filter { $0.contains(line) }.count
    }

    private func waitForAssignment(_ workers: ChildProcess...) -> Bool {
      Pause.until { workers.allSatisfy { count("partitions assigned", in: $0) > 0 } }
    }

    @Test func `a named worker that is stopped or killed and comes back in time disturbs nobody`() throws {
      let topics = try WorkerTopics(cluster.get(), partitionCount: 4)
      let steady = try topics.startWorker("--group-instance-id", "steady", sessionTimeout: "30s")
      #expect(waitForAssignment(steady), "\(steady.errorText)")
      let restless = try topics.startWorker("--group-instance-id", "restless", sessionTimeout: "30s")
      // The first one has given up what it had alone, and got its share again.
      #expect(waitForAssignment(restless) && Pause.until { count("partitions assigned", in: steady) == 2 })
      let before = (count("partitions assigned", in: steady), count("partitions given up", in: steady))

      restless.terminate()
      #expect(restless.wait(limit: .seconds(60)) == .exited(0), "\(restless.errorText)")
      let second = try topics.startWorker("--group-instance-id", "restless", sessionTimeout: "30s")
      #expect(waitForAssignment(second), "\(second.errorText)")
      #expect(second.kill() == .signalled(SIGKILL))
      let third = try topics.startWorker("--group-instance-id", "restless", sessionTimeout: "30s")
      #expect(waitForAssignment(third), "\(third.errorText)")

      // Both work: all that is written now is done.
      let load = try Load.generate(recordCount: 4_000, seed: 3)
      let produced = try LoadProducer(load, to: topics.input, of: topics.cluster, partitionCount: 4).finish()
      let watch = try CommitWatch(topics)
      let ends = try topics.inputEnds()
      #expect(watch.wait { $0.committed == ends }, "\(steady.errorText) \(third.errorText)")
      let after = (count("partitions assigned", in: steady), count("partitions given up", in: steady))
      #expect(after == before, "\(steady.errorText)")
      #expect(count("partitions lost", in: steady) == 0)
      for worker in [steady, third] {
        worker.terminate()
        #expect(worker.wait(limit: .seconds(60)) == .exited(0), "\(worker.errorText)")
      }
      let verdict = try topics.verdict(on: produced, snapshots: watch.snapshots)
      #expect(verdict.isGood, "\(verdict)")
    }

    @Test func `of two workers with one name the older is shut out, and ends with 1 and a sentence`() throws {
      let topics = try WorkerTopics(cluster.get(), partitionCount: 2)
      let older = try topics.startWorker("--group-instance-id", "same")
      #expect(waitForAssignment(older), "\(older.errorText)")
      let newer = try topics.startWorker("--group-instance-id", "same")
      #expect(older.wait(limit: .seconds(60)) == .exited(1), "\(older.errorText)")
      #expect(older.errorText.contains("as same (group-instance-id), and the group has shut this one out"))
      #expect(waitForAssignment(newer), "\(newer.errorText)")
      newer.terminate()
      #expect(newer.wait(limit: .seconds(60)) == .exited(0), "\(newer.errorText)")
    }

    @Test(.enabled(if: LibraryVersion.isAtLeast(2, 10, 0), "cooperative-sticky needs librdkafka 2.10.0"))
    func `with cooperative-sticky workers join, are killed and leave, and nothing is lost`() throws {
      let topics = try WorkerTopics(cluster.get(), partitionCount: 6)
      let load = try Load.generate(recordCount: 60_000, seed: 7)
      let producer = LoadProducer(
        load, to: topics.input, of: topics.cluster, partitionCount: 6, valuesPerSecond: 4_000, gates: [0.3, 0.9])
      let watch = try CommitWatch(topics)
      let first = try topics.startWorker("--assignor", "cooperative-sticky")
      #expect(watch.wait { $0.committed.values.reduce(0, +) > 1000 }, "\(first.errorText)")
      let doomed = try topics.startWorker("--assignor", "cooperative-sticky", "--commit-interval", "300s")
      #expect(waitForAssignment(doomed), "\(doomed.errorText)")
      producer.openGate()
      // It gives up only what moves.
      #expect(Pause.until { count("partitions given up", in: first) == 1 }, "\(first.errorText)")
      #expect(doomed.kill() == .signalled(SIGKILL))
      let third = try topics.startWorker("--assignor", "cooperative-sticky")
      #expect(waitForAssignment(third), "\(third.errorText)")
      first.terminate()
      #expect(first.wait(limit: .seconds(60)) == .exited(0), "\(first.errorText)")
      producer.openGate()
      let produced = try producer.finish()
      let ends = try topics.inputEnds()
      #expect(watch.wait { $0.committed == ends }, "\(third.errorText)")
      third.terminate()
      #expect(third.wait(limit: .seconds(60)) == .exited(0), "\(third.errorText)")
      let verdict = try topics.verdict(on: produced, snapshots: watch.snapshots)
      #expect(verdict.isGood, "\(verdict)")
    }
  }
}
