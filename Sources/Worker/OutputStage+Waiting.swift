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

  func waitForLonelyOutput() -> Bool {
    refusedAlone = false
    while ledger.outstandingOutputs > 0, failure == nil, transactionError == nil { waitForReports() }
    // In a transaction the record is remembered, and its dead letter written when it is read again.
    return !refusedAlone || configuration.transactions != nil
  }

  /// How long a partition's first record may keep the worker from the group's business.
  private static let patience = Duration.seconds(2)

  /// Waits until a broker has the record that is a partition's first; see `Destination`.
  ///
  /// If that lasts, the group is served meanwhile. Where it wants partitions back that long, the message is left as it is: it
  /// stays open, so that whoever has its partition then reads it again.
  func waitForFirst(of slot: Ledger.Slot) {
    let start = ContinuousClock.now
    var deadline: ContinuousClock.Instant?
    // With nothing outstanding it has been reported, wherever it went.
    while opening != nil, ledger.outstandingOutputs > 0, failure == nil {
      let last = ContinuousClock.now
      waitForReports()
      waited += .now - last
      guard opening != nil, failure == nil, .now - start > Self.patience else { continue }
      guard let rest = serveGroup() else {
        deadline = nil
        continue
      }
      let end = min(deadline ?? .now + rest, .now + rest)
      deadline = end
      guard .now >= end else { continue }
      opening = nil
      abandoned = slot
      refuse(ledger.place(of: slot)?.partition, .timedOut)
    }
  }
}
