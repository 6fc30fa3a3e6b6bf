import Kafka
import Testing
import Worker

extension OnAMockCluster {
  /// Workers that share partitions.
  @Suite(.serialized) struct GroupTests {
    /// The cooperative one only where it may be used.
    static var assignors: [WorkerConfiguration.Assignor] {
      LibraryVersion.isAtLeast(2, 10, 0) ? [.range, .cooperativeSticky] : [.range]
    }

    @Test(arguments: assignors)
    func `two workers that join and leave do every record at least once and commit nothing too early`(
      assignor: WorkerConfiguration.Assignor
    ) async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 4)
        var configuration = cluster.configuration()
        configuration.sessionTimeout = .seconds(4)
        configuration.assignor = assignor
        try cluster.mock.setRoundTrip(.milliseconds(5), brokerID: nil)
        let first = try cluster.start(configuration)
        try cluster.produce(Input.events(0..<1000, partitionCount: 4))
        try cluster.wait { first.counts.doneMessages > 500 }
        let second = try cluster.start(configuration)
        try cluster.produce(Input.events(1000..<2000, partitionCount: 4))
        try cluster.wait { second.hasLogged("partitions assigned") && first.hasLogged("partitions given up") }
        try cluster.produce(Input.events(2000..<3000, partitionCount: 4))
        try cluster.wait { second.counts.doneMessages > 100 }
        #expect(try first.stopAndWait() == .drained)
        if assignor == .range { #expect(first.counts.rebalances >= 3) }
        try cluster.produce(Input.events(3000..<4000, partitionCount: 4))
        try cluster.wait { cluster.isAllCommitted }
        #expect(try second.stopAndWait() == .drained)
        try cluster.expectNothingLost()
      }
    }

    @Test func `a commit that fails while partitions are given up costs repeats and no record`() async throws {
      try await onThread {
        let cluster = try TestCluster()
        var configuration = cluster.configuration()
        configuration.sessionTimeout = .seconds(4)
        // Nothing is committed before the partitions go.
        configuration.commitInterval = .seconds(3600)
        let first = try cluster.start(configuration)
        try cluster.produce(Input.events(0..<200, partitionCount: 2))
        try cluster.wait { first.counts.doneMessages == 200 }
        try cluster.mock.failRequests(
          .offsetCommit, toBroker: TestCluster.inputBroker, with: [(.unknownServerError, .zero)])
        configuration.commitInterval = .milliseconds(100)
        let second = try cluster.start(configuration)
        try cluster.wait { first.hasLogged("partitions given up") && second.hasLogged("partitions assigned") }
        #expect(
          try cluster.mock.pendingFailureCount(.offsetCommit, ofBroker: TestCluster.inputBroker) == 0,
          "the error was seen")
        try cluster.wait { first.counts.doneMessages + second.counts.doneMessages >= 400 }
        #expect(first.counts.failedCommits >= 1)
        #expect(try first.stopAndWait() == .drained)
        try cluster.wait { cluster.isAllCommitted }
        #expect(try second.stopAndWait() == .drained)
        let outputs = try cluster.expectNothingLost()
        #expect(TestCluster.repeatCount(outputs) >= 200)
      }
    }

    @Test(arguments: assignors)
    func `partitions can be given up while reading is suspended, and nothing is lost`(
      assignor: WorkerConfiguration.Assignor
    ) async throws {
      try await onThread {
        let cluster = try TestCluster()
        var configuration = cluster.configuration()
        configuration.sessionTimeout = .seconds(4)
        configuration.assignor = assignor
        configuration.maximumInFlightRecords = 10
        let first = try cluster.start(configuration)
        try cluster.wait { first.hasLogged("partitions assigned") }
        try cluster.mock.failRequests(
          .produce, toBroker: TestCluster.outputBroker, with: [(.noError, .milliseconds(3500)), (.noError, .zero)])
        try cluster.produce(Input.events(0..<200, partitionCount: 2))
        try cluster.wait { first.hasLogged("the output is slower than the input; reading waits") }
        let second = try cluster.start(configuration)
        try cluster.wait { cluster.isAllCommitted && second.hasLogged("partitions assigned") }
        #expect(first.hasLogged("partitions given up"))
        #expect(first.counts.suspensions > 0)
        #expect(try first.stopAndWait() == .drained)
        #expect(try second.stopAndWait() == .drained)
        try cluster.expectNothingLost()
      }
    }
  }
}
