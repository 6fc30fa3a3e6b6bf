import TestSupport
import Testing

@testable import chaos

@Suite struct StepTests {
  private func schedule(seed: UInt64) -> [String] {
    var generator = SeededGenerator(seed: seed)
    return (0..<200).map { _ in
      "\(Step.draw(among: Fault.allCases, sessionTimeout: .seconds(4), &generator))"
    }
  }

  @Test func `a seed means one schedule`() {
    #expect(schedule(seed: 3) == schedule(seed: 3))
    #expect(schedule(seed: 3) != schedule(seed: 4))
  }

  @Test func `every kind of fault is drawn, and a zombie outlives its session`() {
    var generator = SeededGenerator(seed: 1)
    let steps = (0..<500).map { _ in
      Step.draw(among: Fault.allCases, sessionTimeout: .seconds(4), &generator)
    }
    #expect(Set(steps.map(\.fault)) == Set(Fault.allCases))
    #expect(steps.allSatisfy { $0.fault != .zombie || $0.duration > .seconds(4) })
  }
}
