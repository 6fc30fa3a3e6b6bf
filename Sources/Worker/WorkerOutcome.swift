import Base

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

  /// The exit code with which a worker's process ends.
  public var exitCode: Int32 { code.rawValue }

  private var code: ExitCode {
    switch self {
    case .drained: .success
    case .failed: .failure
    case .refused: .refused
    case .deadLetterLimit: .deadLetterLimit
    case .drainTimedOut: .drainTimedOut
    }
  }
}
