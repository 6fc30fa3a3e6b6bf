import Kafka
import Testing

@testable import Worker

extension OnAMockCluster {
  /// The bookkeeping of outputs, where a worker's own rounds would seldom hit the moment.
  @Suite struct OutputStageTests {
    @Test func `a record that was taken back is read again, also when the refused partition is given up meanwhile`()
      async throws
    {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 2)
        let configuration = cluster.configuration()
        let limits = TopicLimits()
        let producer = try Producer(configuration: ClientProperties.producer(configuration, limits: limits))
        let output = try OutputStage(configuration, producer: producer, limits: limits, stop: StopSignal())
        let topic = try producer.topic(configuration.output)
        for partition: Int32 in [0, 1] { output.ledger.assign(partition) }
        try cluster.mock.takeDown(brokerID: TestCluster.outputBroker)
        let begun = output.ledger.begin(partition: 1, offset: 7)
        let slot = try #require(begun)
        let value: [UInt8] = [1]
        let outcome = producer.produce(
          to: topic, partition: 0, value: value.span, key: nil, opaque: UInt(slot.rawValue))
        guard case .queued = outcome else {
          Issue.record("not queued: \(outcome)")
          return
        }
        output.ledger.addOutput(slot)
        output.ledger.end(slot)
        output.refuse(0, .networkException)
        output.dropUnsent()
        output.forget(0)
        output.serveReports(timeout: .seconds(2))
        #expect(output.ledger.outstandingOutputs == 0 && output.ledger.openMessages == 1)
        #expect(output.refusedPartitions == [1])
        _ = output.close(within: .seconds(2))
      }
    }
  }

  /// What is waited for inside of one message.
  @Suite(.serialized) struct LargeMessageTests {
    @Test(arguments: [false, true])
    func `a message of more records than may be in flight waits in its middle, and keeps the group from nothing`(
      fillsTheQueue: Bool
    ) async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 2)
        var configuration = cluster.configuration(fillsTheQueue ? ["queue.buffering.max.messages": "1000"] : [:])
        if !fillsTheQueue { configuration.maximumInFlightRecords = 500 }
        configuration.drainTimeout = .seconds(1)
        configuration.stallTimeout = .seconds(20)
        let first = try cluster.start(configuration)
        try cluster.wait { first.hasLogged("partitions assigned") }
        try cluster.mock.takeDown(brokerID: TestCluster.outputBroker)
        try cluster.produce([.bareBatch(0..<3000)])
        try cluster.wait { first.counts.outstandingOutputs > 0 }
        if !fillsTheQueue { #expect(first.mostInFlightRecords <= 500) }
        let second = try cluster.start(configuration)
        try cluster.wait { second.hasLogged("partitions assigned") }
        try cluster.mock.bringUp(brokerID: TestCluster.outputBroker)
        try cluster.wait { cluster.isAllCommitted }
        for worker in [first, second] { #expect(try worker.stopAndWait() == .drained) }
        try cluster.expectNothingLost(isOrdered: false)
      }
    }

    @Test func `the headers of dead letters count as in flight until their report, within one message, too`()
      async throws
    {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        var configuration = cluster.configuration()
        configuration.maximumInFlightByteCount = 1 << 20
        configuration.stallTimeout = .seconds(60)
        let worker = try cluster.start(configuration)
        try cluster.wait { worker.hasLogged("partitions assigned") }
        try cluster.mock.takeDown(brokerID: TestCluster.outputBroker)
        let value = Array(("[" + String(repeating: "{},", count: 20_000) + "{}]").utf8)
        try cluster.produce([Input(value: value, numbers: [])])
        try cluster.wait { worker.mostInFlightByteCount >= 1 << 20 }
        cluster.rest(.seconds(3))
        #expect(worker.mostInFlightByteCount < (1 << 20) + 5000)
        #expect(worker.watch.read().stall == nil)
        try cluster.mock.bringUp(brokerID: TestCluster.outputBroker)
        try cluster.wait { cluster.isAllCommitted }
        #expect(worker.counts.inFlightByteCount == 0)
        #expect(try worker.stopAndWait() == .drained)
        #expect(try cluster.outputs().count == 20_001)
      }
    }
  }
}
