import Kafka
import Normalizer

/// Hands events and dead letters to the producer and keeps the ledger of what the brokers have acknowledged.
///
/// Lives on the worker's thread. A failure that ends the worker is kept in `failure`; the caller looks at it between messages.
final class OutputStage {
  let configuration: WorkerConfiguration
  private(set) var producer: Producer
  private var events: OutputTopic
  private var deadLetters: OutputTopic
  private let deadLetterHeaders: DeadLetterHeaders
  /// What the topics take, as far as it is known.
  var limits: TopicLimits
  /// When the topics were asked last.
  var limitsAskedAt = ContinuousClock.now
  /// Set where the producer was made for other limits than those that are known now.
  var needsNewProducer = false
  /// How many outputs were refused when they were sent alone.
  private(set) var refusedAloneCount = 0
  private var maximumDeadLetterByteCount: Int { limits.deadLetterByteCount }
  /// Events that turned out to be too large when they were sent, and became dead letters.
  private(set) var eventsTooLarge = 0
  /// Those of them that were gaps (`--unmatched both`); their one dead letter says too_large.
  private(set) var gapsTooLarge = 0
  let stop: StopSignal
  var firstSeenStop: ContinuousClock.Instant?
  /// A message is open for as long as one before it is not done, also one without outputs; so many take 16 MiB.
  private static let maximumOpenMessages = 1 << 20

  var ledger = Ledger()
  /// Bytes of keys, values and headers that the producer holds, also for partitions that have been given up.
  private(set) var inFlightByteCount = 0
  /// Events and dead letters that it holds.
  private(set) var inFlightOutputs = 0
  private(set) var byteCountOut = 0
  private(set) var acknowledgedOutputs = 0
  var failure: WorkerOutcome?
  /// Messages with an output that was refused as too large along with its batch: each is sent again alone.
  private(set) var oversizedCandidates: [OversizedCandidate] = []
  /// Partitions with records that a broker has refused and may take later; they are read again when all reports are there.
  private(set) var refusedPartitions: Set<Int32> = []
  private var refusal: KafkaError.Code?
  private var refusalPause = RetryPause()
  /// Set where the open transaction cannot be committed.
  private(set) var transactionFailure: TransactionFailure?
  /// Set where the producer is of no use any more; another one takes its place.
  private(set) var fatalError: KafkaError?
  /// What was refused alone; the producer takes nothing after that, so something smaller is sent when it is read again.
  private var refusedRecords: [RecordPlace: RefusedRecord] = [:]
  /// The message whose outputs are sent one by one.
  private var isolatedSlot: Ledger.Slot?
  var refusedAlone = false
  /// A partition's first record that is on its way.
  var opening: FirstRecordInFlight?
  /// How long first records have been waited for.
  var waited = Duration.zero
  /// The message that is not handed over whole, since nothing could wait until a partition took its first record.
  var incompleteSlot: Ledger.Slot?
  /// Serves the group while a message waits in its middle; tells for how much longer it may, nil for as long as it takes.
  var pollWhileBlocked: () -> Duration? = { nil }

  struct OversizedCandidate: Hashable {
    let partition: Int32
    let offset: Int64
  }

  /// A record of a message; `record` is -1 where the message is no batch.
  private struct RecordPlace: Hashable {
    let partition: Int32
    let offset: Int64
    let record: Int
  }

  /// What of a record was refused alone, and so how much of it may be written.
  private struct RefusedRecord {
    var isEventTooLarge = false
    var cut = DeadLetterCut()
  }

  init(
    _ configuration: WorkerConfiguration, producer: Producer, limits: TopicLimits, stop: StopSignal
  ) throws(KafkaError) {
    self.configuration = configuration
    self.producer = producer
    events = OutputTopic(try producer.topic(configuration.output))
    deadLetters = OutputTopic(try producer.topic(configuration.deadLetters))
    deadLetterHeaders = DeadLetterHeaders(configuration: configuration)
    self.limits = limits
    self.stop = stop
  }

  /// Goes on with another producer; the reports of the one before are not waited for.
  func replaceProducer(with new: Producer) throws(KafkaError) {
    events = OutputTopic(try new.topic(configuration.output))
    deadLetters = OutputTopic(try new.topic(configuration.deadLetters))
    producer = new
    inFlightByteCount = 0
    inFlightOutputs = 0
    opening = nil
    fatalError = nil
    transactionFailure = nil
    needsNewProducer = false
  }

