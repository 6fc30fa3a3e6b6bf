import TestSupport

/// The next thing that a round does; all its choices are drawn before anything is done, so that a seed means one schedule.
struct Step: Sendable {
  let fault: Fault
  /// How long the workers are left alone before.
  let pause: Duration
  /// Which worker, broker or topic; taken modulo how many there are.
  let target: Int
  /// How long it lasts.
  let duration: Duration
  /// Which of several kinds.
  let variant: Int

  /// - Parameter faults: not empty.
  static func draw(among faults: [Fault], sessionTimeout: Duration, _ generator: inout SeededGenerator) -> Step {
    let choices = faults.flatMap { Array(repeating: $0, count: $0.weight) }
    let fault = choices[Int.random(in: 0..<choices.count, using: &generator)]
    let duration: ClosedRange<Duration> =
      switch fault {
      case .zombie: sessionTimeout + .milliseconds(500)...sessionTimeout + .seconds(4)
      case .freeze: .seconds(1)...(.seconds(9))
      case .standstill: sessionTimeout + .seconds(1)...sessionTimeout + .seconds(10)
      case .rights, .limit: .seconds(1)...(.seconds(6))
      // The longer ones outlast what a worker waits before it takes a topic for missing.
      case .recreation: .zero...(.seconds(12))
      case .network: .seconds(1)...(.seconds(8))
      case .unwritable: .seconds(2)...(.seconds(6))
      case .kill, .stop, .join, .leave, .broker, .leader: .zero...(.seconds(2))
      }
    return Step(
      fault: fault, pause: generator.duration(.milliseconds(300)...(.seconds(4))),
      target: Int.random(in: 0..<1000, using: &generator), duration: generator.duration(duration),
      variant: Int.random(in: 0..<1000, using: &generator))
  }
}
