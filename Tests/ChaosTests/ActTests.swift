import TestSupport
import Testing

@testable import chaos

@Suite struct ActTests {
  private func acts(seed: UInt64) -> [Act] {
    var generator = SeededGenerator(seed: seed)
    let plan = RoundPlan(
      seed: seed, recordCount: 0, partitionCount: 1, faultCount: 30, delivery: .atLeastOnce, faults: Fault.allCases,
      maximumWorkerCount: 1, sessionTimeout: .seconds(4), program: nil, arguments: [], isVerbose: false)
    return Act.draw(plan, &generator)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `a topic is created again few times, and what must be felt has records of its own`(seed: UInt64) {
    let acts = acts(seed: seed)
    #expect((1...3).contains(acts.count))
    #expect(acts.first?.recreation == nil)
    #expect(acts.dropFirst().allSatisfy { $0.recreation != nil })
    for act in acts {
      #expect(!act.steps.contains { $0.fault == .recreation })
      #expect(act.gates.count == act.steps.count + act.steps.count { $0.fault.needsProof })
      #expect(act.gates == act.gates.sorted() && act.gates.allSatisfy { 0 < $0 && $0 < 1 })
    }
  }

  @Test func `after a recreation more comes at once than all that was in the topic before`() {
    let values = (0..<1300).map { Load.Value(bytes: [UInt8(truncatingIfNeeded: $0)], labels: ["ok"]) }
    var generator = SeededGenerator(seed: 1)
    let step = Step.draw(among: [.recreation], sessionTimeout: .seconds(4), &generator)
    let acts = [Act(recreation: nil), Act(recreation: step, steps: [step]), Act(recreation: step, steps: [step])]
    let loads = Act.share(Load(values: values), among: acts)
    #expect(loads.map(\.values.count) == [100, 300, 900])
    #expect(loads.flatMap { $0.values.map(\.bytes) } == values.map(\.bytes))
    for (earlier, later) in zip(loads, zip(loads, acts).dropFirst()) {
      #expect((later.1.gates.first ?? 0) * Double(later.0.values.count) > Double(earlier.values.count))
    }
  }
}
