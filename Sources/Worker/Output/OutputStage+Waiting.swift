import Kafka

/// What is waited for inside of a message or before partitions are given up, and for how long.
extension OutputStage {
  /// When waiting for the brokers ends: the drain timeout after a stop was first seen, whatever is being waited for.
  private var stopDeadline: ContinuousClock.Instant? {
    guard stop.isRequested else { return nil }
    let seen = firstSeenStop ?? .now
    firstSeenStop = seen
    return seen + configuration.drainTimeout
  }

  /// Serves reports inside of a message, which must be finished; but no longer than the drain timeout once a stop is wanted.
  func waitForReports() {
    serveReports(timeout: .milliseconds(100))
    guard failure == nil, let stopDeadline, .now >= stopDeadline else { return }
    failure = .drainTimedOut(openMessages: ledger.openMessages)
  }

  /// Waits at most for the drain timeout until all reports have come that are wanted; false if they have not.
  func drain(until isDone: (borrowing Ledger) -> Bool) -> Bool {
    let deadline = ContinuousClock.now + configuration.drainTimeout
    while !isDone(ledger), failure == nil {
      let left = min(deadline, stopDeadline ?? deadline) - .now
      guard left > .zero else { return false }
      serveReports(timeout: min(left, .milliseconds(100)))
    }
    return failure == nil
  }

  /// Waits until nothing of a producer that has failed is on its way, and takes back what it has not sent.
  ///
  /// librdkafka 2.0.2 frees a transaction's error as the client ends, and an answer that comes meanwhile sets it once more
  /// (`rd_kafka_txn_set_fatal_error`): a producer that was fenced with requests on their way brought the process down.
  func settleFailedProducer(within limit: Duration) {
    let deadline = ContinuousClock.now + limit
    while inFlightOutputs > 0, .now < deadline {
      dropUnsent()
      serveReports(timeout: .milliseconds(20))
    }
  }

  /// Waits for what an isolated output came to; false if it is too large for its topic.
  func waitForIsolatedDelivery(of slot: Ledger.Slot) -> Bool {
    refusedAlone = false
    // That the producer has failed may be known before the report that says why.
    _ = wait(in: slot, stopsWithProducer: false, until: { ledger.outstandingOutputs == 0 })
    return !refusedAlone
  }

  /// Waits until a broker has the record that is a partition's first; see `OutputTopic`.
  func waitForFirst(of slot: Ledger.Slot) {
    // With nothing outstanding it has been reported, wherever it went.
    _ = wait(in: slot, until: { opening == nil || ledger.outstandingOutputs == 0 })
  }

  /// How long a message may keep the worker from the group's business.
  private static let patience = Duration.seconds(2)

  /// Waits inside of a message; false if that is over before what was waited for has come.
  ///
  /// If it lasts, the group is served meanwhile. Where it wants partitions back that long, the message is left as it is: it stays
  /// open, so that the next owner of its partition reads it again.
  func wait(in slot: Ledger.Slot, stopsWithProducer: Bool = true, until isDone: () -> Bool) -> Bool {
    let start = ContinuousClock.now
    var deadline: ContinuousClock.Instant?
    while !isDone() {
      guard failure == nil, transactionFailure == nil, incompleteSlot != slot else { return false }
      if stopsWithProducer, fatalError != nil { return false }
      let last = ContinuousClock.now
      waitForReports()
      waited += .now - last
      guard .now - start > Self.patience, failure == nil, !isDone() else { continue }
      guard let rest = pollWhileBlocked() else {
        deadline = nil
        continue
      }
      let end = min(deadline ?? .now + rest, .now + rest)
      deadline = end
      if .now >= end { abandon(slot) }
    }
    return true
  }

  private func abandon(_ slot: Ledger.Slot) {
    opening = nil
    incompleteSlot = slot
    if configuration.transactions == nil {
      refuse(ledger.place(of: slot)?.partition, .timedOut)
    } else {
      fail(TransactionFailure(.timedOut, writingTo: configuration.output))
    }
  }
}
