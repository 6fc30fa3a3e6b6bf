import ECS
@unsafe @preconcurrency import Glibc
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

  /// - Parameter patterns: how many there are, and the user's files, for people.
  init(_ watch: WorkerStatus, of configuration: WorkerConfiguration, patterns: String, certificateEnd: Int64?) {
    self.watch = watch
    self.configuration = configuration
    var names = StatusSnapshot()
    names.version = Program.version
    names.librdkafkaVersion = LibraryVersion.text
    names.group = configuration.group
    names.input = configuration.input
    names.output = configuration.output
    names.deadLetterTopic = configuration.deadLetters
    names.worker = configuration.groupInstanceID ?? Self.machineName
    names.format = configuration.normalizer.format == .ecs ? "ecs" : "sekoia"
    names.patterns = patterns
    names.certificateEnd = certificateEnd
    self.names = names
    startTime = Double(WallTime.now().milliseconds) / 1000
  }

  private static var machineName: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return "" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
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
    snapshot.lastPollAge = view.lastRound.map { now - $0 }
    snapshot.stall = view.stall?.sentence(of: configuration, at: now)
    snapshot.stalls = view.stalls
    snapshot.blockedReason = view.blockedReason
    snapshot.process = .current(startTime: startTime)
    return snapshot
  }

  private func takeRecords(of view: WorkerStatus.View, into snapshot: inout StatusSnapshot) {
    snapshot.counts = view.counts
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
    snapshot.backPressure = view.backPressure(at: now)
    snapshot.isSuspended = view.suspendedSince != nil
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
    let all = consumer?.partitions(of: names.input) ?? []
    snapshot.inputPartitions = all.isEmpty ? nil : all.count
    // What was the end when the last broker went is not the end now.
    let isConnected = consumer?.brokers.contains(where: \.isUp) ?? false
    snapshot.partitions =
      all.filter { assigned.contains($0.partition) }
      .map { partition in
        var reading = PartitionReading(partition: Int(partition.partition))
        reading.committed = partition.committedOffset.map(Int.init)
        reading.end = isConnected ? partition.endOffset.map(Int.init) : nil
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
