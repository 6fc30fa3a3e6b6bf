import Dispatch
import Kafka
import Synchronization
import TestSupport

/// Produces the same values over and over at a steady pace until it is told to stop, on a thread of its own.
final class EndlessLoad: Sendable {
  private let load: Load
  private let isStopped = Atomic<Bool>(false)
  private let isHeld = Atomic<Bool>(false)
  private let records = Atomic<Int>(0)
  private let result = Mutex<Result<Void, any Error>?>(nil)
  private let hasEnded = DispatchSemaphore(value: 0)

  init(_ load: Load, to topics: WorkerTopics, recordsPerSecond: Int) {
    self.load = load
    DispatchQueue(label: "endless load").async { [self] in
      let outcome = Result { try produce(to: topics, recordsPerSecond) }
      result.withLock { $0 = outcome }
      hasEnded.signal()
    }
  }

  /// How many records have been handed to the producer by now.
  var recordCount: Int { records.load(ordering: .relaxed) }

  /// Lets nothing more be produced, or goes on.
  func hold(_ isHeld: Bool) { self.isHeld.store(isHeld, ordering: .relaxed) }

  /// Stops, waits until everything is in the topic, and returns how many records that is.
  func finish() throws -> Int {
    isStopped.store(true, ordering: .relaxed)
    hasEnded.wait()
    try result.withLock { try $0?.get() }
    return recordCount
  }

  private func produce(to topics: WorkerTopics, _ recordsPerSecond: Int) throws {
    var configuration = topics.cluster.clientConfiguration
    configuration.set("enable.idempotence", to: "true")
    configuration.set("linger.ms", to: "5")
    // An outage may last longer than the five minutes after which a record would fail.
    configuration.set("message.timeout.ms", to: "0")
    let producer = try Producer(configuration: configuration)
    defer { _ = producer.close(within: .seconds(10)) }
    let target = try producer.topic(topics.input)
    var failure: String?
    func take(_ report: borrowing DeliveryReport) {
      if let error = report.error { failure = "A value was not produced: \(error.text)." }
    }
    var start = ContinuousClock.now
    var index = 0
    while !isStopped.load(ordering: .relaxed), failure == nil {
      let value = load.values[index % load.values.count]
      let partition = Int32(index % topics.partitionCount)
      index += 1
      while true {
        let outcome = producer.produce(to: target, partition: partition, value: value.bytes.span, key: nil, opaque: 0)
        if case .queued = outcome { break }
        guard case .queueFull = outcome else { throw TestSupportError("A value was refused: \(outcome).") }
        producer.serveDeliveryReports(timeout: .milliseconds(20), take)
        if isStopped.load(ordering: .relaxed) { break }
      }
      let count = records.add(value.recordCount, ordering: .relaxed).newValue
      guard index % 50 == 0 else { continue }
      while isHeld.load(ordering: .relaxed), !isStopped.load(ordering: .relaxed) {
        let begin = ContinuousClock.now
        producer.serveDeliveryReports(timeout: .milliseconds(20), take)
        // What was not produced meanwhile is not made up for.
        start += ContinuousClock.now - begin
      }
      producer.serveDeliveryReports(timeout: .zero, take)
      while ContinuousClock.now - start < .seconds(1) * (Double(count) / Double(recordsPerSecond)),
        !isStopped.load(ordering: .relaxed)
      {
        producer.serveDeliveryReports(timeout: .milliseconds(5), take)
      }
    }
    guard producer.flush(within: .seconds(300), take) else { throw TestSupportError("The load was not acknowledged.") }
    if let failure { throw TestSupportError(failure) }
  }
}
