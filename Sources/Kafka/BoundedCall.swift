import Dispatch
import Synchronization

/// Runs a call that may never return on a thread of its own; false if it had not returned after `limit`.
///
/// The call then goes on for as long as it likes, so it must own all that it uses.
func boundedCall(_ label: String, within limit: Duration, _ call: @escaping @Sendable () -> Void) -> Bool {
  let done = DispatchSemaphore(value: 0)
  // A queue of its own gets a thread of its own; the shared ones could be full of such calls.
  DispatchQueue(label: label).async {
    call()
    done.signal()
  }
  return done.wait(timeout: .now() + .milliseconds(Int(limit.millisecondTimeout))) == .success
}

/// Runs a blocking call that does return on another thread, and `meanwhile` again and again on this one until it has.
func backgroundCall(
  _ label: String, _ call: @escaping @Sendable () -> Int, meanwhile: () -> Void
) -> Int {
  let result = SharedResult()
  DispatchQueue(label: label).async {
    let value = call()
    result.value.withLock { $0 = value }
  }
  while true {
    if let value = result.value.withLock({ $0 }) {
      return value
    }
    meanwhile()
  }
}

private final class SharedResult: Sendable {
  let value = Mutex<Int?>(nil)
}
