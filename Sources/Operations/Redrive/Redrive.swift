import Kafka
public import Patterns

/// Sends dead letters on their way again.
///
/// At least once: what was acknowledged is committed under the redrive's own group, and a run that was ended goes on behind
/// it. While one runs, another of the same group is refused (`GroupClaim`). It ends where the topic ended when it began, so it never meets what it has sent itself.
public final class Redrive {
  private let request: RedriveRequest
  private let access: KafkaAccess
  private let topic: String
  private let catalogue: Catalogue
  private var report = RedriveReport()
  private var failure: KafkaError.Code?
  private var unacknowledged = 0

  /// After so many records, or so long, acknowledgements are awaited and the place is committed: what a crash repeats.
  private static let batchSize = 500
  private static let commitInterval = Duration.seconds(1)

  /// - Parameter topic: the dead-letter topic.
  public init(_ request: RedriveRequest, of topic: String, access: KafkaAccess, catalogue: Catalogue) {
    self.request = request
    self.topic = topic
    self.access = access
    self.catalogue = catalogue
  }

  /// Does it, or in a dry run counts what it would do.
  ///
  /// - Parameters:
  ///   - shouldStop: asked before each record.
  ///   - progress: how many dead letters were looked at, of how many.
  public func run(
    shouldStop: () -> Bool, progress: (_ done: Int, _ total: Int) -> Void
  ) throws(OperationFailure) -> RedriveReport {
    report.isExecuted = request.isExecuted
    report.group = request.group
    if case .output = request.target { report.isDirect = true }
    guard request.target.topic != topic else {
      throw .usage("A redrive cannot send to the topic \(topic) that it reads.")
    }
    let scan = try TopicScan(
      topic, range: request.range, partition: request.filter.partition, group: request.group,
      claims: request.isExecuted && request.claimsGroup, access: access)
    defer { scan.close() }
    report.passedBefore = scan.passedBefore
    // A topic that is missing is refused before anything is read.
    _ = try access.partitions(of: request.target.topic, scan.consumer)
    let producer = request.isExecuted ? try makeProducer() : nil
    defer { _ = producer?.close(within: KafkaAccess.closeLimit) }
    let target = try producer.map { producer throws(OperationFailure) in
      try access.ask(producer) { () throws(KafkaError) in try producer.topic(request.target.topic) }
    }
    let total = scan.total
    let begin = ContinuousClock.now
    var lastCommit = begin
    scan.claim?.willGiveUp = { [unowned self] () throws(OperationFailure) in
      guard let producer else { return }
      try settle(producer)
      try commit(scan)
    }
    var healing = Healing(options: request.options, sourceTopic: "", catalogue: catalogue)
    var sourceTopic = ""
    let isComplete = try scan.run(
      progress: { progress($0, total) },
      each: { message throws(OperationFailure) in
        if shouldStop() { return false }
        let letter = DeadLetter(message, copiesBytes: true)
        report.examined += 1
        if letter.sourceTopic != sourceTopic {
          sourceTopic = letter.sourceTopic
          healing = Healing(options: request.options, sourceTopic: sourceTopic, catalogue: catalogue)
        }
        guard wants(letter, &healing) else { return true }
        guard let producer, let target else {
          report.sent += 1
          return true
        }
        try send(letter, to: target, producer, &healing)
        report.sent += 1
        if unacknowledged >= Self.batchSize || .now - lastCommit >= Self.commitInterval {
          try settle(producer)
          // What stands before this record; this one is committed with the next.
          try commit(scan)
          lastCommit = .now
        }
        try keepRate(since: begin, producer)
        return true
      })
    if let producer {
      try settle(producer)
      try commit(scan)
    }
    report.isStopped = !isComplete
    return report
  }

  // MARK: - Choosing

  private func wants(_ letter: DeadLetter, _ healing: inout Healing) -> Bool {
    guard request.filter.wants(letter) else { return false }
    report.wanted += 1
    if letter.truncation != nil {
      report.leftAsTruncated += 1
      return false
    }
    if letter.isEmitted, !request.includesEmitted {
      report.leftAsEmitted += 1
      return false
    }
    if letter.attempts >= request.attemptLimit {
      report.leftForAttempts += 1
      return false
    }
    switch healing.verdict(letter) {
    case .healed:
      report.healed += 1
      return true
    case .dead(let reason):
      report.stillDead[reason, default: 0] += 1
      guard !request.onlyHealed, !report.isDirect else {
        report.leftAsDead += 1
        return false
      }
      return true
    }
  }

