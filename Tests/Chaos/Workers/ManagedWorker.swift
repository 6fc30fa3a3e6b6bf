@unsafe @preconcurrency import Glibc
import TestSupport

/// A worker's process, and what has been done to it.
final class ManagedWorker {
  /// The name of the place it fills; a successor in the same place has the same name.
  let name: String
  let process: ChildProcess
  let start = ContinuousClock.now
  /// When it is to be woken, while it sleeps.
  var wakeTime: ContinuousClock.Instant?
  /// Whether it has slept longer than its session.
  var wasZombie = false

  init(name: String, process: ChildProcess) {
    self.name = name
    self.process = process
  }

  var isAsleep: Bool { wakeTime != nil }

  func wake() {
    process.send(SIGCONT)
    wakeTime = nil
  }
}
