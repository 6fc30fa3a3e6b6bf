import Kafka

/// What is written for one dead letter.
struct RedriveOutput {
  var value: [UInt8]?
  var key: [UInt8]?
  /// Milliseconds since 1970; 0 is the present time.
  var milliseconds: Int64 = 0
  var headers: [(name: String, value: [UInt8]?)]
}

/// Writes what a redrive sends, and tells what the brokers refuse of it for good.
final class RedriveSender {
  private let access: KafkaAccess
  private let topicName: String
  private let producer: Producer
  private let topic: ProducerTopic
  private var letters: [(letter: DeadLetter, outputs: [RedriveOutput])] = []
  /// By the letter's place: the first error that concerns it and not the brokers.
  private var refusals: [Int: KafkaError.Code] = [:]
  private var failure: KafkaError.Code?

  init(to topicName: String, access: KafkaAccess) throws(OperationFailure) {
    self.access = access
    self.topicName = topicName
    var properties = access.properties
    properties.set("enable.idempotence", to: "true")
    properties.set("acks", to: "all")
    properties.set("allow.auto.create.topics", to: "false")
    properties.set("linger.ms", to: "5")
    // A dead letter is at most as large as its topic takes; the other topic's answer counts and not a default of ours.
    properties.setDefault("message.max.bytes", to: "67108864")
    properties.set("message.timeout.ms", to: "\(max(1000, access.timeout.components.seconds * 1000))")
    let producer: Producer
    do throws(KafkaError) {
      producer = try Producer(configuration: properties, tokenProvider: access.tokenProvider)
    } catch {
      throw OperationFailure.usage("\(error)")
    }
    self.producer = producer
    topic = try access.ask(producer) { () throws(KafkaError) in try producer.topic(topicName) }
  }

  func close() { _ = producer.close(within: KafkaAccess.closeLimit) }

  /// Hands a letter over.
  func send(_ letter: DeadLetter, _ outputs: [RedriveOutput]) throws(OperationFailure) {
    letters.append((letter, outputs))
    try produce(letters.count - 1)
  }

  /// Waits for all acknowledgements; what was refused with others is sent once more on its own.
  ///
  /// - Returns: the letters that were handed over, with the name of the error of those that the topic does not take.
  func settle() throws(OperationFailure) -> [(DeadLetter, refusal: String?)] {
    try flush()
    // A broker refuses a batch as a whole: who is to blame shows only alone.
    for index in refusals.keys.sorted() {
      refusals[index] = nil
      try produce(index)
      try flush()
    }
    defer {
      letters.removeAll(keepingCapacity: true)
      refusals.removeAll()
    }
    return letters.enumerated().map { index, entry in (entry.letter, refusals[index].map(Self.words)) }
  }

  private func produce(_ index: Int) throws(OperationFailure) {
    for output in letters[index].outputs {
      var headers = Headers()
      for header in output.headers { headers.add(header.name, header.value?.span) }
      var isQueued = false
      while !isQueued {
        switch producer.produce(
          to: topic, value: output.value?.span, key: output.key?.span, timestampMilliseconds: output.milliseconds,
          headers: &headers, opaque: UInt(index))
        {
        case .queued: isQueued = true
        case .queueFull: serve(timeout: .milliseconds(100))
        case .failed(let error):
          guard Self.concernsOneRecord(error.code) else { throw OperationFailure(error) }
          refusals[index] = error.code
          isQueued = true
        }
      }
    }
  }

  private func serve(timeout: Duration) {
    producer.serveDeliveryReports(timeout: timeout) { delivery in take(delivery) }
  }

  private func take(_ delivery: borrowing DeliveryReport) {
    guard let error = delivery.isInferred ? .outOfOrderSequence : delivery.error else { return }
    if Self.concernsOneRecord(error) {
      refusals[Int(clamping: delivery.opaque)] = error
    } else {
      failure = failure ?? error
    }
  }

  private func flush() throws(OperationFailure) {
    let isComplete = producer.flush(within: access.timeout + .seconds(5)) { delivery in take(delivery) }
    let next = "What was acknowledged before is committed; the same command goes on from there."
    if let failure {
      throw OperationFailure(
        "The topic \(topicName) did not take a record: \(failure.text) (\(failure.name)). \(next)",
        exitCode: OperationFailure(KafkaError(operation: "", code: failure)).exitCode)
    }
    guard isComplete else { throw .broker("No acknowledgement from \(topicName) in time. \(next)") }
  }

  /// Whether a broker means this record (or its batch) and would take others.
  private static func concernsOneRecord(_ code: KafkaError.Code) -> Bool {
    [.messageTooLarge, .recordListTooLarge, .invalidTimestamp, .invalidRecord, .invalidMessage].contains(code)
  }

  private static func words(_ code: KafkaError.Code) -> String {
    switch code {
    case .messageTooLarge, .recordListTooLarge: "too large for the topic (max.message.bytes)"
    case .invalidTimestamp: "time out of the topic's range (message.timestamp.*)"
    default: "\(code.text) (\(code.name))"
    }
  }

  /// Waits as long as the rate asks for, taking acknowledgements meanwhile.
  func keepRate(_ rate: Int?, sentCount: Int, since begin: ContinuousClock.Instant) {
    guard let rate, rate > 0 else { return }
    let due = begin + .nanoseconds(Int64(sentCount) * (1_000_000_000 / Int64(rate)))
    while ContinuousClock.now < due { serve(timeout: min(.milliseconds(100), due - .now)) }
  }
}
