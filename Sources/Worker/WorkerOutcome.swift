import Base
import Kafka
import Synchronization

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

/// The ends that come of reading and of the group.
extension WorkerOutcome {
  /// A group that does not take this member, whatever it waits for.
  static func joinRefused(_ error: KafkaError, _ configuration: WorkerConfiguration) -> WorkerOutcome {
    let group = "The group \(configuration.group) does not take the worker: \(error.code.text)."
    return switch error.code {
    case .invalidSessionTimeout:
      .refused(
        "\(group) session-timeout (\(configuration.sessionTimeout)) is outside of the broker's "
          + "group.min.session.timeout.ms and group.max.session.timeout.ms. Set another one, then start the worker again."
      )
    case .inconsistentGroupProtocol:
      .refused(
        "\(group) Its members share the partitions out by another assignor than \(configuration.assignor.rawValue), or "
          + "they are no consumers. Give all workers of the group the same assignor, or this one another group.")
    default:
      .refused(
        "\(group) It has as many members as the broker's group.max.size allows. Stop another worker, or raise the limit."
      )
    }
  }

  /// A batch that the client library cannot read and passes over.
  static func unreadable(_ error: KafkaError) -> WorkerOutcome {
    .failed(
      "A batch of records cannot be read and would be passed over: \(error). Nothing from there on was committed. Look at "
        + "the log segment on the broker (kafka-dump-log); to go on without the batch, set the group's offset to the first one after it "
        + "with offsets reset.")
  }

  /// What the broker refuses a client that only reads.
  static func readingRefused(_ error: KafkaError, _ configuration: WorkerConfiguration) -> WorkerOutcome {
    guard error.code == .groupAuthorization else { return .caused(by: error) }
    return .refused(
      "The worker's user may not use the group \(configuration.group). Give it the right Read on the group, then start "
        + "the worker again.")
  }
}

/// A request to stop, made by any thread (or a signal's handler) and seen by the worker's.
public final class StopSignal: Sendable {
  private let requests = Atomic<Int>(0)

  public init() {}

  /// Asks to stop; returns how often that has been asked by now.
  @discardableResult
  public func request() -> Int { requests.add(1, ordering: .sequentiallyConsistent).newValue }

  /// Whether the worker was asked to stop.
  public var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }
}
