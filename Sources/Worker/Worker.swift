public import Kafka
public import Logging
import Normalizer
public import Patterns
import Synchronization

/// Reads raw records, writes events and dead letters, and commits what the brokers have acknowledged: at least once, in order.
///
/// `run` does all work on the thread that calls it; nothing else of a worker is used from another thread but its stop signal
/// and `counts`. Each round serves the delivery reports before it takes new work, so that acknowledgements go first.
public final class Worker {
  let configuration: WorkerConfiguration
  let logger: Logger
  let stop: StopSignal
  private let published = Mutex(WorkerCounts())
  private let onProgress: (@Sendable (WorkerCounts) -> Void)?
  let watch: WorkerStatus?
  /// Whether the group has answered with an assignment since it last went on without this worker.
  private(set) var isMember = false
  var sampler: LatencySampler?
  /// Where the partitions stood when that was last told.
  var lookout: IdlePartitionProbe?

  private(set) var normalizer: Normalizer
  let input: InputStage
  let output: OutputStage
  private var limit: DeadLetterLimit
  var counts = WorkerCounts()
  var outcome: WorkerOutcome?
  /// The open transaction, where events and offsets are committed together.
  var transaction: OpenTransaction?
  /// Records to be sent alone when they are read again; see `OutputStage.oversizedCandidates`.
  var isolation = Isolation()
  /// A rebalance that the last poll has brought, and that waits until the poll's records are worked on.
  var pendingRebalance: Rebalance?
  /// Set where a dead-letter limit was passed and the worker rests for it.
  var pause: DeadLetterPause?
  /// What keeps the worker from reading besides brokers and a slow output; for readiness.
  var blockedReason: String?
  /// How many messages had been taken in when the last transaction was committed.
  var messagesAtCommit = 0
  /// What is known of transactions that were not committed.
  var aborts = AbortHistory()
  /// The producer that took another one's place, if one did.
  var replacement: ProducerReplacement?
  /// What the brokers have confirmed as committed.
  var committedOffsets: [Int32: Int64] = [:]
  /// A refusal that is asked about again before it ends the worker.
  var suspicion: Suspicion?
  let clientErrors = LogThrottle(every: .seconds(10))
  let waitingForCoordinator = LogThrottle(every: .seconds(30))
  /// Apart from the others and from each other, so that none of the two hides what the other one says.
  let missingTokens = LogThrottle(every: .seconds(10))
  let refusedTokens = LogThrottle(every: .seconds(10))
  /// When a renewal of the token failed last; nil if the last one did not.
  var lastTokenFailure: ContinuousClock.Instant?
  /// The first and the last time that a broker refused the token, of a row of refusals; nil if none did.
  var tokenRefusals: (first: ContinuousClock.Instant, last: ContinuousClock.Instant)?
  /// Longer than the ten seconds and the attempts of a renewal, after which a failure would have come again.
  static let tokenFailureMemory = Duration.seconds(60)

  /// How long the group's business may wait while the output is full; then fetching is suspended and polling goes on.
  private static let patience = Duration.seconds(2)
  /// Enough to keep the call cheap, few enough that acknowledgements are served often.
  private static let batchCapacity = 1000
  private static let pollTimeout = Duration.milliseconds(5)
  private static let idlePollTimeout = Duration.milliseconds(50)

  /// - Parameters:
  ///   - limits: what the topics take, as `TopicCheck` found it.
  ///   - onProgress: called on the worker's thread after a round in which something happened.
  ///   - watch: gets to know more than the counts, and makes the worker measure it.
  public init(
    _ configuration: WorkerConfiguration, catalogue: Catalogue, limits: TopicLimits, logger: Logger, stop: StopSignal,
    onProgress: (@Sendable (WorkerCounts) -> Void)? = nil, watch: WorkerStatus? = nil
  ) throws(KafkaError) {
    self.configuration = configuration
    self.logger = logger
    self.stop = stop
    self.onProgress = onProgress
    self.watch = watch
    sampler = watch.map { _ in LatencySampler() }
    lookout = configuration.stallTimeout.map {
      IdlePartitionProbe(stallTimeout: $0, commitInterval: configuration.commitInterval)
    }
    var options = configuration.normalizer
    options.inputTopic = configuration.input
    options.maximumEventByteCount = min(options.maximumEventByteCount, limits.maximumEventByteCount)
    normalizer = Normalizer(options: options, catalogue: catalogue)
    limit = DeadLetterLimit(configuration.deadLetterLimit)
    output = try OutputStage(
      configuration, producer: Self.producer(configuration, limits, logger), limits: limits, stop: stop)
    let consumer = try Consumer(
      configuration: ClientProperties.consumer(configuration), log: LibrdkafkaLog(logger).handler,
      tokenProvider: configuration.tokenProvider)
    input = InputStage(configuration, consumer: consumer, logger: logger)
    output.pollWhileBlocked = { [unowned self] in pollWhileBlocked() }
  }

