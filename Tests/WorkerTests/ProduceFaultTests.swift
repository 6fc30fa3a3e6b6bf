import Kafka
import Testing
import Worker

extension OnAMockCluster {
  /// Errors that brokers answer to what the worker writes.
  @Suite struct ProduceFaultTests {
    @Test(arguments: [
      KafkaError.Code.notEnoughReplicas, .notEnoughReplicasAfterAppend, .leaderNotAvailable, .notLeader,
      .requestTimedOut,
      .unknownTopicOrPartition, .transport,
    ])
    func `errors that pass delay the outputs, and lose and repeat nothing`(code: KafkaError.Code) async throws {
      try await onThread {
        let cluster = try TestCluster()
        try cluster.produce(Input.events(0..<300, partitionCount: 2))
        try cluster.mock.failRequests(
          .produce, toBroker: TestCluster.outputBroker, with: Array(repeating: (code, .milliseconds(20)), count: 4))
        let worker = try cluster.start(cluster.configuration())
        try cluster.wait { worker.counts.doneMessages == 300 }
        #expect(
          try cluster.mock.pendingFailureCount(.produce, ofBroker: TestCluster.outputBroker) == 0,
          "the errors were seen")
        #expect(try worker.stopAndWait() == .drained)
        #expect(cluster.isAllCommitted)
        let outputs = try cluster.expectNothingLost()
        // The mock does not tell repeats by their sequence numbers, as a broker does when a connection breaks.
        if code != .transport { #expect(TestCluster.repeatCount(outputs) == 0) }
      }
    }

