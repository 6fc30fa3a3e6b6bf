@unsafe @preconcurrency import Glibc
import TestSupport

/// What a round does, and how it shows that it was done.
extension Round {
  private static let pauseBetweenLooks = Duration.milliseconds(250)

  func strike(_ step: Step) throws {
    defer { producer?.openGate() }
    guard step.fault.isOfWorkers else { return try strikeEnvironment(step) }
    let awake = pool.awake
    guard let worker = awake.isEmpty ? nil : awake[step.target % awake.count] else { return }
    let begin = ContinuousClock.now
    switch step.fault {
    case .kill:
      say(step, "\(worker.name) is killed")
      try pool.kill(worker)
      try rest(min(step.duration, .milliseconds(500)))
      try pool.start(as: worker.name)
    case .stop:
      say(step, "\(worker.name) is stopped and started again")
      pool.stop(worker)
      try pool.start(as: worker.name)
    case .leave:
      guard awake.count > 1 else { return }
      say(step, "\(worker.name) leaves")
      pool.stop(worker)
    case .zombie:
      let hasSuccessor = step.variant % 2 == 0
      say(step, "\(worker.name) sleeps for \(step.duration)\(hasSuccessor ? ", and another one takes its place" : "")")
      pool.putToSleep(worker, for: step.duration)
      if hasSuccessor { try pool.start(as: worker.name) }
      faults.append(FaultWindow("sleep of \(worker.name)", from: begin, to: .now + step.duration))
    default:
      guard pool.workers.count < plan.maximumWorkerCount else { return }
      say(step, "one more worker")
      try pool.start()
    }
    noteFault("\(step.fault.rawValue)", from: begin)
  }

  func noteFault(_ cause: String, from begin: ContinuousClock.Instant) {
    faults.append(FaultWindow(cause, from: begin, to: .now))
  }

  // MARK: - What workers depend on

  /// One at a time: two together would only be a longer one.
  private func strikeEnvironment(_ step: Step) throws {
    if step.fault == .network, cluster.proxies.isEmpty { return }
    try endEnvironmentFault()
    pool.beginTrouble(step.fault)
    refusalsBefore = pool.ends[.refused] ?? 0
    let fault = EnvironmentFault(step, of: topics, plan.delivery)
    say(step, fault.description)
    environment = fault
    guard fault.proof != nil else { return }
    while fault.inForce == nil, fault.end == nil {
      try lookAfter()
      Pause.short()
    }
    // So many records at once that large batches are among them, and some of each kind.
    producer?.openGate(surges: true)
  }

  func endEnvironmentFault() throws {
    while let fault = environment {
      try lookAfter()
      if fault === environment { Pause.short() }
    }
  }

  func lookAfter() throws {
    try pool.supervise()
    guard let fault = environment else { return }
    if !fault.isFelt, fault.inForce != nil, ContinuousClock.now - lastLook > Self.pauseBetweenLooks {
      lastLook = .now
      switch fault.proof {
      case .said(let words): if pool.hasSaid(words, since: fault.begin) { fault.noteFelt() }
      case .refused: if pool.ends[.refused] ?? 0 > refusalsBefore { fault.noteFelt() }
      case .seen, nil: break
      }
    }
    guard let end = fault.end else { return }
    if let failure = fault.failure { throw failure }
    if fault.proof != nil, !fault.isFelt { problems.append("nobody felt it: \(fault.description)") }
    // Members whose sessions ended meanwhile hear of it only now.
    windows.append(FaultWindow(fault.description, from: fault.begin, to: end + plan.sessionTimeout + .seconds(3)))
    faults.append(FaultWindow(fault.description, from: fault.begin, to: end))
    pool.endTrouble()
    environment = nil
  }

  func rest(_ duration: Duration) throws {
    let end = ContinuousClock.now + duration
    repeat {
      try lookAfter()
      usleep(20_000)
    } while .now < end
  }

  // MARK: - Another topic of the same name

  /// Deletes the input topic, creates it again, and waits until it was felt.
  ///
  /// - Parameter produce: begins to produce to the new one.
  /// - Returns: when it was there.
  func recreate(_ step: Step, produce: () -> Void) throws -> ContinuousClock.Instant {
    // Otherwise the group has nothing to lose.
    _ = try wait {
      try lookAfter()
      return observer.latest?.committed.values.contains { $0 > 0 } ?? false
    }
    let begin = ContinuousClock.now
    let isAtOnce = step.variant % 2 == 0
    let stopsOne = step.target % 2 == 0
    say(
      step,
      "the input topic is deleted and created again \(isAtOnce ? "at once" : "after \(step.duration)")"
        + (stopsOne ? ", and a worker is stopped then" : ""))
    pool.beginTrouble(.recreation)
    let before = observer.latest?.committed ?? [:]
    try cluster.deleteTopic(topics.input)
    if !isAtOnce { try rest(step.duration) }
    try cluster.createTopicAgain(topics.input, partitionCount: Int32(plan.partitionCount))
    let created = ContinuousClock.now
    produce()
    if stopsOne, let worker = pool.awake.first {
      pool.stop(worker)
      try pool.start(as: worker.name)
    }
    let isFelt = try Pause.until {
      try rest(Self.pauseBetweenLooks)
      return pool.hasSaid(WorkerLog.wordsOfRecreation, since: begin)
        || observer.latest.map { Self.isOfAnotherTopic($0, before) && $0.time > begin } ?? false
    }
    if !isFelt { problems.append("nobody felt that the input topic is another one") }
    windows.append(FaultWindow("recreation", from: begin, to: .now + plan.sessionTimeout + .seconds(3)))
    noteFault("recreation", from: begin)
    pool.endTrouble()
    return created
  }

  /// Whether offsets are gone that the group had committed.
  static func isOfAnotherTopic(_ snapshot: CommitSnapshot, _ before: [Int32: Int64]) -> Bool {
    before.allSatisfy { $0.value == 0 || snapshot.committed[$0.key] ?? 0 < $0.value }
  }

  func say(_ step: Step, _ sentence: String) {
    strikes[step.fault, default: 0] += 1
    guard plan.isVerbose else { return }
    Report.print("  \(Report.seconds(ContinuousClock.now - start)) \(step.fault.rawValue): \(sentence)")
  }
}
