import Dispatch
@unsafe @preconcurrency import Glibc
import Synchronization
import TestSupport

/// Something that workers depend on is out of order for a while; it begins, lasts and ends on a thread of its own.
///
/// One that needs proof lasts until it was felt, and then as long as was drawn.
final class EnvironmentFault: Sendable {
  let fault: Fault
  /// What exactly it is, for people.
  let description: String
  /// What tells that it was felt; nil if nothing has to.
  let proof: Proof?
  let begin = ContinuousClock.now
  private let state = Mutex(State())
  /// Longer than a worker asks again before it takes a refusal for final.
  private static let patience = Duration.seconds(60)

  private struct State {
    var inForce: ContinuousClock.Instant?
    var isFelt = false
    var end: ContinuousClock.Instant?
    var failure: (any Error)?
  }

  init(_ step: Step, of topics: WorkerTopics, _ delivery: Delivery) {
    fault = step.fault
    let action = EnvironmentAction(step, of: topics, delivery)
    description = action.description
    proof = action.proof
    DispatchQueue(label: "fault").async { [self] in
      let result = Result {
        try action.begin()
        state.withLock { $0.inForce = .now }
        waitForProof()
        usleep(UInt32(action.duration / .microseconds(1)))
        try action.end()
      }
      state.withLock { state in
        state.end = .now
        if case .failure(let error) = result { state.failure = error }
      }
    }
  }

  /// When it was brought about; nil while it is not, or if it could not be.
  var inForce: ContinuousClock.Instant? { state.withLock { $0.inForce } }

  /// When everything was in order again; nil while it is not.
  var end: ContinuousClock.Instant? { state.withLock { $0.end } }

  /// Why it could not be brought about or ended.
  var failure: (any Error)? { state.withLock { $0.failure } }

  var isFelt: Bool { state.withLock { $0.isFelt } }

  func noteFelt() { state.withLock { $0.isFelt = true } }

  private func waitForProof() {
    guard let proof else { return }
    _ = Pause.until(limit: Self.patience) {
      if case .seen(let look) = proof, look() { noteFelt() }
      return isFelt
    }
  }
}