  private static func producer(
    _ configuration: WorkerConfiguration, _ limits: TopicLimits, _ logger: Logger
  ) throws(KafkaError) -> Producer {
    try Producer(
      configuration: ClientProperties.producer(configuration, limits: limits), log: LibrdkafkaLog(logger).handler,
      tokenProvider: configuration.tokenProvider)
  }

  func makeProducer() throws(KafkaError) -> Producer { try Self.producer(configuration, output.limits, logger) }

  /// What the worker has done by now; callable from any thread.
  public var snapshot: WorkerCounts { published.withLock { $0 } }

  /// Works until the stop signal comes or nothing can be done any more; then drains, commits and closes.
  public func run() -> WorkerOutcome {
    do throws(KafkaError) {
      guard configuration.transactions == nil || prepareTransactions() else { return shutDown() }
      try input.consumer.subscribe(to: [configuration.input])
      logger.info(
        "joining the group", metadata: ["group": "\(configuration.group)", "topic": "\(configuration.input)"])
      try work()
    } catch {
      outcome = outcome ?? .caused(by: error)
    }
    return shutDown()
  }

  // MARK: - Rounds

  private func work() throws(KafkaError) {
    var batch = MessageBatch(capacity: Self.batchCapacity)
    var progress = ProgressTimer(every: configuration.progressInterval)
    while !stop.isRequested, outcome == nil {
      output.serveReports(timeout: .zero)
      try settle()
      guard outcome == nil else { break }
      try yieldToOutput()
      // With nothing in flight there is nothing to come back for but a record, which ends the wait.
      let isIdle = output.ledger.outstandingOutputs == 0 || output.isFull
      input.poll(into: &batch, timeout: isIdle ? Self.idlePollTimeout : Self.pollTimeout)
      pendingRebalance = input.takeRebalance()
      // What cannot be read must be known before the records that follow it are worked on.
      takeEvents()
      try process(&batch)
      batch.removeAll()
      try takeRebalances()
      takeEvents()
      publish()
      if progress.isDue { logProgress(since: &progress) }
    }
  }

  /// Stores what has been acknowledged and takes care of what has been refused.
  private func settle() throws(KafkaError) {
    pauseWhereMarked()
    guard pause == nil else {
      try settlePause()
      outcome = outcome ?? output.failure
      return
    }
    if configuration.transactions != nil {
      _ = try settleTransaction()
      outcome = outcome ?? output.failure
      return
    }
    input.commitSetBack()
    // A partition that is not assigned for the moment takes no offset; what has advanced waits until it is again.
    if !input.isSuspended, isSureOfTopic() {
      let advanced = output.ledger.takeAdvanced()
      if !advanced.isEmpty {
        try input.store(advanced)
        output.forgetWritten()
      }
    }
    outcome = outcome ?? output.failure
    output.refuseForgotten()
    guard outcome == nil, output.hasRefused else {
      if output.needsNewProducer { try renewWhenDrained() }
      return
    }
    // What is on its way is waited for, so that as little as possible is done twice.
    if output.ledger.outstandingOutputs > 0 {
      try input.suspend()
      // What has not been sent must not be written before the records that were refused.
      output.dropUnsent()
    } else if output.mayTryAgain {
      try rewindToUnwritten()
    }
  }

  private func renewWhenDrained() throws(KafkaError) {
    guard outcome == nil else { return }
    if output.ledger.outstandingOutputs > 0 { try input.suspend() } else { try renewProducer() }
  }

  /// Lets the output catch up before more is read; if that lasts, stops fetching but goes on polling.
  private func yieldToOutput() throws(KafkaError) {
    blockedReason = pause?.blockedReason ?? transactionBlockedReason
    guard mayOpenTransaction, pause == nil else { return }
    if input.awaitsCommitted {
      try input.resumeFromCommitted()
      if input.awaitsCommitted {
        blockedReason = "the group's coordinator does not tell the committed offsets"
        return
      }
    }
    if input.isSuspended, output.hasRoomAgain, !output.hasRefused, !output.needsNewProducer, transaction?.isOpen ?? true
    {
      try input.resume()
      logger.info("the output takes records again; reading goes on")
    }
    if output.isFull, !input.isSuspended, !waitForRoom() { try suspend() }
  }