  /// Whether as much is waiting for acknowledgement as the configuration allows.
  var isFull: Bool { isProducerFull || ledger.openMessages >= Self.maximumOpenMessages }

  private var isProducerFull: Bool {
    inFlightByteCount >= configuration.maximumInFlightByteCount
      || inFlightOutputs >= configuration.maximumInFlightRecords
  }

  /// Whether so much has been acknowledged that reading may go on after it was suspended.
  var hasRoomAgain: Bool {
    inFlightByteCount <= configuration.maximumInFlightByteCount / 2
      && inFlightOutputs <= configuration.maximumInFlightRecords / 2
      && ledger.openMessages <= Self.maximumOpenMessages / 2
  }

  /// Whether nothing more can be sent for now, so that the message at work is not handed over whole and is read again.
  var isStopped: Bool { failure != nil || transactionFailure != nil || fatalError != nil }

  // MARK: - Sending

  /// Sends what a record became. In a message that is suspected of an output above the topic's limit, each output alone.
  ///
  /// A message may hold very many records, so there is a wait for room before each.
  func send(_ disposition: borrowing Disposition, of message: borrowing Message, slot: Ledger.Slot) {
    guard !isStopped, incompleteSlot != slot else { return }
    if isProducerFull, !wait(in: slot, until: { !isProducerFull }) { return }
    if !refusedRecords.isEmpty, !disposition.event.isEmpty,
      refusedRecords[place(of: disposition, message)]?.isEventTooLarge == true
    {
      sendTooLarge(disposition, of: message, slot: slot)
      return
    }
    switch disposition.outcome {
    case .skipped: break
    case .event: _ = sendEvent(disposition, of: message, slot: slot)
    case .deadLetter(let reason):
      sendDeadLetter(reason, disposition.detail, disposition, of: message, slot: slot, emitted: false)
    case .eventAndDeadLetter:
      // An event that is too large is in a dead letter already, and a second one would tell of an event that nobody wrote.
      guard sendEvent(disposition, of: message, slot: slot) else { return }
      sendDeadLetter(.unmatchedMessage, disposition.detail, disposition, of: message, slot: slot, emitted: true)
    }
  }

  private func place(of disposition: borrowing Disposition, _ message: borrowing Message) -> RecordPlace {
    RecordPlace(partition: message.partition, offset: message.offset, record: disposition.recordIndex ?? -1)
  }

  /// Sends an event, or the dead letter that takes the place of one that is too large; false in the latter case.
  private func sendEvent(
    _ disposition: borrowing Disposition, of message: borrowing Message, slot: Ledger.Slot
  ) -> Bool {
    var headers = copyHeaders(of: message)
    // What says where a record came from is the worker's word alone: readers often take the first header of a name.
    if message.hasHeaders {
      headers.remove(prefix: DeadLetterHeader.prefix)
      if configuration.addsSourceHeaders { headers.remove(prefix: "source.") }
    }
    if configuration.addsSourceHeaders {
      headers.add("source.topic", configuration.input)
      headers.add("source.partition", String(message.partition))
      headers.add("source.offset", String(message.offset))
      if let index = disposition.recordIndex { headers.add("source.record", String(index)) }
    }
    let isAccepted: Bool
    if !disposition.key.isEmpty {
      isAccepted = produceEvent(disposition.event, key: disposition.key, of: message, &headers, slot)
    } else {
      isAccepted = produceEvent(disposition.event, key: message.key, of: message, &headers, slot)
    }
    guard !isAccepted else { return true }
    if !isStopped {
      sendTooLarge(disposition, of: message, slot: slot)
    } else {
      refusedRecords[place(of: disposition, message), default: RefusedRecord()].isEventTooLarge = true
    }
    return false
  }

