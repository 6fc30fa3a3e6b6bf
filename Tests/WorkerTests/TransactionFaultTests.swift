import Kafka
import Testing
import Worker

extension OnAMockCluster {
  /// Exactly once, as far as the mock goes: it ignores offsets in transactions, so a worker that reads again begins at 0.
  @Suite(.serialized) struct TransactionFaultTests {
    @Test func `after an abort the committed offsets are waited for, however long the coordinator does not tell them`()
      async throws
    {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        var configuration = cluster.configuration()
        configuration.transactions = WorkerConfiguration.Transactions(id: "worker")
        configuration.stallTimeout = .seconds(60)
        let worker = try cluster.start(configuration)
        try cluster.wait { worker.hasLogged("partitions assigned") }
        cluster.mock.failRequests(.offsetFetch, with: Array(repeating: .unknownServerError, count: 10_000))
        try cluster.mock.failRequests(.produce, toBroker: TestCluster.outputBroker, with: [(.networkException, .zero)])
        try cluster.produce(Input.events(0..<50, partitionCount: 1))
        try cluster.wait { worker.watch.read().blockedReason != nil && worker.hasLogged("waiting for") }
        #expect(worker.outcome == nil)
        cluster.mock.clearFailures(.offsetFetch)
        try cluster.wait { worker.watch.read().blockedReason == nil && worker.counts.doneMessages >= 50 }
        #expect(worker.counts.abortedTransactions > 0)
        #expect(try worker.stopAndWait() == .drained, "\(worker.log.joined(separator: "; "))")
        let numbers = Set(try cluster.outputs().compactMap(\.number))
        #expect(numbers == Set(0..<50))
      }
    }
  }
}