  func suspend() throws(KafkaError) {
    guard !input.isSuspended else { return }
    try input.suspend()
    guard input.isSuspended else { return }
    counts.suspensions += 1
    logger.warning(
      "the output is slower than the input; reading waits",
      metadata: [
        "inFlightBytes": "\(output.inFlightByteCount)", "inFlightRecords": "\(output.inFlightOutputs)",
      ])
  }

  /// Serves reports until there is room; false if the group's business has waited long enough.
  private func waitForRoom() -> Bool {
    let start = ContinuousClock.now
    defer { counts.backPressure += .now - start }
    while output.isFull, !output.isStopped, !stop.isRequested {
      guard .now - start < Self.patience else { return false }
      output.serveReports(timeout: .milliseconds(50))
    }
    return true
  }

  private func process(_ batch: inout MessageBatch) throws(KafkaError) {
    pauseWhereMarked()
    switch pendingRebalance?.kind {
    case .lost, .failed:
      try suspend()
      return
    case .assign, .revoke, nil: break
    }
    for index in 0..<batch.count {
      if output.isFull, !waitForRoom() {
        // The rest of the batch is read again, here when there is room or by the partitions' next owner.
        try suspend()
        return
      }
      guard output.failure == nil, outcome == nil, pause == nil, !stop.isRequested else { return }
      if configuration.transactions == nil, output.hasRefused {
        try input.suspend()
        return
      }
      // Unless the transaction was committed, the rest of the batch is read again.
      if configuration.transactions != nil, try !settleTransaction() { return }
      process(batch[index], isSampled: index & LatencySampler.strideMask == 0)
    }
  }

  private func process(_ message: borrowing Message, isSampled: Bool) {
    if configuration.transactions != nil, !beginTransaction() { return }
    guard output.ledger.isAssigned(message.partition) else {
      // Fetched before the partition was given up and handed out after; its new owner reads it.
      counts.messagesOfRevokedPartitions += 1
      return
    }
    if input.takes(partition: message.partition, offset: message.offset) {
      // What is on its way came from records that are no longer there; it must not be taken for these.
      forget(message.partition)
      output.ledger.assign(message.partition)
      committedOffsets[message.partition] = nil
    }
    guard let slot = output.ledger.begin(partition: message.partition, offset: message.offset) else { return }
    transaction?.messages += 1
    counts.messages += 1
    counts.byteCountIn += message.value?.count ?? 0
    let suspect = OutputStage.OversizedCandidate(partition: message.partition, offset: message.offset)
    let isIsolated = isolate(suspect)
    if isIsolated { output.beginIsolation(of: slot) }
    let origin = RecordOrigin(
      partition: message.partition, offset: message.offset,
      timestampMilliseconds: DeadLetterHeaders.recordTime(of: message), hasKey: message.key != nil)
    // What is read again after a rewind or an abort was counted when it was read first.
    let isCounted = limit.isOff || limit.hasCounted(partition: message.partition, offset: message.offset)
    normalizer.normalize(message.value, from: origin) { disposition in
      let tooLarge = output.eventsTooLarge
      output.send(disposition, of: message, slot: slot)
      guard !isCounted else { return }
      let isDeadLetter =
        switch disposition.outcome {
        case .deadLetter, .eventAndDeadLetter: true
        case .event, .skipped: output.eventsTooLarge > tooLarge
        }
      if let passed = limit.record(partition: message.partition, isDeadLetter: isDeadLetter) {
        stop(atDeadLetterLimit: passed, partition: message.partition)
      }
    }
    if isIsolated {
      output.endIsolation()
      judgeBatch()
    }
    // A message that was not handed over whole stays open, or its offset would be committed.
    guard !output.isStopped, output.incompleteSlot != slot else { return }
    limit.endMessage(partition: message.partition, offset: message.offset)
    if isSampled { sampler?.begin(slot, timestampMilliseconds: message.timestampMilliseconds) }
    output.ledger.end(slot)
  }

  // MARK: - Records that were not written

  /// Reads partitions again from their first message that is not done: each suspect is sent alone then, what a broker refused
  /// for the moment as before.
  ///
  /// With nothing on its way, a message that is not done was refused, or not handed over whole.
  private func rewindToUnwritten() throws(KafkaError) {
    let oversizedCandidates = output.takeOversizedCandidates()
    learn(from: oversizedCandidates)
    if let refused = output.takeRefusal(), oversizedCandidates.isEmpty {
      logger.notice(
        "a broker did not take records that it may take later; they are read and sent again",
        metadata: ["error": "\(refused.text)"])
    }
    var offsets: [Int32: Int64] = [:]
    for partition in output.ledger.assignedPartitions where !output.ledger.isDrained(partition) {
      offsets[partition] = output.ledger.restart(partition)
    }
    counts.rewinds += 1
    if output.needsNewProducer || output.fatalError != nil { try renewProducer() }
    try input.rewind(to: offsets)
  }