  /// Measured before it is sent: what the broker would refuse would be refused with its whole batch, behind others of its key.
  private func produceEvent(
    _ event: Span<UInt8>, key: Span<UInt8>?, of message: borrowing Message, _ headers: inout Headers,
    _ slot: Ledger.Slot
  ) -> Bool {
    let byteCount = MessageSize.alone(value: event, key: key, headers: headers)
    if byteCount > limits.outputByteCount { askForOldLimits() }
    guard byteCount <= limits.outputByteCount else { return false }
    let isAccepted = produce(
      to: events, event, key: key, of: message, &headers, slot, keepsTimestamp: configuration.eventTimestamp == .record)
    if !isAccepted, isolatedSlot == slot { limits.learn(refusedEventByteCount: byteCount) }
    return isAccepted
  }

  private func sendTooLarge(_ disposition: borrowing Disposition, of message: borrowing Message, slot: Ledger.Slot) {
    eventsTooLarge += 1
    if disposition.outcome == .eventAndDeadLetter { gapsTooLarge += 1 }
    let detail = "the event has \(disposition.event.count) bytes, more than the topic \(configuration.output) takes"
    sendDeadLetter(.tooLarge, detail, disposition, of: message, slot: slot, emitted: false)
  }

  private func sendDeadLetter(
    _ reason: DeadLetterReason, _ detail: String, _ disposition: borrowing Disposition, of message: borrowing Message,
    slot: Ledger.Slot, emitted: Bool
  ) {
    var cut =
      refusedRecords.isEmpty ? DeadLetterCut() : refusedRecords[place(of: disposition, message)]?.cut ?? DeadLetterCut()
    while !isStopped, incompleteSlot != slot {
      let detail = cut.keepsDetail ? detail : ""
      let keepsOrigin = cut.keepsOrigin
      var headers = copyHeaders(of: message)
      let attempts = DeadLetterHeaders.attempts(in: headers)
      if !keepsOrigin { headers = Headers() }
      func addHeaders(isCut: Bool) {
        var losses: [String] = []
        if isCut { losses.append("the value had \(disposition.record.count) bytes") }
        if !keepsOrigin { losses.append("the key and the headers of the record are left out") }
        deadLetterHeaders.add(
          to: &headers, reason: reason, disposition: disposition, message: message, detail: detail, attempts: attempts,
          emitted: emitted, truncated: losses.isEmpty ? nil : losses.joined(separator: "; "))
      }
      let key = keepsOrigin ? message.key : nil
      addHeaders(isCut: false)
      var room = maximumDeadLetterByteCount - MessageSize.overhead(key: key, headers: headers)
      // The detail goes first, if the value then fits as it is; else the value is cut, and the detail may stay.
      if disposition.record.count > room, !detail.isEmpty,
        disposition.record.count <= room + DeadLetterHeaders.detailByteCount(detail)
      {
        cut.keepsDetail = false
        continue
      }
      let isCut = disposition.record.count > min(room, cut.maximumByteCount)
      if isCut {
        addHeaders(isCut: true)
        room = maximumDeadLetterByteCount - MessageSize.overhead(key: key, headers: headers)
      }
      if room < min(1, disposition.record.count), keepsOrigin {
        // The record's own key and headers are too large; with them the worker would never get past this record.
        cut.keepsOrigin = false
        continue
      }
      let byteCount = max(1, min(room, cut.maximumByteCount, disposition.record.count))
      // The record that is null has no bytes to write, and stays null.
      let value = disposition.record.extracting(0..<min(byteCount, disposition.record.count))
      let isNull = message.value == nil
      if produce(
        to: deadLetters, isNull ? nil : value, key: key, of: message, &headers, slot,
        keepsTimestamp: false)
      {
        return
      }
      // The topic takes less than it said at the start.
      guard cut.shrink(hasDetail: !detail.isEmpty, byteCount: byteCount) else {
        failure = .refused(
          "The topic \(configuration.deadLetters) takes no dead letter at all: raise its max.message.bytes.")
        return
      }
      // All is read and sent again, and this record so much smaller.
      if isStopped {
        refusedRecords[place(of: disposition, message), default: RefusedRecord()].cut = cut
      }
    }
  }

  private func copyHeaders(of message: borrowing Message) -> Headers {
    guard message.hasHeaders else { return Headers() }
    // Headers whose bytes make no sense cannot be copied; the record's value is worth more than they are.
    do { return try message.copyHeaders() } catch { return Headers() }
  }

