/// The transactions that were aborted since the last one that was committed.
struct AbortHistory {
  /// How many there were, but for those that taught how much of a record may be written.
  private(set) var inARow = 0
  /// Those of them whose cause is no broker that is away or busy.
  private(set) var unexplained = 0
  /// How many messages were in the last one and are to be done again.
  private(set) var messages = 0
  /// Why the last one was aborted, for people.
  private(set) var reason = ""
  private var pause = RetryPause()
  /// Enough for a group that comes to rest.
  static let mostUnexplained = 10

  /// Whether it is time for the next transaction.
  var isPauseOver: Bool { inARow == 0 || pause.isOver }

  /// Takes an abort in.
  ///
  /// - Parameters:
  ///   - messages: how many were in the transaction.
  ///   - hasLearned: whether the next one will be another one, so that it need not wait.
  mutating func note(_ failure: TransactionFailure?, messages: Int, hasLearned: Bool) {
    self.messages = messages
    guard let failure, !hasLearned else { return }
    reason = failure.text
    inARow += 1
    if failure.code.meaning != .healsByWaiting { unexplained += 1 }
    pause.begin()
  }

  /// A transaction was committed.
  mutating func end() { self = AbortHistory() }

  /// What was not committed is for another worker to do.
  mutating func forgetMessages() { messages = 0 }
}
