import Kafka
import Testing
import Worker

extension OnAMockCluster {
  /// Exactly once: what becomes of a transaction that cannot be committed.
  @Suite(.serialized) struct TransactionEndTests {
    private static func transactional(_ cluster: TestCluster) -> WorkerConfiguration {
      var configuration = cluster.configuration()
      configuration.transactions = WorkerConfiguration.Transactions(id: "worker")
      configuration.stallTimeout = .seconds(60)
      return configuration
    }

    /// Shorter than the time after which a test gives up: a worker that loops shows within seconds.
    private static func outcome(of worker: RunningWorker) throws -> WorkerOutcome {
      worker.waitForEnd(.seconds(20))
      return try #require(
        worker.outcome, "no end; \(worker.counts.abortedTransactions) aborts: \(worker.log.suffix(3))")
    }

    @Test(arguments: [
      (KafkaError.Code.invalidTimestamp, 3 as Int32, "message.timestamp"), (.invalidRecord, 3, "cleanup.policy"),
      (.topicAuthorization, 3, "user the right, then start it again"), (.policyViolation, 1, "start the worker again"),
    ])
    func `an error that does not heal ends the worker as it does at least once`(
      code: KafkaError.Code, exitCode: Int32, answer: String
    ) async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        try cluster.mock.failRequests(
          .produce, toBroker: TestCluster.outputBroker, with: Array(repeating: (code, .zero), count: 10_000))
        try cluster.produce(Input.events(0..<100, partitionCount: 1))
        let worker = try cluster.start(Self.transactional(cluster))
        let outcome = try Self.outcome(of: worker)
        #expect(outcome.exitCode == exitCode, "\(outcome)")
        #expect("\(outcome)".contains("Writing to the topic events") && "\(outcome)".contains(answer), "\(outcome)")
        #expect(worker.counts.commits == 0)
      }
    }

    @Test(arguments: [
      (RequestKind.addPartitionsToTransaction, KafkaError.Code.topicAuthorization),
      (.transactionOffsetCommit, .groupAuthorization),
    ])
    func `a right that is missing for a part of the transaction ends the worker and is named`(
      request: RequestKind, code: KafkaError.Code
    ) async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        cluster.mock.failRequests(request, with: Array(repeating: code, count: 10_000))
        try cluster.produce(Input.events(0..<100, partitionCount: 1))
        let outcome = try Self.outcome(of: cluster.start(Self.transactional(cluster)))
        #expect(outcome.exitCode == 3, "\(outcome)")
        #expect("\(outcome)".contains("authorization failed"), "\(outcome)")
      }
    }

    @Test
    func `an error that passes is waited for with longer and longer pauses, and stopping meanwhile is no success`()
      async throws
    {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        try cluster.mock.failRequests(
          .produce, toBroker: TestCluster.outputBroker,
          with: Array(repeating: (.networkException, .zero), count: 10_000))
        try cluster.produce(Input.events(0..<100, partitionCount: 1))
        let worker = try cluster.start(Self.transactional(cluster))
        try cluster.wait { worker.counts.abortsInARow >= 4 }
        cluster.rest(.seconds(3))
        #expect(worker.counts.abortsInARow < 8 && worker.counts.abortedTransactions < 8)
        #expect(worker.outcome == nil)
        let blockedReason = try #require(worker.watch.read().blockedReason)
        #expect(blockedReason.contains("aborted"), "\(blockedReason)")
        #expect(try worker.stopAndWait().exitCode == 5)
        #expect(!worker.hasLogged("stopped: everything"))
      }
    }

    @Test func `a transaction that is committed ends the row of aborts`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        try cluster.mock.failRequests(
          .produce, toBroker: TestCluster.outputBroker, with: Array(repeating: (.networkException, .zero), count: 2))
        try cluster.produce(Input.events(0..<100, partitionCount: 1))
        let worker = try cluster.start(Self.transactional(cluster))
        try cluster.wait { worker.counts.commits > 0 }
        #expect(worker.counts.abortedTransactions > 0 && worker.counts.abortsInARow == 0)
        #expect(try worker.stopAndWait() == .drained)
      }
    }

    @Test func `a dead letter that its topic refuses as too large is cut until the topic takes it`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        try cluster.produce([.foreign(0, key: "key")])
        try cluster.mock.failRequests(
          .produce, toBroker: TestCluster.outputBroker, with: Array(repeating: (.messageTooLarge, .zero), count: 4))
        let worker = try cluster.start(Self.transactional(cluster))
        try cluster.wait { worker.counts.commits > 0 }
        #expect(try worker.stopAndWait() == .drained)
        let outputs = try cluster.outputs()
        #expect(outputs.count == 1 && outputs.first?.header("dead_letter.truncated") != nil, "\(outputs)")
      }
    }

    @Test func `a topic that takes no dead letter at all ends the worker`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        try cluster.produce([.foreign(0, key: "key")])
        try cluster.mock.failRequests(
          .produce, toBroker: TestCluster.outputBroker,
          with: Array(repeating: (.messageTooLarge, .zero), count: 10_000))
        let outcome = try Self.outcome(of: cluster.start(Self.transactional(cluster)))
        #expect(outcome.exitCode == 3 && "\(outcome)".contains("takes no dead letter at all"), "\(outcome)")
      }
    }

    @Test func `an event that is refused alone becomes a dead letter`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        try cluster.produce([.event(0, key: "key")])
        try cluster.mock.failRequests(
          .produce, toBroker: TestCluster.outputBroker, with: Array(repeating: (.messageTooLarge, .zero), count: 2))
        let worker = try cluster.start(Self.transactional(cluster))
        try cluster.wait { worker.counts.commits > 0 }
        #expect(try worker.stopAndWait() == .drained)
        let outputs = try cluster.outputs()
        #expect(outputs.map(\.isEvent) == [false])
        #expect(outputs.first?.header("dead_letter.reason") == "too_large")
      }
    }

    @Test func `a commit under way when the partitions are lost is asked for until it is answered`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        try cluster.mock.setCoordinator(ofTransactionalID: "worker", to: TestCluster.outputBroker)
        var configuration = Self.transactional(cluster)
        configuration.sessionTimeout = .seconds(6)
        let worker = try cluster.start(configuration)
        try cluster.produce(Input.events(0..<50, partitionCount: 1))
        try cluster.wait { worker.counts.commits > 0 && worker.counts.doneMessages == 50 }
        try cluster.mock.failRequests(
          .endTransaction, toBroker: TestCluster.outputBroker, with: [(.noError, .seconds(5))])
        let commits = worker.counts.commits
        try cluster.produce(Input.events(50..<60, partitionCount: 1))
        try cluster.wait {
          try cluster.mock.pendingFailureCount(.endTransaction, ofBroker: TestCluster.outputBroker) == 0
        }
        try cluster.mock.takeDown(brokerID: TestCluster.outputBroker)
        // The call's own time is over by then.
        cluster.rest(.seconds(3))
        try cluster.mock.failRequests(.heartbeat, toBroker: TestCluster.inputBroker, with: [(.unknownMember, .zero)])
        try cluster.wait { worker.hasLogged("partitions lost") }
        try cluster.mock.bringUp(brokerID: TestCluster.outputBroker)
        try cluster.produce(Input.events(60..<100, partitionCount: 1))
        try cluster.wait { worker.counts.commits > commits + 1 }
        #expect(try worker.stopAndWait() == .drained)
        #expect(Set(try cluster.outputs().compactMap(\.number)) == Set(0..<100))
      }
    }

    @Test func `a producer that is shut out is replaced, and work goes on from the committed offsets`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        let worker = try cluster.start(Self.transactional(cluster))
        try cluster.produce(Input.events(0..<50, partitionCount: 1))
        try cluster.wait { worker.counts.commits > 0 && worker.counts.doneMessages == 50 }
        cluster.mock.failRequests(.endTransaction, with: [.producerFenced])
        let commits = worker.counts.commits
        try cluster.produce(Input.events(50..<100, partitionCount: 1))
        try cluster.wait { worker.counts.commits > commits }
        #expect(worker.hasLogged("the producer was shut out"), "\(worker.log)")
        #expect(try worker.stopAndWait() == .drained)
        #expect(Set(try cluster.outputs().compactMap(\.number)) == Set(0..<100))
      }
    }

    @Test func `a producer whose successor is shut out at once has a rival, and the worker ends`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        try cluster.produce(Input.events(0..<50, partitionCount: 1))
        cluster.mock.failRequests(.endTransaction, with: Array(repeating: .producerFenced, count: 100))
        let worker = try cluster.start(Self.transactional(cluster))
        let outcome = try Self.outcome(of: worker)
        #expect(outcome.exitCode == 1 && "\(outcome)".contains("same transactional id"), "\(outcome)")
        #expect(worker.hasLogged("the producer was shut out"), "\(worker.log)")
      }
    }
  }
}
