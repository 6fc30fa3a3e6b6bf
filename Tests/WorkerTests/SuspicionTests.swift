import Kafka
import Testing

@testable import Worker

extension OnAMockCluster {
  /// What a broker refuses, for a moment or for good.
  @Suite struct SuspicionTests {
    @Test(arguments: [
      (KafkaError.Code.invalidSessionTimeout, "group.max.session.timeout.ms"),
      (.inconsistentGroupProtocol, "same assignor"), (.groupFull, "group.max.size"),
    ])
    func `a group that does not take the worker ends it with 3 and a sentence`(
      code: KafkaError.Code, sentence: String
    ) async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        cluster.mock.failRequests(.joinGroup, with: Array(repeating: code, count: 100))
        let worker = try cluster.start(cluster.configuration())
        let outcome = try worker.waitForOutcome()
        guard case .refused(let reason) = outcome else {
          Issue.record("\(outcome)")
          return
        }
        #expect(reason.contains(sentence) && reason.contains(TestCluster.group), "\(reason)")
      }
    }

    @Test func `a topic that is unknown for a moment does not end the worker`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        let worker = try cluster.start(cluster.configuration(["topic.metadata.refresh.interval.ms": "200"]))
        try cluster.produce(Input.events(0..<20, partitionCount: 1))
        try cluster.wait { worker.counts.doneMessages == 20 }
        cluster.mock.setTopicError(TestCluster.input, .unknownTopicOrPartition)
        try cluster.wait { worker.hasLogged("a broker refuses something") }
        cluster.mock.setTopicError(TestCluster.input, .noError)
        try cluster.wait { worker.hasLogged("the brokers no longer refuse it") }
        try cluster.produce(Input.events(20..<40, partitionCount: 1))
        try cluster.wait { cluster.isAllCommitted }
        #expect(try worker.stopAndWait() == .drained)
        try cluster.expectNothingLost()
      }
    }

    @Test func `a topic that stays unknown ends the worker with 3`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        let worker = try cluster.start(cluster.configuration(["topic.metadata.refresh.interval.ms": "200"]))
        try cluster.wait { worker.hasLogged("partitions assigned") }
        cluster.mock.setTopicError(TestCluster.input, .unknownTopicOrPartition)
        let start = ContinuousClock.now
        let outcome = try worker.waitForOutcome()
        #expect(outcome.exitCode == 3, "\(outcome)")
        #expect(.now - start >= Suspicion.patience)
      }
    }
  }

  @Suite struct UnreadableTests {
    @Test func `a batch that cannot be read is named in the end that it brings`() {
      let error = KafkaError(
        operation: "Reading", code: .badMessage, reason: "MessageSet at offset 7 failed CRC32C check", topic: "raw",
        partition: 3, offset: 7)
      let outcome = WorkerOutcome.unreadable(error)
      #expect(outcome.exitCode == 1)
      #expect("\(outcome)".contains("raw") && "\(outcome)".contains("CRC32C"))
    }
  }
}
