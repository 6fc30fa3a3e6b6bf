import StatusServer
import Worker

@testable import Normalizer

extension StatusSnapshot {
  /// A worker in the middle of its work.
  static var working: StatusSnapshot {
    var snapshot = StatusSnapshot()
    snapshot.version = "1.2.3"
    snapshot.librdkafkaVersion = "2.0.2"
    snapshot.group = "ecs"
    snapshot.input = "raw"
    snapshot.output = "events"
    snapshot.deadLetterTopic = "dead"
    snapshot.messages = 90
    snapshot.counts.normalized.records = 100
    snapshot.counts.normalized.events = 93
    for _ in 0..<7 { snapshot.counts.normalized.addDeadLetter(.unmatchedMessage) }
    snapshot.deadLettersByProgram = [
      ProgramDeadLetters(reason: "unmatched_message", program: "sshd", count: 5)
    ]
    snapshot.counts.normalized.repairedRawNewlines = 3
    snapshot.gaps = [NamedCount("sshd", 5), NamedCount("other", 2)]
    snapshot.backPressure = .milliseconds(1500)
    snapshot.lastCommitAge = .seconds(2)
    snapshot.isMember = true
    snapshot.assignedPartitions = 2
    snapshot.inputPartitions = 6
    snapshot.worker = "worker-1"
    snapshot.format = "ecs"
    snapshot.patterns = "843+2 (mine.patterns)"
    var read = PartitionReading(partition: 0)
    read.committed = 40
    read.end = 52
    read.fetchQueueMessages = 3
    var fresh = PartitionReading(partition: 1)
    fresh.end = 7
    snapshot.partitions = [read, fresh]
    var broker = BrokerReading(client: "consumer", name: "kafka:9092/1")
    broker.isUp = true
    broker.averageRoundTrip = .milliseconds(2)
    snapshot.brokers = [broker]
    snapshot.produceLatency = HistogramReading(bounds: [0.005, 0.5, 10], counts: [1, 2, 0, 3], sum: 40.5)
    snapshot.lastPollAge = .milliseconds(5)
    return snapshot
  }
}
