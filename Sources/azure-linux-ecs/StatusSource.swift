import Kafka
import Logging
import Normalizer
import StatusServer
import Synchronization
import Worker

/// Turns what a worker tells its watch into the numbers that the status server shows; called on the server's thread.
final class StatusSource: Sendable {
  private struct Parsed {
    var consumerText: String?
    var consumer: ClientStatistics?
    var producerText: String?
    var producer: ClientStatistics?
  }

  private let watch: WorkerStatus
  private let configuration: WorkerConfiguration
  private let names: StatusSnapshot
  private let startTime: Double
  private let parsed = Mutex(Parsed())

  init(_ watch: WorkerStatus, of configuration: WorkerConfiguration) {
    self.watch = watch
    self.configuration = configuration
    var names = StatusSnapshot()
    names.version = Program.version
    names.librdkafkaVersion = LibraryVersion.text
    names.group = configuration.group
    names.input = configuration.input
    names.output = configuration.output
    names.deadLetterTopic = configuration.deadLetters
    self.names = names
    startTime = Double(WallTime.now().milliseconds) / 1000
  }

  func snapshot() -> StatusSnapshot {
    let view = watch.read()
    let now = ContinuousClock.now
    var snapshot = names
    takeRecords(of: view, into: &snapshot)
    takeDelivery(of: view, at: now, into: &snapshot)
    takeStatistics(of: view, into: &snapshot)
    snapshot.isMember = view.isMember
    snapshot.lacksToken = view.lacksToken
    snapshot.assignedPartitions = view.partitions.count
    snapshot.rebalances = view.counts.rebalances
    snapshot.roundAge = view.lastRound.map { now - $0 }
    snapshot.stall = view.stall?.sentence(of: configuration, at: now)
    snapshot.stalls = view.stalls
    snapshot.blockedReason = view.blockedReason
    snapshot.process = .current(startTime: startTime)
    return snapshot
  }

  private func takeRecords(of view: WorkerStatus.View, into snapshot: inout StatusSnapshot) {
    let counts = view.counts
    snapshot.messages = counts.messages
    snapshot.byteCountIn = counts.byteCountIn
    snapshot.batches = counts.normalized.batches
    snapshot.emptyBatches = counts.normalized.emptyBatches
    snapshot.records = counts.normalized.records
    snapshot.events = counts.normalized.events
    snapshot.eventsWithDeadLetter = counts.normalized.eventsWithDeadLetter
    snapshot.skipped = counts.normalized.skippedForeign
    snapshot.matched = counts.normalized.matched
    snapshot.ofOtherPrograms = counts.normalized.ofOtherPrograms
    snapshot.withoutTime = counts.normalized.withoutTime
    snapshot.withLoneSurrogate = counts.normalized.withLoneSurrogate
    snapshot.repeated = counts.normalized.repeated
    snapshot.deadLetters = DeadLetterReason.allCases.map {
      NamedCount($0.rawValue, counts.normalized.deadLetters($0))
    }
    snapshot.repaired = [
      NamedCount("raw-newlines", counts.normalized.repairedRawNewlines),
      NamedCount("single-quotes", counts.normalized.repairedSingleQuotes),
      NamedCount("invalid-utf8", counts.normalized.withInvalidUTF8),
    ]
    if let programs = view.programs {
      snapshot.gaps = programs.gaps.map { NamedCount($0.program, $0.count) }
      snapshot.deadLettersByProgram = programs.deadLetters.map {
        ProgramDeadLetters(reason: $0.reason.rawValue, program: $0.program, count: $0.count)
      }
    }
  }

  private func takeDelivery(
    of view: WorkerStatus.View, at now: ContinuousClock.Instant, into snapshot: inout StatusSnapshot
  ) {
    let counts = view.counts
    snapshot.acknowledgedOutputs = counts.acknowledgedOutputs
    snapshot.byteCountOut = counts.byteCountOut
    snapshot.doneMessages = counts.doneMessages
    snapshot.outstandingOutputs = counts.outstandingOutputs
    snapshot.openMessages = counts.openMessages
    snapshot.inFlightByteCount = counts.inFlightByteCount
    snapshot.backPressure = view.backPressure(at: now)
    snapshot.suspensions = counts.suspensions
    snapshot.abortedTransactions = counts.abortedTransactions
    snapshot.abortsInARow = counts.abortsInARow
    snapshot.limitsLearned = counts.limitsLearned
    snapshot.assumedLimits = counts.assumedLimits
    snapshot.isPaused = counts.isPaused
    snapshot.isSuspended = view.suspendedSince != nil
    snapshot.rewinds = counts.rewinds
    snapshot.logGaps = counts.logGaps
    snapshot.messagesOfRevokedPartitions = counts.messagesOfRevokedPartitions
    snapshot.staleReports = counts.staleReports
    snapshot.commits = counts.commits
    snapshot.failedCommits = counts.failedCommits
    snapshot.lastCommitAge = view.lastCommit.map { now - $0 }
    snapshot.oldestUnacknowledgedAge = view.latencies.oldestOpen.map { now - $0 } ?? .zero
    snapshot.produceLatency = Self.reading(view.latencies.produce)
    snapshot.endToEndLatency = Self.reading(view.latencies.endToEnd)
  }

  private func takeStatistics(of view: WorkerStatus.View, into snapshot: inout StatusSnapshot) {
    let (consumer, producer) = parsed.withLock { parsed in
      if parsed.consumerText != view.consumerStatistics {
        parsed.consumerText = view.consumerStatistics
        parsed.consumer = view.consumerStatistics.flatMap(ClientStatistics.init(json:))
      }
      if parsed.producerText != view.producerStatistics {
        parsed.producerText = view.producerStatistics
        parsed.producer = view.producerStatistics.flatMap(ClientStatistics.init(json:))
      }
      return (parsed.consumer, parsed.producer)
    }
    snapshot.producerQueueMessages = producer?.queuedMessages
    snapshot.producerQueueByteCount = producer?.queuedByteCount
    snapshot.brokers =
      (consumer?.brokers ?? []).map { Self.reading($0, client: "consumer") }
      + (producer?.brokers ?? []).map { Self.reading($0, client: "producer") }
    let assigned = Set(view.partitions)
    snapshot.partitions = (consumer?.partitions(of: names.input) ?? [])
      .filter { assigned.contains($0.partition) }
      .map { partition in
        var reading = PartitionReading(partition: Int(partition.partition))
        reading.committed = partition.committedOffset.map(Int.init)
        reading.end = partition.endOffset.map(Int.init)
        reading.fetchQueueMessages = partition.fetchQueueMessages
        reading.fetchQueueByteCount = partition.fetchQueueByteCount
        return reading
      }
  }

  private static func reading(_ histogram: LatencyHistogram) -> HistogramReading {
    HistogramReading(bounds: LatencyHistogram.bounds, counts: histogram.counts, sum: histogram.sum)
  }

  private static func reading(_ broker: ClientStatistics.Broker, client: String) -> BrokerReading {
    var reading = BrokerReading(client: client, name: broker.name)
    reading.isUp = broker.isUp
    reading.averageRoundTrip = broker.averageRoundTrip
    reading.slowRoundTrip = broker.slowRoundTrip
    reading.averageThrottle = broker.averageThrottle
    reading.sendErrors = broker.sendErrors
    reading.receiveErrors = broker.receiveErrors
    reading.timeouts = broker.timeouts
    reading.disconnects = broker.disconnects
    return reading
  }
}
