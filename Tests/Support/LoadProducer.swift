import Dispatch
import Kafka
import Synchronization

/// Produces a load to a topic, on a thread of its own and at a bounded pace, so that faults find it under way.
///
/// Keys repeat, stay in their partition, and one value in eleven has none: its events take theirs from the record.
public final class LoadProducer: Sendable {
  private let cluster: KafkaCluster
  private let topic: String
  private let partitionCount: Int
  private let load: Load
  private let valuesPerSecond: Int?
  private let gates: [Int]
  private let openGates = Atomic<Int>(0)
  private let isInSurge = Atomic<Bool>(false)
  private let generation: Int
  /// The header that tells the records of a topic from those of the one that had its name before; the first has none.
  public static let generationHeader = "generation"
  private let keyCount = 97
  private let produced = Mutex<Result<[ProducedMessage], any Error>?>(nil)
  private let queuedCount = Atomic<Int>(0)
  private let isHurried = Atomic<Bool>(false)
  private let isDone = DispatchSemaphore(value: 0)

  /// Begins to produce.
  ///
  /// - Parameters:
  ///   - valuesPerSecond: nil for as fast as it goes.
  ///   - gates: shares of the load, rising, behind which it only goes on when `openGate` has been called once more.
  ///   - generation: which topic of that name it is, counted from 1.
  ///   - surges: whether what stands before the first gate is produced at once.
  public init(
    _ load: Load, to topic: String, of cluster: KafkaCluster, partitionCount: Int, valuesPerSecond: Int? = nil,
    gates: [Double] = [], generation: Int = 1, surges: Bool = false
  ) {
    self.generation = generation
    isInSurge.store(surges, ordering: .relaxed)
    self.gates = gates.map { Int($0 * Double(load.values.count)) }
    self.cluster = cluster
    self.topic = topic
    self.partitionCount = partitionCount
    self.load = load
    self.valuesPerSecond = valuesPerSecond
    DispatchQueue(label: "load").async { [self] in
      let result = Result { try produceAll() }
      produced.withLock { $0 = result }
      isDone.signal()
    }
  }

  /// How many values have been handed to the producer by now.
  public var count: Int { queuedCount.load(ordering: .relaxed) }

  /// Whether everything is in the topic, or it has failed.
  public var hasFinished: Bool { produced.withLock { $0 != nil } }

  /// Forgets the pace.
  public func hurry() { isHurried.store(true, ordering: .relaxed) }

  /// Lets it pass one more gate.
  ///
  /// - Parameter surges: whether what stands before the next one is produced at once, without regard to the pace.
  public func openGate(surges: Bool = false) {
    isInSurge.store(surges, ordering: .relaxed)
    openGates.add(1, ordering: .relaxed)
  }

  /// Opens all gates and waits until everything is in the topic; callable once.
  public func finish() throws -> [ProducedMessage] {
    openGates.add(gates.count, ordering: .relaxed)
    guard isDone.wait(timeout: .now() + 300) == .success else {
      throw TestSupportError("Producing the load did not end; \(count) values are queued.")
    }
    guard let result = produced.withLock({ $0 }) else { throw TestSupportError("The load was not produced.") }
    return try result.get()
  }

  private func produceAll() throws -> [ProducedMessage] {
    var configuration = cluster.clientConfiguration
    configuration.set("enable.idempotence", to: "true")
    configuration.set("linger.ms", to: "5")
    let producer = try Producer(configuration: configuration)
    defer { _ = producer.close(within: .seconds(10)) }
    let target = try producer.topic(topic)
    var nextOffsets = try producer.ends(of: topic, timeout: .seconds(30))
    var messages: [ProducedMessage] = []
    messages.reserveCapacity(load.values.count)
    var failure: String?
    func take(_ report: borrowing DeliveryReport) {
      // In order within a partition, so that the offset is known; the broker's word only confirms it.
      let expected = messages[Int(report.opaque)].offset
      if let error = report.error { failure = "A value was not produced: \(error.text)." }
      if let offset = report.offset, offset != expected { failure = "A value is at \(offset), not at \(expected)." }
    }
    var start = ContinuousClock.now
    var paced = 0
    var passedGates = 0
    for (index, value) in load.values.enumerated() {
      if passedGates < gates.count, index == gates[passedGates] {
        while openGates.load(ordering: .relaxed) <= passedGates {
          producer.serveDeliveryReports(timeout: .milliseconds(20), take)
        }
        passedGates += 1
        start = .now
        paced = 0
      }
      paced += 1
      let keyNumber = index % keyCount
      let hasKey = index % 11 != 0
      let partition = Int32((hasKey ? keyNumber : index / 11) % partitionCount)
      let key = hasKey ? Array("key-\(keyNumber)".utf8) : nil
      let offset = nextOffsets[partition] ?? 0
      nextOffsets[partition] = offset + 1
      messages.append(
        ProducedMessage(partition: partition, offset: offset, key: key, recordCount: value.recordCount, index: index))
      while true {
        var headers = Headers()
        if generation > 1 { headers.add(Self.generationHeader, "\(generation)") }
        let outcome = producer.produce(
          to: target, partition: partition, value: value.bytes.span, key: key?.span, headers: &headers,
          opaque: UInt(index))
        if case .queued = outcome { break }
        guard case .queueFull = outcome else { throw TestSupportError("A value was refused: \(outcome).") }
        producer.serveDeliveryReports(timeout: .milliseconds(20), take)
      }
      queuedCount.store(index + 1, ordering: .relaxed)
      if index % 100 == 99 {
        producer.serveDeliveryReports(timeout: .zero, take)
        if let valuesPerSecond {
          while ContinuousClock.now - start < .milliseconds(1000 * paced / valuesPerSecond),
            !isHurried.load(ordering: .relaxed), !isInSurge.load(ordering: .relaxed)
          {
            producer.serveDeliveryReports(timeout: .milliseconds(5), take)
          }
        }
      }
    }
    guard producer.flush(within: .seconds(120), take) else { throw TestSupportError("The load was not acknowledged.") }
    if let failure { throw TestSupportError(failure) }
    return messages
  }
}
