import Kafka
import Logging

/// Exactly once: events, dead letters and offsets in one transaction (KIP-98, KIP-447).
///
/// The order is that of librdkafka's INTRODUCTION.md, "Transactional Producer": begin, produce, send the offsets of what was
/// read, commit. A call that fails is judged by its error's flags: retriable, the same call again; requires abort, abort and
/// read on from the committed offsets; fatal, a new producer. Why it was aborted decides what comes next (`ErrorMeaning`). While a call has to be made again fetching is
/// suspended and polling goes on, so that the group's business is served.
extension Worker {
  /// How long one call may keep the worker from polling.
  private static let callTimeout = Duration.seconds(2)

  /// Makes the producer known to its coordinator, which ends a predecessor's transaction; waits for a broker that is away.
  ///
  /// - Returns: false if the broker knows no transactions or the stop signal came; `outcome` then says so.
  func prepareTransactions() -> Bool {
    while !stop.isRequested, outcome == nil {
      if initTransactions() { return true }
    }
    return false
  }

  /// One try, which the next one continues (rdkafka.h, `rd_kafka_init_transactions`); false if it has not come to its end, or if
  /// `outcome` says why it never will.
  private func initTransactions() -> Bool {
    do throws(KafkaError) {
      try output.producer.initTransactions(timeout: .milliseconds(500))
      return true
    } catch {
      let id = configuration.transactions?.id ?? ""
      // The words are those of the protocol's error, in all versions; as a fatal error the code may be another.
      if error.code == .transactionalIDAuthorization || error.reason.contains("Transactional Id authorization failed") {
        outcome = .refused(
          "The worker's user may not use the transactional id \(id). Give it the right Write on it, then start the worker "
            + "again, or use --delivery at-least-once.")
        return false
      }
      switch error.code.meaning {
      case .healsByWaiting, .healsByRepeating, .belongsToRecord,
        .endsWorker where error.isRetriable && !error.isFatal:
        waitingForCoordinator.log(
          logger, .notice, "waiting for the transaction coordinator", metadata: ["error": "\(error)"])
      case .endsWorker(let end) where end.isRefusal:
        outcome = .refused(
          "The broker takes no transactions (\(error.reason)). Use --delivery at-least-once, or a cluster and a user that may."
        )
      case .endsWorker: outcome = .caused(by: error)
      }
      return false
    }
  }

  // MARK: - After an abort

  /// Whether a transaction may be opened: neither a pause after an abort nor a new producer is waited for.
  var mayOpenTransaction: Bool { replacement?.isReady ?? true && aborts.isPauseOver }

  /// What keeps transactions from being committed, for readiness; one abort alone is none.
  var transactionBlockedReason: String? {
    if let replacement, !replacement.isReady { return "the transaction coordinator does not answer" }
    guard aborts.inARow > 1 else { return nil }
    return "\(aborts.inARow) transactions in a row were aborted (\(aborts.reason))"
  }

  /// Puts a new producer of the same name in the place of one that is of no use any more, and reads on from the committed offsets.
  private func replaceProducer(after error: KafkaError) throws(KafkaError) {
    guard !(replacement?.isOnTrial ?? false) else {
      outcome = outcome ?? .caused(by: error)
      return
    }
    if case .endsWorker(let end) = error.code.meaning, end.isRefusal {
      outcome = outcome ?? .caused(by: error)
      return
    }
    logger.warning(
      "the producer was shut out; a new one takes its place, and what is not committed is read again",
      metadata: ["error": "\(error)"])
    output.settleFailedProducer(within: .seconds(2))
    if !output.producer.close(within: .seconds(2)) {
      logger.warning("the producer that was shut out did not close in time; it is left as it is")
    }
    try output.replaceProducer(with: makeProducer())
    replacement = ProducerReplacement()
    if transaction != nil { counts.abortedTransactions += 1 }
    aborts.note(nil, messages: openMessagesOfTransaction, hasLearned: false)
    try readAgain()
  }

  /// How many messages this worker has to do again, unless they are another's by now.
  private var openMessagesOfTransaction: Int {
    output.ledger.assignedPartitions.isEmpty ? 0 : transaction?.messages ?? 0
  }

  /// Forgets the transaction and reads on from the committed offsets.
  private func readAgain() throws(KafkaError) {
    transaction = nil
    learn(from: output.takeOversizedCandidates())
    output.forgetTransaction()
    if output.needsNewProducer { try renewProducer() }
    for partition in output.ledger.assignedPartitions { output.ledger.assign(partition) }
    try input.rewindToCommitted()
  }

  // MARK: - A transaction's life

  /// Opens a transaction unless one is; false if that failed.
  func beginTransaction() -> Bool {
    guard transaction == nil else { return true }
    do throws(KafkaError) {
      try output.producer.beginTransaction()
      transaction = OpenTransaction()
      return true
    } catch {
      if error.isFatal {
        output.fail(fatal: error)
      } else {
        outcome = outcome ?? .caused(by: error)
      }
      return false
    }
  }

  /// Commits the transaction if it is due, aborts it if it cannot be committed.
  ///
  /// - Returns: whether the records at hand may be worked on; if not, they are read again.
  func settleTransaction(isForced: Bool = false) throws(KafkaError) -> Bool {
    guard let options = configuration.transactions, output.failure == nil, outcome == nil else { return true }
    if let fatal = output.fatalError {
      try replaceProducer(after: fatal)
      return false
    }
    guard mayOpenTransaction || transaction != nil else {
      if replacement?.isReady == false, initTransactions() { replacement?.begin() }
      try input.suspend()
      return false
    }
    guard let open = transaction else { return true }
    if output.transactionFailure != nil {
      requestAbort()
    } else if open.isOpen {
      guard isForced || open.isDue(options) || output.isFull else { return true }
      transaction?.phase = .committing(offsetsAreSent: false)
    }
    switch transaction?.phase {
    case .committing, .ending: if try commitTransaction() { return true }
    case .open, .aborting, nil: break
    }
    if transaction?.phase == .aborting { try abortTransaction() }
    return false
  }

