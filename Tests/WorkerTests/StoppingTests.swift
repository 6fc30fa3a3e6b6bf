import Kafka
import Testing
import Worker

extension OnAMockCluster {
  /// How a worker ends.
  @Suite(.serialized) struct StoppingTests {
    @Test func `a stop while reading is suspended waits for what is in flight and commits it`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        var configuration = cluster.configuration()
        configuration.maximumInFlightRecords = 10
        let worker = try cluster.start(configuration)
        try cluster.wait { worker.hasLogged("partitions assigned") }
        try cluster.mock.failRequests(
          .produce, toBroker: TestCluster.outputBroker, with: Array(repeating: (.noError, .seconds(4)), count: 3))
        try cluster.produce(Input.events(0..<100, partitionCount: 1))
        try cluster.wait { worker.counts.suspensions > 0 }
        #expect(try worker.stopAndWait() == .drained)
        #expect(worker.counts.doneMessages < 100, "it stopped before all was read")
        #expect(cluster.committed() == [0: Int64(worker.counts.doneMessages)])
        try cluster.expectNothingLost(isComplete: false)
      }
    }

    @Test func `a stop with the brokers away ends after the drain timeout, and the rest is done again`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        var configuration = cluster.configuration()
        configuration.drainTimeout = .milliseconds(500)
        configuration.closeTimeout = .milliseconds(500)
        let worker = try cluster.start(configuration)
        try cluster.produce(Input.events(0..<50, partitionCount: 1))
        try cluster.wait { cluster.isAllCommitted }
        // First the one that takes the output, so that what is read now cannot be acknowledged.
        try cluster.mock.takeDown(brokerID: TestCluster.outputBroker)
        try cluster.produce(Input.events(50..<100, partitionCount: 1))
        try cluster.wait { worker.counts.messages == 100 && worker.counts.openMessages == 50 }
        try cluster.mock.takeDown(brokerID: nil)
        let outcome = try worker.stopAndWait()
        #expect(outcome == .drainTimedOut(openMessages: 50), "\(outcome)")
        try cluster.mock.bringUp(brokerID: nil)
        try cluster.wait { cluster.committed() != nil }
        #expect(cluster.committed() == [0: 50])
      }
    }

    @Test func `a stop inside of a message that cannot be queued ends in time and does not commit it`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        var configuration = cluster.configuration(["queue.buffering.max.messages": "5"])
        configuration.drainTimeout = .milliseconds(500)
        configuration.closeTimeout = .milliseconds(500)
        let worker = try cluster.start(configuration)
        try cluster.wait { worker.hasLogged("partitions assigned") }
        try cluster.mock.failRequests(
          .produce, toBroker: TestCluster.outputBroker, with: Array(repeating: (.noError, .seconds(60)), count: 50))
        try cluster.produce([.batch(0..<100)])
        try cluster.wait { try cluster.mock.pendingFailureCount(.produce, ofBroker: TestCluster.outputBroker) < 50 }
        let outcome = try worker.stopAndWait()
        #expect(outcome == .drainTimedOut(openMessages: 1))
        #expect(cluster.committed() == [0: 0])
      }
    }

    @Test func `a last commit that fails is not called success`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        var configuration = cluster.configuration()
        configuration.commitInterval = .seconds(3600)
        let worker = try cluster.start(configuration)
        try cluster.produce(Input.events(0..<50, partitionCount: 1))
        try cluster.wait { worker.counts.doneMessages == 50 }
        try cluster.mock.failRequests(
          .offsetCommit, toBroker: TestCluster.inputBroker, with: [(.unknownServerError, .zero)])
        let outcome = try worker.stopAndWait()
        #expect(
          try cluster.mock.pendingFailureCount(.offsetCommit, ofBroker: TestCluster.inputBroker) == 0,
          "the error was seen")
        #expect(outcome == .drainTimedOut(openMessages: 0) && outcome.exitCode == 5)
        #expect(cluster.committed() == [0: 0])
      }
    }

    @Test func `too many dead letters in a row stop the worker, and what it wrote is committed`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        try cluster.produce((0..<10).map { .event($0) } + (10..<100).map { .foreign($0) })
        var configuration = cluster.configuration()
        configuration.deadLetterLimit = DeadLetterLimit.Bounds(run: 20)
        let worker = try cluster.start(configuration)
        let outcome = try worker.waitForOutcome()
        #expect(outcome == .deadLetterLimit("partition 0: 21 dead letters in a row, the limit is 20"))
        #expect(outcome.exitCode == 4)
        #expect(cluster.committed() == [0: 31])
        let outputs = try cluster.expectNothingLost(isComplete: false)
        #expect(outputs.filter { !$0.isEvent }.count == 21)
      }
    }

    @Test func `a worker that pauses at a limit rests as a member, and neither it nor its successor reads on`()
      async throws
    {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 2)
        try cluster.produce((0..<10).map { .event($0) } + (10..<100).map { .foreign($0) } + [.event(100, partition: 1)])
        var configuration = cluster.configuration()
        configuration.deadLetterLimit = DeadLetterLimit.Bounds(run: 20)
        configuration.deadLetterLimitAction = .pause
        configuration.stallTimeout = .seconds(60)
        let first = try cluster.start(configuration)
        try cluster.wait { first.counts.isPaused && cluster.committed()?[0] == 31 }
        #expect(first.hasLogged("the dead-letter limit was passed"))
        let blockedReason = "partition 0: 21 dead letters in a row, the limit is 20"
        try cluster.wait { first.watch.read().blockedReason?.contains(blockedReason) ?? false }
        #expect(first.watch.read().isMember && first.outcome == nil)
        #expect(try first.stopAndWait() == .drained)
        #expect(cluster.committed()?[0] == 31)

        // What the group has kept makes the next one pause before it reads.
        let second = try cluster.start(configuration)
        try cluster.wait { second.counts.isPaused }
        #expect(try second.stopAndWait() == .drained)
        #expect(second.watch.read().blockedReason?.contains(blockedReason) ?? false)
        #expect(cluster.committed()?[0] == 31)
        #expect(try cluster.outputs().filter { !$0.isEvent }.count == 21)

        configuration.deadLetterLimit = DeadLetterLimit.Bounds()
        configuration.deadLetterLimitAction = .exit
        let third = try cluster.start(configuration)
        try cluster.wait { cluster.isAllCommitted }
        #expect(try third.stopAndWait() == .drained)
        configuration.deadLetterLimitAction = .pause
        let fourth = try cluster.start(configuration)
        try cluster.produce([.event(101)])
        try cluster.wait { cluster.isAllCommitted }
        #expect(!fourth.counts.isPaused, "the ordinary commit has overwritten the mark")
        #expect(try fourth.stopAndWait() == .drained)
        try cluster.expectNothingLost()
      }
    }

    @Test func `too high a share of dead letters stops the worker`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        try cluster.produce((0..<200).map { $0 % 4 == 0 ? .foreign($0) : .event($0) })
        var configuration = cluster.configuration()
        configuration.deadLetterLimit = DeadLetterLimit.Bounds(share: 0.2)
        configuration.deadLetterLimit.window = 100
        let worker = try cluster.start(configuration)
        let outcome = try worker.waitForOutcome()
        #expect(
          outcome
            == .deadLetterLimit(
              "partition 0: 25 of the last 100 records are dead letters, the limit is a share of 0.2"))
        #expect(cluster.committed() == [0: 100])
        try cluster.expectNothingLost(isComplete: false)
      }
    }
  }
}
