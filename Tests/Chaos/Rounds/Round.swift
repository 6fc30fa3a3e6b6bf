import TestSupport

/// Lets workers work on a load while faults strike, and then judges what came out.
final class Round {
  let plan: RoundPlan
  let cluster: KafkaCluster
  let topics: WorkerTopics
  let pool: WorkerPool
  let observer: Observer
  let start = ContinuousClock.now
  private let acts: [Act]
  /// Whether the group begins at the end of the input, so that a worker may only go on where it has said that it begins.
  private let beginsAtEnd: Bool
  var producer: LoadProducer?
  var environment: EnvironmentFault?
  /// How many workers had ended with a refusal when it began.
  var refusalsBefore = 0
  /// When it was last looked whether a fault was felt.
  var lastLook = ContinuousClock.now
  /// What could make a record come out twice, besides what the pool knows.
  var windows: [FaultWindow] = []
  /// What was done, for as long as it lasted.
  var faults: [FaultWindow] = []
  var strikes: [Fault: Int] = [:]
  var problems: [String] = []
  /// The topics that the input's name has had, until each was deleted.
  var generations: [(produced: [ProducedMessage], from: ContinuousClock.Instant, to: ContinuousClock.Instant)] = []
  private static let patience = Duration.seconds(300)

  init(_ plan: RoundPlan, on cluster: KafkaCluster) throws {
    self.plan = plan
    self.cluster = cluster
    topics = try WorkerTopics(cluster, partitionCount: plan.partitionCount)
    var generator = SeededGenerator(seed: plan.seed)
    acts = Act.draw(plan, &generator)
    // After a recreation a new group would rightly begin at the end of the new topic.
    beginsAtEnd = plan.alwaysBeginsAtEnd || acts.count == 1 && Bool.random(using: &generator)
    pool = WorkerPool(topics, plan, arguments: beginsAtEnd ? ["--offset-reset", "latest"] : [])
    observer = Observer(topics)
  }

  func run() throws -> RoundReport {
    let load = try RoundLoad.make(recordCount: plan.recordCount, seed: Int(truncatingIfNeeded: plan.seed % 1000) + 1)
    let loads = Act.share(load, among: acts)
    if beginsAtEnd { try beginAtEnd() }
    produce(loads[0], act: acts[0])
    if !beginsAtEnd {
      try pool.start()
      try pool.start()
    }
    let hasBegun = wait {
      pool.falseStart != nil || (observer.latest?.eventEnds.values.reduce(0, +) ?? 0) > 0
    }
    guard hasBegun, pool.falseStart == nil else {
      throw TestSupportError(pool.falseStart ?? "No event came out before the first fault.")
    }

    var begin = start
    var messages: [ProducedMessage] = []
    for (number, act) in acts.enumerated() {
      if let step = act.recreation {
        generations.append((messages, begin, .now))
        begin = try recreate(step) { produce(loads[number], act: act) }
      }
      for step in act.steps {
        try rest(step.pause)
        try strike(step)
      }
      try endEnvironmentFault()
      producer?.hurry()
      messages = try producer?.finish() ?? []
    }
    generations.append((messages, begin, .now + .seconds(86_400)))

    pool.wakeAll()
    let ends = try topics.inputEnds()
    // Others do the rest: some of these commit too seldom to wait for.
    pool.stopAll()
    noteFault("all workers are stopped", from: .now)
    try pool.start(commitsAtOnce: true)
    try pool.start(commitsAtOnce: true)
    let isDone = try wait {
      try self.pool.supervise()
      return observer.latest?.committed == ends
    }
    if !isDone { problems.append("the workers did not come to the end of their input: \(lag(observer.latest, ends))") }
    pool.stopAll()
    return try judge(observer.finish(), recordCount: load.recordCount)
  }

  /// Starts workers on an empty topic and waits until the group knows where it begins.
  private func beginAtEnd() throws {
    try pool.start()
    try pool.start()
    let hasStarts = Pause.until(limit: Liveness.patience) {
      pool.falseStart != nil || observer.latest?.committed.count == plan.partitionCount
    }
    if !hasStarts { problems.append("the workers do not commit where they begin") }
  }

  private func produce(_ load: Load, act: Act) {
    let gates = act.gates
    // A fault takes about three seconds; what is left of the load after the last one is worked off at full speed.
    let valuesPerSecond = max(500, load.values.count / max(1, (gates.count + 1) * 3))
    producer = LoadProducer(
      load, to: topics.input, of: cluster, partitionCount: plan.partitionCount, valuesPerSecond: valuesPerSecond,
      gates: gates, generation: generations.count + 1, surges: act.recreation != nil)
  }

  func wait(until condition: () throws -> Bool) rethrows -> Bool {
    try Pause.until(limit: Self.patience, condition)
  }

  private func lag(_ snapshot: CommitSnapshot?, _ ends: [Int32: Int64]) -> String {
    guard let snapshot else { return "no snapshot" }
    return ends.sorted { $0.key < $1.key }.map { "\($0.key): \(snapshot.committed[$0.key] ?? 0) of \($0.value)" }
      .joined(separator: ", ")
  }
}