  /// Finds out why the transaction cannot be committed, where only what follows from that has been heard, and gives it up.
  private func requestAbort() {
    guard transaction?.phase != .ending else { return }
    if output.transactionFailure?.isConsequence ?? true, transaction?.phase != .aborting,
      let error = output.producer.transactionError
    {
      output.fail(TransactionFailure(error))
    }
    transaction?.requestAbort()
  }

  /// Ends the transaction by either way, as far as the time allows.
  func finishTransaction(until deadline: ContinuousClock.Instant) {
    do throws(KafkaError) {
      while transaction != nil, outcome == nil, output.failure == nil, .now < deadline {
        _ = try settleTransaction(isForced: true)
      }
      // What cannot be committed in time must not be committed later, for partitions that are another's by then.
      transaction?.requestAbort()
    } catch {
      outcome = outcome ?? .caused(by: error)
    }
  }

  /// Ends the transaction as the worker ends. One that stayed open would keep readers waiting for as long as it may last.
  func endTransaction() {
    finishTransaction(until: .now + configuration.drainTimeout)
    guard outcome != nil || output.failure != nil else { return }
    transaction?.requestAbort()
    let deadline = ContinuousClock.now + min(configuration.drainTimeout, Self.callTimeout * 2)
    while let open = transaction, output.producer.fatalError == nil, .now < deadline {
      do throws(KafkaError) {
        if open.phase == .ending {
          try output.producer.commitTransaction(timeout: Self.callTimeout) { output.take($0) }
        } else {
          try output.producer.abortTransaction(timeout: Self.callTimeout) { output.take($0) }
          counts.abortedTransactions += 1
        }
        transaction = nil
      } catch {
        if error.requiresAbort { transaction?.phase = .aborting }
        guard error.requiresAbort || error.isRetriable || error.code == .timedOut else { return }
      }
    }
  }

  private func commitTransaction() throws(KafkaError) -> Bool {
    do throws(KafkaError) {
      if transaction?.phase == .committing(offsetsAreSent: false) {
        guard try input.sendOffsets(with: output.producer, timeout: Self.callTimeout) else {
          transaction?.requestAbort()
          return false
        }
        transaction?.phase = .committing(offsetsAreSent: true)
      }
      if transaction?.phase == .committing(offsetsAreSent: true) {
        // All reports come first. librdkafka waits for them in its own commit as well, but then commits whatever they say, also
        // records that it only presumes to be written (`DeliveryReport.isInferred`).
        let isFlushed = output.producer.flush(within: Self.callTimeout) { output.take($0) }
        if isFlushed, output.transactionFailure == nil, output.ledger.openMessages > 0 {
          output.fail(TransactionFailure(.purgedFromQueue, writingTo: configuration.output))
        }
        guard output.transactionFailure == nil else {
          requestAbort()
          return false
        }
        guard isFlushed else {
          try input.suspend()
          return false
        }
        transaction?.phase = .ending
      }
      try output.producer.commitTransaction(timeout: Self.callTimeout) { output.take($0) }
      transaction = nil
      counts.commits += 1
      messagesAtCommit = counts.messages
      aborts.end()
      output.forgetWritten()
      guard output.needsNewProducer else { return true }
      try renewProducer()
      try input.suspend()
      return false
    } catch {
      if error.isFatal {
        output.fail(fatal: error)
      } else if error.requiresAbort {
        output.fail(TransactionFailure(error))
        // The answer has come: it was not committed.
        transaction?.phase = .aborting
      } else if transaction?.phase != .ending, output.transactionFailure != nil {
        requestAbort()
      } else if error.isRetriable || error.code == .timedOut {
        try input.suspend()
      } else {
        outcome = outcome ?? .caused(by: error)
      }
      return false
    }
  }

  private func abortTransaction() throws(KafkaError) {
    do throws(KafkaError) {
      try output.producer.abortTransaction(timeout: Self.callTimeout) { output.take($0) }
    } catch {
      if error.isFatal {
        output.fail(fatal: error)
      } else if error.isRetriable || error.code == .timedOut {
        try input.suspend()
      } else {
        outcome = outcome ?? .caused(by: error)
      }
      return
    }
    counts.abortedTransactions += 1
    let failure = output.transactionFailure
    aborts.note(failure, messages: openMessagesOfTransaction, hasLearned: !output.oversizedCandidates.isEmpty)
    logger.notice(
      "a transaction was aborted; its records are read again",
      metadata: ["reason": "\(failure?.text ?? "the partitions were lost")", "inARow": "\(aborts.inARow)"])
    try readAgain()
    guard let failure else { return }
    if case .endsWorker = failure.code.meaning {
      outcome = outcome ?? failure.outcome
    } else if aborts.unexplained >= AbortHistory.mostUnexplained {
      outcome =
        outcome
        ?? .failed(
          "\(aborts.inARow) transactions in a row were aborted, and nothing was committed meanwhile: \(failure.text) "
            + "Look at the brokers' logs for the cause, then start the worker again.")
    }
  }
}