  // MARK: - The group

  private func takeRebalances() throws(KafkaError) {
    while let rebalance = pendingRebalance ?? input.takeRebalance() {
      pendingRebalance = nil
      counts.rebalances += 1
      let partitions = rebalance.partitions.map { String($0.partition) }.joined(separator: ",")
      switch rebalance.kind {
      case .assign:
        isMember = true
        for partition in rebalance.partitions { output.ledger.assign(partition.partition) }
        for partition in rebalance.partitions { committedOffsets[partition.partition] = nil }
        try input.take(rebalance)
        logger.info(
          "partitions assigned", metadata: ["topic": "\(configuration.input)", "partitions": "\(partitions)"])
      case .revoke:
        revoke(rebalance.partitions.map(\.partition))
        aborts.forgetMessages()
        try input.give(up: rebalance)
        logger.info(
          "partitions given up", metadata: ["topic": "\(configuration.input)", "partitions": "\(partitions)"])
      case .lost:
        isMember = false
        // What was written for them must not be committed: they may have another owner by now.
        transaction?.requestAbort()
        aborts.forgetMessages()
        for partition in rebalance.partitions { forget(partition.partition) }
        try input.give(up: rebalance)
        logger.warning(
          "partitions lost: the group went on without this worker, and what was not committed is done again",
          metadata: ["topic": "\(configuration.input)", "partitions": "\(partitions)"])
      case .failed(let error):
        isMember = false
        let gone = rebalance.isCooperative ? rebalance.partitions.map(\.partition) : output.ledger.assignedPartitions
        for partition in gone { forget(partition) }
        try input.give(up: rebalance)
        logger.error("the group could not agree", metadata: ["error": "\(error)"])
      }
    }
  }

  /// Drains, then stores, then forgets: what was finished is committed as the partitions go, and nothing later can be.
  private func revoke(_ partitions: [Int32]) {
    if configuration.transactions != nil {
      finishTransaction(until: .now + configuration.drainTimeout)
      for partition in partitions { forget(partition) }
      return
    }
    let isDrained = output.drain { ledger in partitions.allSatisfy { ledger.isSettled($0) } }
    if !isDrained {
      logger.warning("partitions are given up before all their records are acknowledged; those are done again")
    }
    // The group may have lost patience meanwhile, and then the offsets are its next owner's.
    if !input.consumer.isAssignmentLost { storeLast(partitions) }
    for partition in partitions { forget(partition) }
  }

  func storeLast(_ partitions: [Int32]) {
    if pause != nil {
      // What is stored would be committed without the mark.
      finishPause(until: .now + min(configuration.drainTimeout, .seconds(5)))
      return
    }
    if input.askForTopic(isForced: true) == .gone {
      startOver("the group's offsets were deleted with it")
      return
    }
    let offsets = partitions.compactMap { partition in
      output.ledger.nextOffset(of: partition).map { (partition: partition, nextOffset: $0) }
    }
    if !offsets.isEmpty { input.storeLast(offsets) }
  }

  func forget(_ partition: Int32) {
    output.forget(partition)
    limit.forget(partition)
    isolation.records = isolation.records.filter { $0.partition != partition }
  }

  // MARK: - Counting

  /// - Parameter isInMessage: whether the normalizer is at work and cannot be asked.
  func publish(isInMessage: Bool = false) {
    if !isInMessage {
      counts.normalized = normalizer.counts
      counts.normalized.turnEventsIntoDeadLetters(tooLarge: output.eventsTooLarge, gaps: output.gapsTooLarge)
    }
    counts.backPressure += output.takeWaited()
    counts.acknowledgedOutputs = output.acknowledgedOutputs
    counts.byteCountOut = output.byteCountOut
    counts.inFlightByteCount = output.inFlightByteCount
    counts.outstandingOutputs = output.inFlightOutputs
    counts.abortsInARow = aborts.inARow
    counts.isPaused = pause != nil
    counts.assumedLimits = output.limits.assumedCount
    counts.openMessages = output.ledger.openMessages
    counts.doneMessages = output.ledger.doneMessages
    counts.logGaps = input.logGaps
    counts.staleReports = output.ledger.staleReports
    let counts = counts
    published.withLock { $0 = counts }
    onProgress?(counts)
    tellWatch(isInMessage: isInMessage)
  }

  private func logProgress(since timer: inout ProgressTimer) {
    if let metadata = timer.metadata(of: counts) { logger.info("progress", metadata: metadata) }
  }
}
