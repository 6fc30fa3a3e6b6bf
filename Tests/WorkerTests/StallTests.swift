import Kafka
import Testing
import Worker

extension OnAMockCluster {
  /// What the watchdog says of a real worker.
  @Suite(.serialized) struct StallTests {
    /// A few seconds, and statistics as often as that asks for.
    private func configuration(_ cluster: TestCluster) -> WorkerConfiguration {
      var configuration = cluster.configuration()
      configuration.stallTimeout = .seconds(3)
      configuration.statisticsInterval = .milliseconds(250)
      return configuration
    }

    @Test func `an output that does not acknowledge is a stall, and its answer ends it`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        // One record alone: of two the mock could refuse the first and take the second when the errors end.
        try cluster.produce(Input.events(0..<1, partitionCount: 1))
        cluster.mock.failRequests(.produce, with: Array(repeating: .notEnoughReplicas, count: 10_000))
        let worker = try cluster.start(configuration(cluster))
        try cluster.wait { worker.watch.read().stall?.kind == .output(partition: 0, offset: 0) }
        #expect(worker.log.contains { $0.hasPrefix("no progress for") && $0.contains("partition 0 of raw") })
        cluster.mock.clearFailures(.produce)
        try cluster.wait { worker.watch.read().stall == nil }
        try cluster.wait { cluster.isAllCommitted }
        #expect(worker.hasLogged("there is progress again"))
        #expect(try worker.stopAndWait() == .drained)
        try cluster.expectNothingLost()
      }
    }

    @Test func `records that cannot be fetched are a stall, and an idle worker is none`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        let worker = try cluster.start(configuration(cluster))
        try cluster.produce(Input.events(0..<10, partitionCount: 1))
        try cluster.wait { cluster.isAllCommitted }
        cluster.rest(.seconds(7))
        #expect(!worker.hasLogged("no progress"), "\(worker.log)")
        cluster.mock.failRequests(.fetch, with: Array(repeating: .unknownServerError, count: 10_000))
        try cluster.produce(Input.events(10..<20, partitionCount: 1))
        try cluster.wait {
          guard case .input(partition: 0, _, end: 20)? = worker.watch.read().stall?.kind else { return false }
          return true
        }
        cluster.mock.clearFailures(.fetch)
        try cluster.wait { cluster.isAllCommitted && worker.watch.read().stall == nil }
        #expect(try worker.stopAndWait() == .drained)
        try cluster.expectNothingLost()
      }
    }

    @Test func `commits that are refused are a stall, and with exit the worker ends with 1`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        var configuration = configuration(cluster)
        configuration.stallAction = .exit
        configuration.closeTimeout = .seconds(2)
        let worker = try cluster.start(configuration)
        try cluster.wait { worker.hasLogged("partitions assigned") }
        cluster.mock.failRequests(.offsetCommit, with: Array(repeating: .unknownServerError, count: 10_000))
        try cluster.produce(Input.events(0..<10, partitionCount: 1))
        let outcome = try worker.waitForOutcome()
        #expect(outcome.exitCode == 1)
        #expect("\(outcome)".contains("what is committed"), "\(outcome)")
        #expect(cluster.committed() == [0: 0])
        try cluster.expectNothingLost()
      }
    }
  }
}