  // MARK: - Sending

  private func makeProducer() throws(OperationFailure) -> Producer {
    var properties = access.properties
    properties.set("enable.idempotence", to: "true")
    properties.set("acks", to: "all")
    properties.set("allow.auto.create.topics", to: "false")
    properties.set("linger.ms", to: "5")
    // A dead letter is at most as large as its topic takes; the other topic's answer counts and not a default of ours.
    properties.setDefault("message.max.bytes", to: "67108864")
    properties.set("message.timeout.ms", to: "\(max(1000, access.timeout.components.seconds * 1000))")
    do throws(KafkaError) {
      return try Producer(configuration: properties, tokenProvider: access.tokenProvider)
    } catch {
      throw OperationFailure.usage("\(error)")
    }
  }

  private func send(
    _ letter: DeadLetter, to target: ProducerTopic, _ producer: Producer, _ healing: inout Healing
  ) throws(OperationFailure) {
    guard report.isDirect else {
      // The present time: with the old one the topic's retention could delete the record before it is read.
      try produce(
        letter.value, key: letter.key, letter, attempts: letter.attempts + 1, timestamp: 0, to: target, producer)
      return
    }
    for event in healing.events(letter) {
      let key = event.key.isEmpty ? letter.key : event.key
      try produce(
        event.bytes, key: key, letter, attempts: nil, timestamp: letter.sourceMilliseconds ?? 0, to: target, producer)
    }
  }

  private func produce(
    _ value: [UInt8]?, key: [UInt8]?, _ letter: DeadLetter, attempts: Int?, timestamp: Int64, to target: ProducerTopic,
    _ producer: Producer
  ) throws(OperationFailure) {
    var headers = Headers()
    for header in letter.otherHeaders { headers.add(header.name, header.value?.span) }
    if let attempts { headers.add("dead_letter.attempts", String(attempts)) }
    while true {
      switch producer.produce(
        to: target, value: value?.span, key: key?.span, timestampMilliseconds: timestamp, headers: &headers, opaque: 1)
      {
      case .queued:
        unacknowledged += 1
        return
      case .queueFull: serve(producer, timeout: .milliseconds(100))
      case .failed(let error): throw OperationFailure(error)
      }
    }
  }

  private func serve(_ producer: Producer, timeout: Duration) {
    producer.serveDeliveryReports(timeout: timeout) { delivery in take(delivery) }
  }

  private func take(_ delivery: borrowing DeliveryReport) {
    unacknowledged -= 1
    failure = failure ?? (delivery.isPresumed ? .outOfOrderSequence : delivery.error)
  }

  /// Waits until everything is acknowledged.
  private func settle(_ producer: Producer) throws(OperationFailure) {
    let isComplete = producer.flush(within: access.timeout + .seconds(5)) { delivery in take(delivery) }
    let next = "What was acknowledged before is committed; the same command goes on from there."
    if let failure {
      throw OperationFailure(
        "The topic \(request.target.topic) did not take a record: \(failure.text) (\(failure.name)). \(next)",
        exitCode: OperationFailure(KafkaError(operation: "", code: failure)).exitCode)
    }
    guard isComplete else { throw .broker("No acknowledgement from \(request.target.topic) in time. \(next)") }
  }

  private func commit(_ scan: TopicScan) throws(OperationFailure) {
    let offsets = scan.reached
    guard !offsets.isEmpty else { return }
    let results = try access.ask(scan.consumer) { () throws(KafkaError) in try scan.consumer.commit(offsets) }
    if let code = results.compactMap(\.error).first {
      throw OperationFailure(
        KafkaError(operation: "Committing the progress of the group \(request.group)", code: code, topic: topic))
    }
  }

  /// Waits as long as the rate asks for, taking acknowledgements meanwhile.
  private func keepRate(since begin: ContinuousClock.Instant, _ producer: Producer) throws(OperationFailure) {
    guard let rate = request.rate, rate > 0 else { return }
    let due = begin + .nanoseconds(Int64(report.sent) * (1_000_000_000 / Int64(rate)))
    while ContinuousClock.now < due {
      serve(producer, timeout: min(.milliseconds(100), due - .now))
    }
  }
}