  /// Hands one output to the producer, waiting while its queue is full; false if the output is too large for the topic.
  ///
  /// After a failure nothing is handed over, and `failure` says so.
  private func produce(
    to destination: OutputTopic, _ value: Span<UInt8>?, key: Span<UInt8>?, of message: borrowing Message,
    _ headers: inout Headers, _ slot: Ledger.Slot, keepsTimestamp: Bool = true
  ) -> Bool {
    // Kafka writes the present time for 0. A dead letter gets it: retention would delete an old one at once.
    let timestamp = keepsTimestamp ? message.timestampMilliseconds ?? 0 : 0
    let headerByteCount = headers.byteCount
    while !isStopped, incompleteSlot != slot {
      switch producer.produce(
        to: destination.topic, value: value, key: key, timestampMilliseconds: timestamp, headers: &headers,
        opaque: UInt(slot.rawValue))
      {
      case .queued:
        let byteCount = (value?.count ?? 0) + (key?.count ?? 0)
        inFlightByteCount += byteCount + headerByteCount
        inFlightOutputs += 1
        byteCountOut += byteCount
        ledger.addOutput(slot)
        // Records without a key have no order, and those of a transaction that are refused take the others with them.
        if key != nil, configuration.transactions == nil, destination.isFirst() {
          opening = FirstRecordInFlight(
            destination: destination, partition: destination.topic.lastPartition, slot: slot)
          if isolatedSlot != slot { waitForFirst(of: slot) }
        }
        return isolatedSlot == slot ? waitForIsolatedDelivery(of: slot) : true
      case .queueFull:
        let count = inFlightOutputs
        _ = wait(in: slot, until: { inFlightOutputs < count })
      case .failed(let error):
        if error.code.meaning == .belongsToRecord { return false }
        if error.isFatal {
          fail(fatal: producer.fatalError ?? error)
          return true
        }
        if configuration.transactions != nil {
          fail(TransactionFailure(error))
          return true
        }
        failure = WorkerOutcome.caused(by: error.code, "Writing to the topic \(destination.topic.name)")
      }
    }
    return true
  }

  // MARK: - Reports

  /// Takes in delivery reports, waiting for the first at most for `timeout`.
  func serveReports(timeout: Duration) {
    // A producer that has failed puts back what a broker refuses after that, and would never report it.
    if fatalError != nil, configuration.transactions == nil, inFlightOutputs > 0 { dropUnsent() }
    producer.serveDeliveryReports(timeout: timeout) { take($0) }
    let now = ContinuousClock.now
    events.forgetOld(now: now)
    deadLetters.forgetOld(now: now)
    guard failure == nil, fatalError == nil, let fatal = producer.fatalError else { return }
    fail(fatal: fatal)
  }

  /// Notes that the producer is of no use any more, and its transaction with it.
  func fail(fatal error: KafkaError) {
    if configuration.transactions == nil, case .endsWorker = error.code.meaning {
      failure = failure ?? .caused(by: error)
      return
    }
    fatalError = fatalError ?? error
    if configuration.transactions != nil { fail(TransactionFailure(error)) }
  }

  /// Takes one delivery report in.
  func take(_ report: borrowing DeliveryReport) {
    inFlightByteCount -= report.valueByteCount + report.keyByteCount + report.headerByteCount
    inFlightOutputs -= 1
    if let opening, opening.isOf(report) {
      if report.error == nil, !report.isInferred { opening.destination.open(report.partition) }
      self.opening = nil
    }
    let slot = Ledger.Slot(rawValue: UInt64(report.opaque))
    guard let error = report.isInferred ? .outOfOrderSequence : report.error else {
      acknowledgedOutputs += 1
      ledger.acknowledge(slot)
      return
    }
    let partition = ledger.place(of: slot)?.partition
    let meaning = error.meaning
    if meaning == .belongsToRecord { takeTooLarge(slot) } else { ledger.fail(slot) }
    if configuration.transactions != nil {
      fail(TransactionFailure(error, writingTo: report.topic))
      return
    }
    switch meaning {
    // librdkafka retries most of these itself, and hands the rest out as final (NETWORK_EXCEPTION for one).
    case .healsByWaiting, .healsByRepeating: refuse(partition, error)
    case .belongsToRecord: break
    case .endsWorker: failure = failure ?? .caused(by: error, "Writing to the topic \(report.topic)")
    }
  }

