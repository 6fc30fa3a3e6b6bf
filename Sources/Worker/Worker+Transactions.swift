import Kafka
import Logging

/// Exactly once: events, dead letters and offsets in one transaction (KIP-98, KIP-447).
///
/// The order is that of librdkafka's INTRODUCTION.md, "Transactional Producer": begin, produce, send the offsets of what was
/// read, commit. A call that fails is judged by its error's flags, never by its code: retriable, the same call again;
/// requires abort, abort and read on from the committed offsets; fatal, the end. While a call has to be made again fetching is
/// suspended and polling goes on, so that the group's business is served.
extension Worker {
  /// How long one call may keep the worker from polling.
  private static let callTimeout = Duration.seconds(2)

  /// Makes the producer known to its coordinator, which ends a predecessor's transaction; waits for a broker that is away.
  ///
  /// - Returns: false if the broker knows no transactions or the stop signal came; `outcome` then says so.
  func prepareTransactions() -> Bool {
    let throttle = LogThrottle(every: .seconds(30))
    while !stop.isRequested {
      do throws(KafkaError) {
        // A call that was cut short is continued by the next one (rdkafka.h, `rd_kafka_init_transactions`).
        try output.producer.initTransactions(timeout: .milliseconds(500))
        return true
      } catch {
        if error.isRetriable || error.code == .timedOut || error.code.isTransient {
          throttle.log(logger, .notice, "waiting for the transaction coordinator", metadata: ["error": "\(error)"])
          continue
        }
        // The words are those of the protocol's error, in all versions; as a fatal error the code may be another.
        if error.code == .transactionalIDAuthorization || error.reason.contains("Transactional Id authorization failed")
        {
          outcome = .refused(
            "The worker's user may not use the transactional id \(configuration.transactions?.id ?? ""). Give it the "
              + "right Write on it, then start the worker again, or use --delivery at-least-once.")
          return false
        }
        outcome = .refused(
          "The broker takes no transactions (\(error.reason)). Use --delivery at-least-once, or a cluster and a user that may."
        )
        return false
      }
    }
    return false
  }

  /// Opens a transaction unless one is; false if that failed.
  func beginTransaction() -> Bool {
    guard transaction == nil else { return true }
    do throws(KafkaError) {
      try output.producer.beginTransaction()
      transaction = OpenTransaction()
      return true
    } catch {
      outcome = outcome ?? .caused(by: error)
      return false
    }
  }

  /// Commits the transaction if it is due, aborts it if it cannot be committed.
  ///
  /// - Returns: whether the records at hand may be worked on; if not, they are read again.
  func settleTransaction(isForced: Bool = false) throws(KafkaError) -> Bool {
    guard let options = configuration.transactions, let open = transaction, output.failure == nil else { return true }
    if output.transactionError != nil {
      transaction?.phase = .aborting
    } else if open.isOpen {
      guard isForced || open.isDue(options) || output.isFull else { return true }
      transaction?.phase = .committing(offsetsAreSent: false)
    }
    if case .committing = transaction?.phase, try commitTransaction() { return true }
    if transaction?.phase == .aborting { try abortTransaction() }
    return false
  }

  /// Ends the transaction by either way, as far as the time allows.
  func finishTransaction(until deadline: ContinuousClock.Instant) {
    do throws(KafkaError) {
      while transaction != nil, outcome == nil, output.failure == nil, .now < deadline {
        _ = try settleTransaction(isForced: true)
      }
      // What cannot be committed in time must not be committed later, for partitions that are another's by then.
      if transaction != nil { transaction?.phase = .aborting }
    } catch {
      outcome = outcome ?? .caused(by: error)
    }
  }

  private func commitTransaction() throws(KafkaError) -> Bool {
    do throws(KafkaError) {
      if transaction?.phase == .committing(offsetsAreSent: false) {
        guard try input.sendOffsets(with: output.producer, timeout: Self.callTimeout) else {
          transaction?.phase = .aborting
          return false
        }
        transaction?.phase = .committing(offsetsAreSent: true)
      }
      // All reports come first. librdkafka waits for them in its own commit as well, but then commits whatever they say, also
      // records that it only presumes to be written (`DeliveryReport.isPresumed`).
      let isFlushed = output.producer.flush(within: Self.callTimeout) { output.take($0) }
      if isFlushed, output.transactionError == nil {
        try output.producer.commitTransaction(timeout: Self.callTimeout) { output.take($0) }
        transaction = nil
        counts.commits += 1
        messagesAtCommit = counts.messages
        return true
      }
    } catch {
      if error.requiresAbort || output.transactionError != nil {
        transaction?.phase = .aborting
      } else if error.isRetriable || error.code == .timedOut {
        try input.suspend()
      } else {
        outcome = outcome ?? .caused(by: error)
      }
      return false
    }
    if output.transactionError != nil { transaction?.phase = .aborting } else { try input.suspend() }
    return false
  }

  private func abortTransaction() throws(KafkaError) {
    do throws(KafkaError) {
      try output.producer.abortTransaction(timeout: Self.callTimeout) { output.take($0) }
    } catch {
      if error.isRetriable || error.code == .timedOut {
        try input.suspend()
      } else {
        outcome = outcome ?? .caused(by: error)
      }
      return
    }
    transaction = nil
    counts.abortedTransactions += 1
    let suspects = output.takeSuspects()
    isolated.formUnion(suspects)
    logger.notice(
      "a transaction was aborted; its records are read again",
      metadata: ["reason": "\(output.transactionError?.text ?? "the partitions were lost")"])
    output.forgetTransaction()
    for partition in output.ledger.assignedPartitions { output.ledger.assign(partition) }
    try input.rewindToCommitted()
  }
}
