import Synchronization

/// A request to stop, made by any thread (or a signal's handler) and seen by the worker's.
public final class StopSignal: Sendable {
  private let requests = Atomic<Int>(0)

  public init() {}

  /// Asks to stop; returns how often that has been asked by now.
  @discardableResult
  public func request() -> Int { requests.add(1, ordering: .sequentiallyConsistent).newValue }

  public var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }
}
