import Dispatch
@unsafe @preconcurrency import Glibc
import Logging
import Worker

/// SIGTERM and SIGINT as requests to stop: the first drains, the second ends the process at once with exit code 5.
final class Signals {
  private let sources: [any DispatchSourceSignal]
  private let first = DispatchSemaphore(value: 0)

  /// - Parameter limit: how long the worker may take to stop; then the process ends whatever hangs, with exit code 5.
  init(stopping stop: StopSignal, within limit: Duration, logger: Logger) {
    let queue = DispatchQueue(label: "signals")
    let first = first
    sources = [SIGTERM, SIGINT].map { number in
      // The default action would end the process before the source sees the signal.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if stop.request() > 1 {
          logger.warning("a second signal came: ending now; what is not committed will be done again")
          _exit(5)
        }
        first.signal()
        let seconds = Double(limit.components.seconds)
        queue.asyncAfter(deadline: .now() + seconds) {
          logger.error(
            "stopping took longer than shutdown-timeout; ending now, what is not committed will be done again")
          _exit(5)
        }
      }
      source.resume()
      return source
    }
  }

  /// Waits for a signal without doing anything.
  func waitForFirst() { first.wait() }

  deinit {
    for source in sources { source.cancel() }
  }
}