  /// Notes why the transaction cannot be committed: the first cause, in the words of a record's report if there is one.
  ///
  /// A call may fail for a record's error before that record's report is there. What only follows from others gives way to them.
  func fail(_ new: TransactionFailure) {
    guard let known = transactionFailure else {
      transactionFailure = new
      return
    }
    let isSaidBetter = new.isOfRecord && !known.isOfRecord && new.code == known.code
    if isSaidBetter || known.isConsequence && !new.isConsequence { transactionFailure = new }
  }

  func refuse(_ partition: Int32?, _ error: KafkaError.Code) {
    guard let partition else { return }
    if refusedPartitions.isEmpty {
      refusal = error
      // What follows from a batch that is too large is sent again as soon as it is known how.
      if oversizedCandidates.isEmpty { refusalPause.begin() }
    }
    refusedPartitions.insert(partition)
  }

  /// Refuses what is open although nothing of it is on its way any more, so that it is read again whatever went wrong.
  func refuseForgotten() {
    guard ledger.openMessages > 0, ledger.outstandingOutputs == 0, oversizedCandidates.isEmpty,
      refusedPartitions.isEmpty
    else {
      return
    }
    for partition in ledger.assignedPartitions where !ledger.isDrained(partition) {
      refuse(partition, .purgedFromQueue)
    }
  }

  /// Whether something was refused that is read and sent again; nothing is sent before it.
  var hasRefused: Bool { !oversizedCandidates.isEmpty || !refusedPartitions.isEmpty || fatalError != nil }

  /// Whether the pause after a refusal is over.
  var mayTryAgain: Bool { !oversizedCandidates.isEmpty || refusedPartitions.isEmpty || refusalPause.isOver }

  /// Why a broker has refused records for the moment, the first that was told; forgotten here, with their partitions.
  func takeRefusal() -> KafkaError.Code? {
    defer {
      refusedPartitions = []
      refusal = nil
    }
    return refusal
  }

  /// Takes back what the producer has not sent; its reports make the records' partitions refused ones.
  func dropUnsent() {
    do throws(KafkaError) { try producer.purge(includingInFlight: false) } catch { fail(fatal: error) }
  }

  private func takeTooLarge(_ slot: Ledger.Slot) {
    if slot == isolatedSlot {
      refusedAlone = true
      refusedAloneCount += 1
    }
    // What was refused alone is sent alone again, in what form the refusal has left.
    if let place = ledger.place(of: slot) {
      oversizedCandidates.append(OversizedCandidate(partition: place.partition, offset: place.offset))
    }
    ledger.fail(slot)
  }

  func takeWaited() -> Duration {
    defer { waited = .zero }
    return waited
  }

  /// Forgets what was wrong with the transaction that has been aborted.
  func forgetTransaction() { transactionFailure = nil }

  /// Forgets what was refused of records that are committed.
  func forgetWritten() {
    guard !refusedRecords.isEmpty else { return }
    refusedRecords = refusedRecords.filter { place, _ in
      ledger.nextOffset(of: place.partition).map { place.offset >= $0 } ?? true
    }
  }

  // MARK: - Outputs above the topic's limit

  /// From here each output of the message is sent alone and waited for, since librdkafka reports one that is too large for
  /// its whole batch.
  func beginIsolation(of slot: Ledger.Slot) {
    if wait(in: slot, until: { ledger.outstandingOutputs == 0 }) { isolatedSlot = slot }
  }

  func endIsolation() { isolatedSlot = nil }

  func takeOversizedCandidates() -> Set<OversizedCandidate> {
    defer { oversizedCandidates = [] }
    return Set(oversizedCandidates)
  }

  /// Stops following a partition: its reports that are still to come change nothing.
  func forget(_ partition: Int32) {
    ledger.revoke(partition)
    oversizedCandidates.removeAll { $0.partition == partition }
    refusedPartitions.remove(partition)
    if !refusedRecords.isEmpty { refusedRecords = refusedRecords.filter { $0.key.partition != partition } }
  }

  // MARK: - End

  /// What the producer has to tell besides reports.
  func takeEvents() -> [ClientEvent] { producer.takeEvents().events }

  func close(within limit: Duration) -> Bool { producer.close(within: limit) }
}
