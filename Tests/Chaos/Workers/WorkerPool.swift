import FoundationEssentials
@unsafe @preconcurrency import Glibc
import TestSupport

/// The workers of a round: starts, strikes and supervises them, and notes what could make a record come out twice.
final class WorkerPool {
  private let topics: WorkerTopics
  private let plan: RoundPlan
  private(set) var workers: [ManagedWorker] = []
  private var ended: [ManagedWorker] = []
  private var nextName = 1
  private(set) var windows: [FaultWindow] = []
  /// Ends that nobody asked for and nothing explains, as sentences.
  private(set) var unexpectedEnds: [String] = []
  /// Ends that the mode provides for: a worker that another one of its name has shut out.
  private(set) var fencedCount = 0
  /// Ends by an error of librdkafka's that it cannot go on after; a supervisor starts such a worker again.
  private(set) var brokenClientCount = 0
  private let clocks = (date: Date(), instant: ContinuousClock.now)

  /// Stops whose last commit the group did not take, which the worker says with exit code 5.
  private(set) var hardStopCount = 0

  init(_ topics: WorkerTopics, _ plan: RoundPlan) {
    self.topics = topics
    self.plan = plan
  }

  // MARK: - Starting

  /// Fills a place: a new one, or that of a worker that has gone.
  ///
  /// - Parameter commitsAtOnce: whether it must not leave commits for later, since somebody waits for them.
  func start(as name: String? = nil, commitsAtOnce: Bool = false) throws {
    let name = name ?? "worker-\(nextName)"
    if name == "worker-\(nextName)" { nextName += 1 }
    var arguments = plan.arguments
    if plan.delivery == .exactlyOnce {
      arguments += ["--delivery", "exactly-once", "--transactional-id", "\(topics.group)-\(name)"]
    } else {
      // Some commit at once, some seldom: those have always something to lose.
      let intervals = ["100ms", "1s", "5s", "300s"]
      arguments += [
        "--commit-interval", commitsAtOnce ? intervals[0] : intervals[(workers.count + ended.count) % intervals.count],
      ]
    }
    let process = try topics.start(
      arguments, sessionTimeout: "\(Int(plan.sessionTimeout / .milliseconds(1)))ms",
      drainTimeout: "\(Int(plan.sessionTimeout / .milliseconds(1)) / 2)ms", program: plan.program)
    workers.append(ManagedWorker(name: name, process: process))
  }

  /// Why the first workers did not even begin, nil if they are at work.
  var falseStart: String? {
    workers.first { !$0.process.isRunning }.map { "\($0.name) did not begin: \($0.process.errorText.suffix(1000))" }
  }

  var awake: [ManagedWorker] { workers.filter { !$0.isAsleep } }

  // MARK: - Striking

  func kill(_ worker: ManagedWorker) throws {
    let begin = ContinuousClock.now
    guard worker.process.kill() == .signalled(SIGKILL) else {
      return note("\(worker.name) ended by itself before it was killed: \(Self.describe(worker))")
    }
    windows.append(FaultWindow("kill of \(worker.name)", from: begin, to: .now + .milliseconds(500)))
    remove(worker)
  }

  /// Stops a worker with SIGTERM, and holds its ending against what is promised.
  ///
  /// - Parameter isDisturbed: whether something that it depends on is out of order, so that it may fail to drain.
  func stop(_ worker: ManagedWorker, isDisturbed: Bool) {
    let begin = ContinuousClock.now
    worker.process.terminate()
    switch worker.process.wait(limit: .seconds(60)) {
    case .exited(0): break
    // It had not reached its first line; before that there is nothing to drain.
    case .signalled(SIGTERM) where worker.process.errorText.isEmpty: break
    case .exited(5) where isDisturbed || worker.wasZombie || !WorkerLog(worker.process.errorText).admissions.isEmpty:
      hardStopCount += 1
    case .exited(1) where isFenced(worker): fencedCount += 1
    case .exited(1) where hasBrokenClient(worker): brokenClientCount += 1
    case nil:
      note("\(worker.name) did not stop within 60 s")
      _ = worker.process.kill()
    default: note("\(worker.name) was asked to stop: \(Self.describe(worker))")
    }
    if worker.process.wait(limit: .zero) != .exited(0) {
      windows.append(FaultWindow("hard stop of \(worker.name)", from: begin, to: .now + .milliseconds(500)))
    }
    remove(worker)
  }

