import TestSupport

/// The part of a round in which the input topic is the same one.
struct Act {
  /// How the topic comes to be another one than in the act before; nil for the first.
  let recreation: Step?
  var steps: [Step] = []

  /// Each costs what was not yet read of the topic, so that there are few.
  private static let mostRecreations = 2
  /// An act has so much more of the load than the one before, that positions in the old topic are soon positions in the new one.
  private static let growth = 3

  /// All of a round, in order.
  static func draw(_ plan: RoundPlan, _ generator: inout SeededGenerator) -> [Act] {
    var acts = [Act(recreation: nil)]
    for _ in 0..<plan.faultCount {
      let step = Step.draw(among: plan.faults, sessionTimeout: plan.sessionTimeout, &generator)
      if step.fault != .recreation {
        acts[acts.count - 1].steps.append(step)
      } else if acts.count <= mostRecreations {
        acts.append(Act(recreation: step))
      }
    }
    return acts
  }

  /// Shares of its load, rising, before each of which something happens; one more for a fault that must be felt.
  var gates: [Double] {
    let count = steps.reduce(0) { $0 + ($1.fault.needsProof ? 2 : 1) }
    // After a recreation more than all of the act before comes at once.
    let first = recreation == nil ? 1 / Double(count + 1) : 0.5
    return (0..<count).map { first + (1 - first) * Double($0) / Double(count) }
  }

  /// Shares a load out among acts.
  static func share(_ load: Load, among acts: [Act]) -> [Load] {
    var weight = 1
    let weights = acts.map { _ in
      defer { weight *= growth }
      return weight
    }
    let sum = weights.reduce(0, +)
    var passed = 0
    return weights.map { weight in
      let begin = load.values.count * passed / sum
      passed += weight
      return Load(values: Array(load.values[begin..<load.values.count * passed / sum]))
    }
  }
}
