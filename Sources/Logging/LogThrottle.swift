import Synchronization

/// Lets a repeated line through at most once per interval, and then says how many were held back.
///
/// One throttle stands for one kind of line; it may be used on any thread.
public final class LogThrottle: Sendable {
  private struct State {
    var next: ContinuousClock.Instant?
    var suppressed = 0
  }

  private let interval: Duration
  private let state = Mutex(State())

  /// Takes the shortest time between two lines.
  public init(every interval: Duration) { self.interval = interval }

  /// How many lines were held back since the last one that may be written, if this one may be; else nil.
  public func admit(at now: ContinuousClock.Instant = .now) -> Int? {
    state.withLock { state in
      if let next = state.next, now < next {
        state.suppressed += 1
        return nil
      }
      defer { state = State(next: now + interval) }
      return state.suppressed
    }
  }

  /// Writes a line if it is time; where lines were held back, the metadata `suppressed` counts them.
  public func log(
    _ logger: Logger, _ level: Logger.Level, _ message: @autoclosure () -> String,
    metadata: @autoclosure () -> Metadata = [:], at now: ContinuousClock.Instant = .now
  ) {
    guard level >= logger.logLevel, let suppressed = admit(at: now) else { return }
    var all = metadata()
    if suppressed > 0 { all["suppressed"] = .integer(suppressed) }
    logger.log(level, message(), metadata: all)
  }

  /// Says how many lines are still held back, if any; for the end of what is logged.
  public func finish(_ logger: Logger, _ level: Logger.Level, _ message: @autoclosure () -> String) {
    let suppressed = state.withLock { state in
      defer { state.suppressed = 0 }
      return state.suppressed
    }
    if suppressed > 0 { logger.log(level, message(), metadata: ["suppressed": .integer(suppressed)]) }
  }
}
