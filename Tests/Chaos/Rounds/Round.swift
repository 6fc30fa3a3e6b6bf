@unsafe @preconcurrency import Glibc
import TestSupport

/// Lets workers work on a load while faults strike, and then judges what came out.
final class Round {
  private let plan: RoundPlan
  private let cluster: KafkaCluster
  private let topics: WorkerTopics
  private let pool: WorkerPool
  private var environment: EnvironmentFault?
  private var windows: [FaultWindow] = []
  private var strikes: [Fault: Int] = [:]
  private var problems: [String] = []
  private let start = ContinuousClock.now
  private static let patience = Duration.seconds(300)

  init(_ plan: RoundPlan, on cluster: KafkaCluster) throws {
    self.plan = plan
    self.cluster = cluster
    topics = try WorkerTopics(cluster, partitionCount: plan.partitionCount)
    pool = WorkerPool(topics, plan)
  }

  func run() throws -> RoundReport {
    let load = try RoundLoad.make(recordCount: plan.recordCount, seed: Int(truncatingIfNeeded: plan.seed % 1000) + 1)
    // A fault takes about four seconds; what is left of the load after the last one is worked off at full speed.
    let valuesPerSecond = max(500, load.values.count / max(1, plan.faultCount * 4))
    let producer = LoadProducer(
      load, to: topics.input, of: cluster, partitionCount: plan.partitionCount, valuesPerSecond: valuesPerSecond)
    let observer = Observer(topics)
    try pool.start()
    try pool.start()
    let hasBegun = wait {
      pool.falseStart != nil || (observer.latest?.eventEnds.values.reduce(0, +) ?? 0) > 0
    }
    guard hasBegun, pool.falseStart == nil else {
      throw TestSupportError(pool.falseStart ?? "No event came out before the first fault.")
    }

    var generator = SeededGenerator(seed: plan.seed)
    for _ in 0..<plan.faultCount {
      let step = Step.draw(among: plan.faults, sessionTimeout: plan.sessionTimeout, &generator)
      try rest(step.pause)
      try strike(step)
    }

    try endEnvironmentFault()
    pool.wakeAll()
    producer.hurry()
    let produced = try producer.finish()
    let ends = try topics.inputEnds()
    // Others do the rest: some of these commit too seldom to wait for.
    pool.stopAll(isDisturbed: false)
    try pool.start(commitsAtOnce: true)
    try pool.start(commitsAtOnce: true)
    let isDone = try wait {
      try self.pool.supervise()
      return observer.latest?.committed == ends
    }
    if !isDone { problems.append("the workers did not come to the end of their input: \(lag(observer.latest, ends))") }
    pool.stopAll(isDisturbed: false)
    return try judge(produced, observer.finish())
  }

  // MARK: - Faults

  private func strike(_ step: Step) throws {
    guard step.fault.isOfWorkers else { return try strikeEnvironment(step) }
    let awake = pool.awake
    guard let worker = awake.isEmpty ? nil : awake[step.target % awake.count] else { return }
    switch step.fault {
    case .kill:
      say(step, "\(worker.name) is killed")
      try pool.kill(worker)
      try rest(min(step.duration, .milliseconds(500)))
      try pool.start(as: worker.name)
    case .stop:
      say(step, "\(worker.name) is stopped and started again")
      pool.stop(worker, isDisturbed: isDisturbed)
      try pool.start(as: worker.name)
    case .leave:
      guard awake.count > 1 else { return }
      say(step, "\(worker.name) leaves")
      pool.stop(worker, isDisturbed: isDisturbed)
    case .zombie:
      let hasSuccessor = step.variant % 2 == 0
      say(step, "\(worker.name) sleeps for \(step.duration)\(hasSuccessor ? ", and another one takes its place" : "")")
      pool.putToSleep(worker, for: step.duration)
      if hasSuccessor { try pool.start(as: worker.name) }
    default:
      guard pool.workers.count < plan.maximumWorkerCount else { return }
      say(step, "one more worker")
      try pool.start()
    }
  }

