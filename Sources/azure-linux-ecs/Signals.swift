import Base
import Dispatch
@unsafe @preconcurrency import Glibc
import Logging
import Worker

/// SIGTERM and SIGINT as requests to stop: the first drains, one that comes a second later or more ends the
/// process at once with exit code 5.
///
/// Both are blocked from the first line of the program on (`hold()`) and waited for on a thread of their own, so that one that
/// comes before a command is ready for it is not lost and does not end the process either: it waits with the kernel.
final class Signals: Sendable {
  /// - Parameter limit: how long the worker may take to stop; then the process ends whatever hangs, with exit code 5.
  init(stopping stop: StopSignal, within limit: Duration, logger: Logger) {
    Self.hold()
    // A queue of its own is a thread of its own here; it is never given back.
    DispatchQueue(label: "signals").async {
      var first: ContinuousClock.Instant?
      while true {
        Self.waitForOne()
        // GNU timeout signals the process and then its group: what comes within a second is one wish.
        if let first, .now - first < .seconds(1) { continue }
        let isSecond = first != nil
        first = first ?? .now
        stop.request()
        if isSecond {
          logger.warning("a second signal came: ending now; what is not committed will be done again")
          _exit(ExitCode.drainTimedOut.rawValue)
        }
        let seconds = Double(limit.components.seconds)
        DispatchQueue(label: "shutdown-timeout").asyncAfter(deadline: .now() + seconds) {
          logger.error(
            "stopping took longer than shutdown-timeout; ending now, what is not committed will be done again")
          _exit(ExitCode.drainTimedOut.rawValue)
        }
      }
    }
  }

  // MARK: - The mask

  /// Keeps the signals waiting; for the main thread before there is another, since a thread inherits its maker's mask.
  static func hold() { change(SIG_BLOCK) }

  /// Lets the signals end the process, as they do by default.
  static func letGo() { change(SIG_UNBLOCK) }

  private static func change(_ how: Int32) {
    var set = both
    _ = unsafe pthread_sigmask(how, &set, nil)
  }

  private static func waitForOne() {
    var set = both
    var number: Int32 = 0
    // The only error is a set that has no signals.
    _ = unsafe sigwait(&set, &number)
  }

  private static var both: sigset_t {
    var set = sigset_t()
    _ = unsafe sigemptyset(&set)
    _ = unsafe sigaddset(&set, SIGTERM)
    _ = unsafe sigaddset(&set, SIGINT)
    return set
  }
}