  func putToSleep(_ worker: ManagedWorker, for duration: Duration) {
    worker.process.send(SIGSTOP)
    worker.wasZombie = true
    worker.wakeTime = .now + duration
    // Once awake it needs a moment to notice that the group went on without it.
    windows.append(FaultWindow("sleep of \(worker.name)", from: .now, to: .now + duration + .seconds(5)))
  }

  /// Wakes those whose time has come, and fills the places of those that have ended.
  func supervise() throws {
    for worker in workers {
      if let wakeTime = worker.wakeTime, wakeTime <= .now { worker.wake() }
      guard !worker.process.isRunning else { continue }
      windows.append(FaultWindow("end of \(worker.name)", from: worker.start, to: .now + .milliseconds(500)))
      remove(worker)
      if isFenced(worker) {
        fencedCount += 1
      } else if hasBrokenClient(worker) {
        brokenClientCount += 1
      } else {
        note("\(worker.name) ended by itself: \(Self.describe(worker))")
      }
      if !workers.contains(where: { $0.name == worker.name }) { try start(as: worker.name) }
    }
  }

  func wakeAll() { for worker in workers where worker.isAsleep { worker.wake() } }

  func stopAll(isDisturbed: Bool) {
    wakeAll()
    for worker in workers { stop(worker, isDisturbed: isDisturbed) }
  }

  private func remove(_ worker: ManagedWorker) {
    workers.removeAll { $0 === worker }
    ended.append(worker)
  }

  private func note(_ sentence: String) { unexpectedEnds.append(sentence) }

  /// Whether it ended because its name, or its transaction, was taken from it, which exactly-once rests on.
  private func isFenced(_ worker: ManagedWorker) -> Bool {
    guard plan.delivery == .exactlyOnce, worker.process.wait(limit: .zero) == .exited(1) else { return false }
    return worker.process.errorText.contains("has taken over")
  }

  /// Whether faults of brokers and connections have driven librdkafka into an error that it calls fatal.
  private func hasBrokenClient(_ worker: ManagedWorker) -> Bool {
    guard plan.faults.contains(where: { !$0.isOfWorkers }), worker.process.wait(limit: .zero) == .exited(1) else {
      return false
    }
    return WorkerLog(worker.process.errorText).hasBrokenClient
  }

  private static func describe(_ worker: ManagedWorker) -> String {
    let ending = worker.process.wait(limit: .zero).map { "\($0)" } ?? "still running"
    return ([ending] + WorkerLog(worker.process.errorText).complaints).joined(separator: "\n    ")
  }

  // MARK: - What they said

  /// Writes what each worker said into a folder, to be looked at when something was wrong.
  func writeLogs(to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (number, worker) in (ended + workers).enumerated() {
      let text = Data(worker.process.errorText.utf8)
      _ = FileManager.default.createFile(atPath: "\(folder)/\(number + 1)-\(worker.name).jsonl", contents: text)
    }
  }

  /// The times in which a worker said that it gave up work that was not committed.
  func admittedWindows() -> [FaultWindow] {
    (workers + ended).flatMap { worker in
      WorkerLog(worker.process.errorText).admissions.map { date in
        let time = clocks.instant + .seconds(date.timeIntervalSince(clocks.date))
        return FaultWindow(
          "admission of \(worker.name)", from: time - plan.sessionTimeout - .seconds(2), to: time + .seconds(2))
      }
    }
  }
}