  /// One at a time: two together would only be a longer one.
  private func strikeEnvironment(_ step: Step) throws {
    if step.fault == .network, cluster.proxies.isEmpty { return }
    try endEnvironmentFault()
    let fault = EnvironmentFault(step, of: topics)
    say(step, fault.description)
    environment = fault
  }

  private func endEnvironmentFault() throws {
    while let fault = environment {
      try lookAfter()
      if fault === environment { Pause.short() }
    }
  }

  private var isDisturbed: Bool { environment != nil }

  private func lookAfter() throws {
    try pool.supervise()
    guard let fault = environment, let end = fault.end else { return }
    if let failure = fault.failure { throw failure }
    // Members whose sessions ended meanwhile hear of it only now.
    windows.append(FaultWindow(fault.description, from: fault.begin, to: end + plan.sessionTimeout + .seconds(3)))
    environment = nil
  }

  private func rest(_ duration: Duration) throws {
    let end = ContinuousClock.now + duration
    repeat {
      try lookAfter()
      usleep(20_000)
    } while .now < end
  }

  private func wait(until condition: () throws -> Bool) rethrows -> Bool {
    try Pause.until(limit: Self.patience, condition)
  }

  private func say(_ step: Step, _ sentence: String) {
    strikes[step.fault, default: 0] += 1
    guard plan.isVerbose else { return }
    Report.print("  \(Report.seconds(ContinuousClock.now - start)) \(step.fault.rawValue): \(sentence)")
  }

  // MARK: - The verdict

  private func lag(_ snapshot: CommitSnapshot?, _ ends: [Int32: Int64]) -> String {
    guard let snapshot else { return "no snapshot" }
    return ends.sorted { $0.key < $1.key }.map { "\($0.key): \(snapshot.committed[$0.key] ?? 0) of \($0.value)" }
      .joined(separator: ", ")
  }

  /// The partitions in which a transaction is open that nobody will end; a reader of what is committed gets no further there.
  private func hangingTransactions() throws -> [String] {
    try [topics.output, topics.deadLetters].flatMap { topic -> [String] in
      var stable: [Int32: Int64] = [:]
      var ends: [Int32: Int64] = [:]
      let isWhole = try Pause.until(limit: .seconds(30)) {
        stable = try cluster.ends(of: topic)
        ends = try cluster.ends(of: topic, countsOpenTransactions: true)
        return stable == ends
      }
      guard !isWhole else { return [] }
      return ends.sorted { $0.key < $1.key }.filter { stable[$0.key] != $0.value }.map { partition, end in
        let producers = try? cluster.tool(
          "transactions", "describe-producers", "--topic", topic, "--partition", "\(partition)")
        return "a transaction hangs in \(topic)/\(partition) at \(stable[partition] ?? 0) of \(end)\n    "
          + (producers?.outputLines.joined(separator: "\n    ") ?? "")
      }
    }
  }

  private func judge(_ produced: [ProducedMessage], _ snapshots: [CommitSnapshot]) throws -> RoundReport {
    if plan.delivery == .exactlyOnce { problems += try hangingTransactions() }
    let verdict = try topics.verdict(on: produced, snapshots: snapshots, disturbances: windows)
    let allWindows = windows + pool.windows + pool.admittedWindows()
    let unexplained =
      plan.delivery == .exactlyOnce
      ? verdict.repeats : verdict.unexplainedRepeats(allWindows, snapshots: snapshots)
    var openTransactions: [String] = []
    if plan.delivery == .exactlyOnce {
      let list = try cluster.tool("transactions", "list").outputLines
      openTransactions = list.filter { $0.contains(topics.group) && $0.contains("Ongoing") }
    }
    let report = RoundReport(
      plan: plan, strikes: strikes, verdict: verdict, unexplainedRepeats: unexplained,
      unexpectedEnds: pool.unexpectedEnds, fencedCount: pool.fencedCount, hardStopCount: pool.hardStopCount,
      brokenClientCount: pool.brokenClientCount,
      openTransactions: openTransactions,
      problems: problems, snapshotCount: snapshots.count, duration: .now - start)
    if !report.isGood || plan.isVerbose { try pool.writeLogs(to: plan.logFolder) }
    return report
  }
}
