/// How a worker's run ended.
public enum WorkerOutcome: Equatable, Sendable {
  /// Asked to stop; everything was acknowledged and committed.
  case drained
  /// Asked to stop; this many messages were not acknowledged in time, or the last commit was not. They will be done again.
  case drainTimedOut(openMessages: Int)
  /// A dead-letter limit was passed; the sentence says which.
  case deadLetterLimit(String)
  /// A broker refuses something for good: rights, a topic, a login.
  case refused(String)
  /// The producer or consumer broke, or something else that a restart may heal.
  case failed(String)

  /// The exit code of the contract, section 6.
  public var exitCode: Int32 {
    switch self {
    case .drained: 0
    case .failed: 1
    case .refused: 3
    case .deadLetterLimit: 4
    case .drainTimedOut: 5
    }
  }
}
