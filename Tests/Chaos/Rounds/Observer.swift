import Dispatch
import Synchronization
import TestSupport

/// Takes snapshots of the group's offsets again and again, on a thread of its own.
final class Observer: Sendable {
  private let snapshots = Mutex<[CommitSnapshot]>([])
  private let isStopped = Atomic<Bool>(false)
  private let hasEnded = DispatchSemaphore(value: 0)

  init(_ topics: WorkerTopics) {
    DispatchQueue(label: "observer").async { [self] in
      defer { hasEnded.signal() }
      guard let watch = try? CommitWatch(topics) else { return }
      while !isStopped.load(ordering: .relaxed) {
        if let snapshot = watch.take() { snapshots.withLock { $0.append(snapshot) } }
        Pause.short()
      }
    }
  }

  var latest: CommitSnapshot? { snapshots.withLock { $0.last } }

  /// Stops, and returns the snapshots in the order in which they were taken.
  func finish() -> [CommitSnapshot] {
    isStopped.store(true, ordering: .relaxed)
    hasEnded.wait()
    return snapshots.withLock { $0 }
  }
}
