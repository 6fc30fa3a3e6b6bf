import Kafka
import Testing
import Worker

extension OnAMockCluster {
  /// Brokers that are away, slow, or no longer the ones to ask.
  @Suite(.serialized) struct OutageTests {
    @Test func `all brokers down and up again under load lose nothing, and what is in flight stays bounded`()
      async throws
    {
      try await onThread {
        let cluster = try TestCluster()
        try cluster.produce(Input.events(0..<3000, partitionCount: 2, padding: 100))
        var configuration = cluster.configuration()
        configuration.maximumInFlightRecords = 200
        configuration.maximumInFlightByteCount = 100_000
        // Slow enough that there is still work when the brokers go.
        try cluster.mock.setRoundTrip(.milliseconds(30), brokerID: nil)
        let worker = try cluster.start(configuration)
        try cluster.wait { worker.counts.doneMessages > 200 }
        try cluster.mock.takeDown(brokerID: nil)
        try cluster.wait { worker.hasLogged("the output is slower than the input; reading waits") }
        #expect(worker.counts.doneMessages < 3000)
        try cluster.mock.setRoundTrip(.zero, brokerID: nil)
        try cluster.mock.bringUp(brokerID: nil)
        try cluster.wait { cluster.isAllCommitted }
        #expect(worker.hasLogged("the output takes records again; reading goes on"))
        #expect(try worker.stopAndWait() == .drained)
        #expect(worker.counts.suspensions > 0 && worker.counts.backPressure > .zero)
        #expect(worker.mostInFlightByteCount <= 100_000 + 2000, "the limit and one message")
        #expect(worker.mostInFlightRecords <= 200)
        try cluster.expectNothingLost()
      }
    }

    @Test func `slow answers make reading wait and lose and repeat nothing`() async throws {
      try await onThread {
        let cluster = try TestCluster()
        try cluster.produce(Input.events(0..<300, partitionCount: 2))
        try cluster.mock.setRoundTrip(.milliseconds(100), brokerID: nil)
        var configuration = cluster.configuration()
        configuration.maximumInFlightRecords = 40
        let worker = try cluster.start(configuration)
        try cluster.wait { cluster.isAllCommitted }
        #expect(worker.counts.backPressure > .milliseconds(100), "the slowness was felt")
        #expect(try worker.stopAndWait() == .drained)
        let outputs = try cluster.expectNothingLost()
        #expect(TestCluster.repeatCount(outputs) == 0)
      }
    }

    @Test func `the group's coordinator may move during the work`() async throws {
      try await onThread {
        let cluster = try TestCluster(brokerCount: 3)
        try cluster.produce(Input.events(0..<500, partitionCount: 2))
        let worker = try cluster.start(cluster.configuration())
        try cluster.wait { worker.counts.commits > 0 && worker.counts.doneMessages == 500 }
        try cluster.mock.setCoordinator(ofGroup: TestCluster.group, to: 3)
        try cluster.mock.failRequests(.offsetCommit, toBroker: 3, with: [(.noError, .zero)])
        // The mock's brokers answer for the group even if they are not its coordinator; the old one has to be told.
        try cluster.mock.failRequests(
          .offsetCommit, toBroker: TestCluster.inputBroker, with: [(.notCoordinator, .zero)])
        try cluster.produce(Input.events(500..<1000, partitionCount: 2))
        try cluster.wait { cluster.isAllCommitted }
        #expect(
          try cluster.mock.pendingFailureCount(.offsetCommit, ofBroker: 3) == 0, "the new coordinator took a commit")
        let outcome = try worker.stopAndWait()
        #expect(outcome == .drained, "\(worker.log.joined(separator: "; "))")
        try cluster.expectNothingLost()
      }
    }

    @Test func `a commit that fails is made up for`() async throws {
      try await onThread {
        let cluster = try TestCluster()
        try cluster.produce(Input.events(0..<200, partitionCount: 2))
        try cluster.mock.failRequests(
          .offsetCommit, toBroker: TestCluster.inputBroker,
          with: Array(repeating: (.unknownServerError, .zero), count: 3)
        )
        let worker = try cluster.start(cluster.configuration())
        try cluster.wait { cluster.isAllCommitted }
        #expect(
          try cluster.mock.pendingFailureCount(.offsetCommit, ofBroker: TestCluster.inputBroker) == 0,
          "the errors were seen")
        #expect(worker.hasLogged("a commit failed"))
        #expect(try worker.stopAndWait() == .drained)
        #expect(worker.counts.failedCommits == 3)
        try cluster.expectNothingLost()
      }
    }

    @Test func `an assignment that is lost makes its reports stale, and its records are done again`() async throws {
      try await onThread {
        let cluster = try TestCluster()
        var configuration = cluster.configuration()
        configuration.sessionTimeout = .seconds(4)
        let worker = try cluster.start(configuration)
        try cluster.wait { worker.hasLogged("partitions assigned") }
        // The answer to what is written comes long after the group has thrown the worker out.
        try cluster.mock.failRequests(
          .produce, toBroker: TestCluster.outputBroker, with: Array(repeating: (.noError, .seconds(8)), count: 2))
        let target = cluster.mock
        try cluster.produce(Input.events(0..<100, partitionCount: 2))
        try cluster.wait { worker.counts.outstandingOutputs > 0 }
        try target.failRequests(.heartbeat, toBroker: TestCluster.inputBroker, with: [(.unknownMember, .zero)])
        try cluster.wait { worker.hasLogged("partitions lost") }
        #expect(
          try target.pendingFailureCount(.heartbeat, ofBroker: TestCluster.inputBroker) == 0, "the error was seen")
        try cluster.wait { cluster.isAllCommitted }
        #expect(try worker.stopAndWait() == .drained)
        #expect(worker.counts.staleReports > 0)
        let outputs = try cluster.expectNothingLost()
        #expect(TestCluster.repeatCount(outputs) > 0, "what was not committed was done again")
      }
    }
  }
}
