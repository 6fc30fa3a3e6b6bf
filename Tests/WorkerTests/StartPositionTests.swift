import Kafka
import Testing

@testable import Worker

extension OnAMockCluster {
  /// Where a partition without a committed offset is begun, and that this outlives the worker.
  @Suite struct StartPositionTests {
    @Test(arguments: [false, true])
    func `a record that comes between two workers that begin at the latest is read`(exactlyOnce: Bool) async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        try cluster.produce(Input.events(0..<5, partitionCount: 1))
        var configuration = cluster.configuration()
        configuration.offsetReset = .latest
        if exactlyOnce { configuration.transactions = WorkerConfiguration.Transactions(id: "w") }
        let first = try cluster.start(configuration)
        try cluster.wait { first.hasLogged("partitions assigned") }
        #expect(try first.stopAndWait() == .drained)
        try cluster.produce(Input.events(5..<15, partitionCount: 1))
        let second = try cluster.start(configuration)
        try cluster.wait { second.counts.doneMessages == 10 }
        #expect(try second.stopAndWait() == .drained)
        // The mock ignores offsets in transactions; what is left is where the first worker began.
        #expect(cluster.committed() == [0: exactlyOnce ? 5 : 15])
      }
    }

    @Test(arguments: [false, true])
    func `a partition without records has a committed offset at once`(exactlyOnce: Bool) async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 2)
        var configuration = cluster.configuration()
        if exactlyOnce { configuration.transactions = WorkerConfiguration.Transactions(id: "w") }
        let worker = try cluster.start(configuration)
        try cluster.wait { worker.hasLogged("partitions assigned") }
        try cluster.wait { cluster.hasCommitted(0) && cluster.hasCommitted(1) }
        #expect(try worker.stopAndWait() == .drained)
      }
    }

    @Test(arguments: [false, true])
    func `where reading begins is settled although the coordinator does not tell at first`(
      exactlyOnce: Bool
    ) async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        try cluster.produce(Input.events(0..<5, partitionCount: 1))
        var configuration = cluster.configuration()
        configuration.offsetReset = .latest
        if exactlyOnce { configuration.transactions = WorkerConfiguration.Transactions(id: "w") }
        cluster.mock.failRequests(
          .offsetCommit, with: [.coordinatorLoading, .coordinatorLoading, .notCoordinator])
        let worker = try cluster.start(configuration)
        try cluster.wait { cluster.hasCommitted(0) }
        #expect(cluster.committed() == [0: 5])
        #expect(try worker.stopAndWait() == .drained)
      }
    }
  }
}