    @Test(arguments: [(KafkaError.Code.topicAuthorization, 3 as Int32), (.invalidRecord, 3), (.policyViolation, 1)])
    func `an error that does not pass stops the worker, and nothing is committed that was not written`(
      code: KafkaError.Code, exitCode: Int32
    ) async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        try cluster.produce(Input.events(0..<100, partitionCount: 1))
        let worker = try cluster.start(cluster.configuration(["topic.metadata.propagation.max.ms": "1"]))
        try cluster.wait { worker.counts.doneMessages == 100 }
        try cluster.mock.failRequests(
          .produce, toBroker: TestCluster.outputBroker, with: Array(repeating: (code, .zero), count: 50))
        try cluster.produce(Input.events(100..<200, partitionCount: 1))
        let outcome = try worker.waitForOutcome()
        #expect(
          try cluster.mock.pendingFailureCount(.produce, ofBroker: TestCluster.outputBroker) < 50, "the error was seen")
        #expect(outcome.exitCode == exitCode, "\(outcome)")
        #expect(cluster.committed() == [0: 100])
        try cluster.expectNothingLost(isComplete: false)
      }
    }

    @Test func `a record that librdkafka only presumes to be written, since the next one was, is sent again`()
      async throws
    {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1, outputPartitionCount: 1)
        // Without a key there is no order to keep, and the first record of a partition does not go alone.
        try cluster.produce((0..<10).map { Input.foreign($0) })
        // Several requests are on their way when the first one is refused; the mock takes the next ones, as a broker does that
        // has no sequence number of this producer yet.
        try cluster.mock.setRoundTrip(.milliseconds(200), brokerID: TestCluster.outputBroker)
        try cluster.mock.failRequests(
          .produce, toBroker: TestCluster.outputBroker, with: [(.notEnoughReplicas, .milliseconds(200))])
        let worker = try cluster.start(cluster.configuration(["batch.num.messages": "1"]))
        try cluster.wait { cluster.isAllCommitted }
        #expect(worker.hasLogged("a broker did not take records that it may take later"), "the presumption was seen")
        #expect(try worker.stopAndWait() == .drained)
        try cluster.expectNothingLost(isOrdered: false)
      }
    }

    @Test func `dead letters that are read again after a refusal do not pass the limit of dead letters`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1, outputPartitionCount: 1)
        try cluster.produce((0..<10).map { Input.foreign($0) })
        try cluster.mock.setRoundTrip(.milliseconds(200), brokerID: TestCluster.outputBroker)
        try cluster.mock.failRequests(
          .produce, toBroker: TestCluster.outputBroker, with: [(.notEnoughReplicas, .milliseconds(200))])
        var configuration = cluster.configuration(["batch.num.messages": "1"])
        configuration.deadLetterLimit = DeadLetterLimit.Bounds(run: 10)
        let worker = try cluster.start(configuration)
        try cluster.wait { worker.outcome != nil || cluster.isAllCommitted }
        #expect(worker.counts.rewinds > 0, "records were read again")
        #expect(try worker.stopAndWait() == .drained)
        try cluster.expectNothingLost(isOrdered: false)
      }
    }

    @Test func `a partition's first record goes alone, so that where it is refused nothing overtakes it`() async throws
    {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1, outputPartitionCount: 1)
        try cluster.produce(Input.events(0..<10, partitionCount: 1))
        try cluster.mock.setRoundTrip(.milliseconds(200), brokerID: TestCluster.outputBroker)
        try cluster.mock.failRequests(
          .produce, toBroker: TestCluster.outputBroker, with: [(.notEnoughReplicas, .milliseconds(200))])
        let worker = try cluster.start(cluster.configuration(["batch.num.messages": "1"]))
        try cluster.wait { cluster.isAllCommitted }
        #expect(
          try cluster.mock.pendingFailureCount(.produce, ofBroker: TestCluster.outputBroker) == 0, "the error was seen")
        #expect(try worker.stopAndWait() == .drained)
        let outputs = try cluster.expectNothingLost()
        #expect(TestCluster.repeatCount(outputs) == 0)
        #expect(worker.counts.rewinds == 0)
      }
    }

    @Test func `a partition that does not take its first record keeps the group from nothing`() async throws {
      try await onThread {
        let cluster = try TestCluster()
        try cluster.produce(Input.events(0..<200, partitionCount: 2))
        cluster.mock.failRequests(.produce, with: Array(repeating: .notEnoughReplicas, count: 100_000))
        var configuration = cluster.configuration()
        configuration.drainTimeout = .seconds(1)
        let first = try cluster.start(configuration)
        try cluster.wait { first.hasLogged("the output is slower than the input; reading waits") }
        let second = try cluster.start(configuration)
        try cluster.wait { second.hasLogged("partitions assigned") && first.hasLogged("partitions given up") }
        #expect(first.counts.acknowledgedOutputs == 0 && second.counts.acknowledgedOutputs == 0)
        #expect(first.counts.backPressure > .seconds(2))
        cluster.mock.clearFailures(.produce)
        try cluster.wait { cluster.isAllCommitted }
        for worker in [first, second] { #expect(try worker.stopAndWait() == .drained) }
        // What the first worker had handed over comes out as well, no matter who reads it now.
        try cluster.expectNothingLost(isOrdered: false)
      }
    }

    @Test func `what a broker refuses for the moment, and librdkafka gives up, is read and sent again`() async throws {
      try await onThread {
        let cluster = try TestCluster()
        try cluster.produce(Input.events(0..<300, partitionCount: 2))
        try cluster.mock.failRequests(
          .produce, toBroker: TestCluster.outputBroker, with: [(.networkException, .zero), (.networkException, .zero)])
        let worker = try cluster.start(cluster.configuration())
        try cluster.wait { cluster.isAllCommitted }
        #expect(
          try cluster.mock.pendingFailureCount(.produce, ofBroker: TestCluster.outputBroker) == 0,
          "the errors were seen")
        #expect(worker.counts.rewinds > 0)
        #expect(worker.hasLogged("a broker did not take records that it may take later"))
        #expect(try worker.stopAndWait() == .drained)
        // Batches that were on their way behind the refused one may be written before it: the mock takes any sequence.
        try cluster.expectNothingLost(isOrdered: false)
      }
    }

    @Test func `a record that could not even be queued is not committed`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        cluster.mock.setTopicError(TestCluster.output, .unknownTopicOrPartition)
        let worker = try cluster.start(cluster.configuration(["topic.metadata.propagation.max.ms": "1"]))
        try cluster.wait { worker.hasLogged("partitions assigned") }
        // By now the producer knows that the topic does not exist, and refuses the record itself.
        try cluster.produce([.event(0)])
        let outcome = try worker.waitForOutcome()
        #expect(outcome.exitCode == 3, "\(outcome)")
        #expect(worker.counts.messages == 1 && worker.counts.byteCountOut == 0, "it was taken in and not queued")
        #expect(cluster.committed() == [0: 0])
        cluster.mock.setTopicError(TestCluster.output, .noError)
        try cluster.expectNothingLost(isComplete: false)
      }
    }

    @Test func `a batch that was refused as too large is sent again one by one and comes out as events`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1, outputPartitionCount: 1)
        try cluster.produce(Input.events(0..<60, partitionCount: 1) + [.foreign(60), .batch(61..<64, key: "key 1")])
        try cluster.mock.failRequests(.produce, toBroker: TestCluster.outputBroker, with: [(.messageTooLarge, .zero)])
        let worker = try cluster.start(cluster.configuration(), limits: TopicLimits(output: nil, deadLetters: nil))
        // Without a stop: what is committed after a rewind is committed by the running worker.
        try cluster.wait { cluster.isAllCommitted }
        #expect(
          try cluster.mock.pendingFailureCount(.produce, ofBroker: TestCluster.outputBroker) == 0, "the error was seen")
        #expect(worker.counts.rewinds == 1)
        // The mock tells no limits, and no record was too large alone: from now on batches are smaller.
        #expect(worker.hasLogged("a batch was refused whose records are all taken alone"))
        #expect(worker.counts.limitsLearned == 1 && worker.counts.assumedLimits == 2)
        #expect(try worker.stopAndWait() == .drained)
        // A batch that was already on its way behind the refused one is written before it.
        let outputs = try cluster.expectNothingLost(isOrdered: false)
        #expect(Set(outputs.filter { !$0.isEvent }.map(\.number)) == [60])
        #expect(worker.counts.openMessages == 0 && worker.counts.inFlightByteCount == 0)
      }
    }

    @Test func `only a record that is refused alone becomes too_large`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1, outputPartitionCount: 1)
        // The partition has had its first record, which goes alone.
        try cluster.produce([.event(0, key: "key")])
        let worker = try cluster.start(cluster.configuration(["linger.ms": "50"]))
        try cluster.wait { cluster.isAllCommitted }
        // The first refuses the batch, the second the first record alone.
        try cluster.mock.failRequests(
          .produce, toBroker: TestCluster.outputBroker, with: [(.messageTooLarge, .zero), (.messageTooLarge, .zero)])
        try cluster.produce([.batch(1..<11, key: "key"), .event(11, key: "key")])
        try cluster.wait { cluster.isAllCommitted }
        #expect(
          try cluster.mock.pendingFailureCount(.produce, ofBroker: TestCluster.outputBroker) == 0,
          "both errors were seen"
        )
        #expect(try worker.stopAndWait() == .drained)
        let outputs = try cluster.expectNothingLost()
        let letters = outputs.filter { !$0.isEvent }
        #expect(letters.map(\.number) == [1])
        #expect(letters.first?.header("dead_letter.reason") == "too_large")
        #expect(letters.first?.header("dead_letter.record") == "0")
        #expect(Set(outputs.filter(\.isEvent).map(\.number)) == Set(0..<12).subtracting([1]))
      }
    }
  }
}
