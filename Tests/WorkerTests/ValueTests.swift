import Kafka
import Normalizer
import Testing
import Worker

extension OnAMockCluster {
  /// What may stand in a topic.
  @Suite struct ValueTests {
    @Test func `null values, empty batches, half bad batches and any headers come out once each`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        let strange: [(name: [UInt8], value: [UInt8])] = [
          (Array("plain".utf8), Array("value".utf8)), ([0xFF, 0xFE, 0x41], [0x00, 0xFF]), ([], []),
          (Array("dead_letter.reason".utf8), Array("of before".utf8)), (Array("dead_letter.attempts".utf8), [0x32]),
        ]
        var inputs: [Input] = [
          Input(key: "a", value: nil, numbers: []), Input(key: "b", value: [], numbers: []),
          Input(key: "c", value: Array("{\"records\": []}".utf8), numbers: []),
          Input(key: "d", value: Array("[]".utf8), numbers: []), .batch(0..<20, key: "e", isHalfForeign: true),
          .event(20, key: "f"), .foreign(21),
        ]
        for index in inputs.indices { inputs[index].headers = strange }
        try cluster.produce(inputs)
        let worker = try cluster.start(cluster.configuration())
        try cluster.wait { cluster.isAllCommitted }
        #expect(try worker.stopAndWait() == .drained)
        let outputs = try cluster.expectNothingLost()
        #expect(outputs.count == 24 && TestCluster.repeatCount(outputs) == 0)
        let letters = outputs.filter { !$0.isEvent }
        #expect(letters.count == 13)
        #expect(Set(letters.filter { $0.number == nil }.map(\.byteCount)) == [nil, 0])
        #expect(
          outputs.allSatisfy { $0.header("plain") == "value" && $0.headers.contains { $0.name == "\u{FFFD}\u{FFFD}A" } }
        )
        for letter in letters {
          #expect(letter.headers.filter { $0.name == "dead_letter.reason" }.count == 1)
          #expect(letter.header("dead_letter.attempts") == "2")
        }
        // Headers of dead letters are a worker's word, also of another one's.
        #expect(
          outputs.allSatisfy { !$0.isEvent || !$0.headers.contains { $0.name.hasPrefix("dead_letter.") } })
        #expect(worker.counts.normalized.emptyBatches == 2)
      }
    }

    @Test func `a batch of ten thousand records passes a tiny limit`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        try cluster.produce([.event(0, key: "a"), .bareBatch(1..<10_001, key: "a"), .event(10_001, key: "a")])
        var configuration = cluster.configuration(["queue.buffering.max.messages": "100"])
        configuration.maximumInFlightRecords = 10
        let worker = try cluster.start(configuration)
        try cluster.wait { cluster.isAllCommitted }
        #expect(try worker.stopAndWait() == .drained)
        let outputs = try cluster.expectNothingLost()
        #expect(outputs.count == 10_002)
      }
    }

    @Test func `one record in flight at a time is enough to get on`() async throws {
      try await onThread {
        let cluster = try TestCluster()
        try cluster.produce(Input.events(0..<100, partitionCount: 2) + [.foreign(100), .batch(101..<110)])
        var configuration = cluster.configuration(["linger.ms": "0"])
        configuration.maximumInFlightRecords = 1
        let worker = try cluster.start(configuration)
        try cluster.wait { cluster.isAllCommitted }
        #expect(try worker.stopAndWait() == .drained)
        let outputs = try cluster.expectNothingLost()
        #expect(TestCluster.repeatCount(outputs) == 0)
        #expect(worker.mostInFlightRecords <= 9, "the records of the batch")
      }
    }

    @Test func `a record whose headers no topic takes becomes a dead letter without them`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        var large = Input.event(0, key: "large")
        large.headers = [(Array("h".utf8), Array(repeating: 0x41, count: 20_000))]
        try cluster.produce([large, .event(1, key: "small")])
        let worker = try cluster.start(
          cluster.configuration(), limits: TopicLimits(outputByteCount: 8000, deadLetterByteCount: 8000))
        try cluster.wait { cluster.isAllCommitted }
        #expect(try worker.stopAndWait() == .drained)
        let outputs = try cluster.expectNothingLost()
        let letter = try #require(outputs.first { !$0.isEvent })
        #expect(letter.number == 0 && letter.key == nil && letter.header("h") == nil)
        #expect(letter.header("dead_letter.reason") == "too_large")
        #expect(letter.header("dead_letter.truncated") == "the key and the headers of the record are left out")
      }
    }

    @Test func `a gap whose event is too large has one dead letter, which does not tell of an event`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        let row =
          "{\"TimeGenerated\":\"2026-11-24T10:00:00Z\",\"Facility\":\"auth\",\"SeverityLevel\":\"info\",\"ProcessName\":"
          + "\"known\",\"ProcessID\":\"7\",\"HostName\":\"host\",\"SyslogMessage\":\"no release says number=0;\"}"
        var gap = Input(key: "gap", value: Array(row.utf8), numbers: [0])
        gap.headers = [(Array("h".utf8), Array(repeating: 0x41, count: 20_000))]
        try cluster.produce([gap])
        var configuration = cluster.configuration()
        configuration.normalizer.unmatched = .both
        let worker = try cluster.start(
          configuration, limits: TopicLimits(outputByteCount: 8000, deadLetterByteCount: 8000))
        try cluster.wait { cluster.isAllCommitted }
        #expect(try worker.stopAndWait() == .drained)
        let outputs = try cluster.expectNothingLost()
        #expect(outputs.map { $0.header("dead_letter.reason") } == ["too_large"])
        #expect(outputs.first?.header("dead_letter.emitted") != "true")
        #expect(worker.counts.normalized.deadLetters == 1 && worker.counts.normalized.eventsWithDeadLetter == 0)
      }
    }

    @Test func `headers count as in flight`() async throws {
      try await onThread {
        let cluster = try TestCluster(partitionCount: 1)
        try cluster.produce(
          (0..<40).map { number in
            var input = Input.event(number, key: "a")
            input.headers = [(Array("h".utf8), Array(repeating: 0x41, count: 50_000))]
            return input
          })
        var configuration = cluster.configuration()
        configuration.maximumInFlightByteCount = 200_000
        let worker = try cluster.start(configuration)
        try cluster.wait { cluster.isAllCommitted }
        #expect(try worker.stopAndWait() == .drained)
        #expect(worker.counts.backPressure > .zero, "the limit was felt")
        #expect(worker.counts.inFlightByteCount == 0)
        try cluster.expectNothingLost()
      }
    }

    @Test func `with latest, what came after the start is read even if reading was suspended before`() async throws {
      try await onThread {
        let cluster = try TestCluster()
        try cluster.produce([.event(0, partition: 0), .event(1, partition: 1)])
        var configuration = cluster.configuration()
        configuration.offsetReset = .latest
        configuration.maximumInFlightRecords = 1
        configuration.commitInterval = .seconds(3600)
        let worker = try cluster.start(configuration)
        try cluster.wait { worker.hasLogged("partitions assigned") }
        try cluster.mock.failRequests(
          .produce, toBroker: TestCluster.outputBroker, with: [(.noError, .zero), (.noError, .seconds(4))])
        try cluster.produce([.event(2, partition: 0)])
        try cluster.wait { worker.counts.doneMessages == 1 }
        // Until this one is answered nothing else is taken, and the other partition has not been begun.
        try cluster.produce([.event(3, partition: 0)])
        try cluster.wait { worker.counts.outstandingOutputs == 1 }
        try cluster.produce([.event(4, partition: 1)])
        try cluster.wait { worker.counts.suspensions > 0 }
        try cluster.wait { worker.counts.doneMessages == 3 }
        #expect(try worker.stopAndWait() == .drained)
        #expect(Set(try cluster.outputs().map(\.number)) == [2, 3, 4])
      }
    }
  }
}
