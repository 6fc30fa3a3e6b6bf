import FoundationEssentials
@unsafe @preconcurrency import Glibc
import TestSupport

/// The workers of a round: starts, strikes and supervises them, and notes what could make a record come out twice.
final class WorkerPool {
  private let topics: WorkerTopics
  private let plan: RoundPlan
  /// Arguments for each worker besides the plan's.
  private let arguments: [String]
  private(set) var workers: [ManagedWorker] = []
  private var ended: [ManagedWorker] = []
  private var nextName = 1
  /// The places of workers that have ended by themselves, and when they are filled.
  private var vacancies: [String: ContinuousClock.Instant] = [:]
  private(set) var windows: [FaultWindow] = []
  /// Ends that nobody asked for and nothing explains, or that come without a word, as sentences.
  private(set) var unexpectedEnds: [String] = []
  /// How often workers ended in ways that are provided for.
  private(set) var ends: [WorkerEnd.Kind: Int] = [:]
  /// What is, or was, out of order that workers depend on.
  private var troubles: [(fault: Fault, begin: ContinuousClock.Instant, end: ContinuousClock.Instant?)] = []
  private let clocks = (date: Date(), instant: ContinuousClock.now)
  /// After what time a supervisor starts a worker again.
  private static let restartPause = Duration.seconds(1)
  /// How long after a trouble is over workers may still end of it: they ask again for some seconds.
  private static let echo = Duration.seconds(20)

  init(_ topics: WorkerTopics, _ plan: RoundPlan, arguments: [String]) {
    self.topics = topics
    self.plan = plan
    self.arguments = arguments
  }

  // MARK: - Starting

  /// Fills a place: a new one, or that of a worker that has gone.
  ///
  /// - Parameter commitsAtOnce: whether it must not leave commits for later, since somebody waits for them.
  func start(as name: String? = nil, commitsAtOnce: Bool = false) throws {
    let name = name ?? "worker-\(nextName)"
    if name == "worker-\(nextName)" { nextName += 1 }
    vacancies[name] = nil
    var arguments = plan.arguments + arguments
    if plan.delivery == .exactlyOnce {
      arguments += ["--delivery", "exactly-once", "--transactional-id", "\(topics.group)-\(name)"]
    } else {
      // Some commit at once, some seldom: those have always something to lose.
      let intervals = ["100ms", "1s", "5s", "30s"]
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
    guard worker.process.kill() == .signalled(SIGKILL) else { return noteEnd(worker, wasAsked: false) }
    windows.append(FaultWindow("kill of \(worker.name)", from: begin, to: .now + .milliseconds(500)))
    remove(worker)
  }

  /// Stops a worker with SIGTERM, and holds its ending against what is promised.
  func stop(_ worker: ManagedWorker) {
    let begin = ContinuousClock.now
    worker.process.terminate()
    if worker.process.wait(limit: .seconds(60)) == nil {
      unexpectedEnds.append("\(worker.name) did not stop within 60 s")
      _ = worker.process.kill()
    }
    if worker.process.wait(limit: .zero) == .exited(0) {
      // It said that nothing is left, so that nothing may come out once more.
      judge(worker, wasAsked: true)
      remove(worker)
    } else {
      noteEnd(worker, wasAsked: true, since: begin)
    }
  }

  func putToSleep(_ worker: ManagedWorker, for duration: Duration) {
    worker.process.send(SIGSTOP)
    worker.wasZombie = true
    worker.wakeTime = .now + duration
    // Once awake it needs a moment to notice that the group went on without it.
    windows.append(FaultWindow("sleep of \(worker.name)", from: .now, to: .now + duration + .seconds(5)))
  }

  /// Wakes those whose time has come, and fills the places of those that have ended, as a supervisor does.
  func supervise() throws {
    for worker in workers {
      if let wakeTime = worker.wakeTime, wakeTime <= .now { worker.wake() }
      guard !worker.process.isRunning else { continue }
      noteEnd(worker, wasAsked: false)
      vacancies[worker.name] = .now + Self.restartPause
    }
    for (name, time) in vacancies where time <= .now {
      vacancies[name] = nil
      if !workers.contains(where: { $0.name == name }) { try start(as: name) }
    }
  }

  func wakeAll() { for worker in workers where worker.isAsleep { worker.wake() } }

  func stopAll() {
    wakeAll()
    vacancies = [:]
    for worker in workers { stop(worker) }
  }

  private func remove(_ worker: ManagedWorker) {
    workers.removeAll { $0 === worker }
    ended.append(worker)
  }

  // MARK: - Ends

  /// Notes that something which workers depend on is out of order, until it is said to be over.
  func beginTrouble(_ fault: Fault) { troubles.append((fault, .now, nil)) }

  func endTrouble() { if !troubles.isEmpty { troubles[troubles.count - 1].end = troubles.last?.end ?? .now } }

  private func noteEnd(_ worker: ManagedWorker, wasAsked: Bool, since begin: ContinuousClock.Instant? = nil) {
    windows.append(
      FaultWindow("end of \(worker.name)", from: begin ?? worker.start, to: .now + .milliseconds(500)))
    judge(worker, wasAsked: wasAsked)
    remove(worker)
  }

  private func judge(_ worker: ManagedWorker, wasAsked: Bool) {
    let log = WorkerLog(worker.process.errorText)
    let time = log.lines.last?.date.map(instant) ?? .now
    let now = troubles.filter { $0.begin <= time && time <= $0.end.map { $0 + Self.echo } ?? .now }.map(\.fault)
    let end = WorkerEnd(
      ending: worker.process.wait(limit: .zero), log: log, wasAsked: wasAsked, isDisturbed: !now.isEmpty,
      wasZombie: worker.wasZombie,
      wordsOfRefusals: (now.contains(.rights) ? WorkerLog.wordsOfMissingRights : [])
        + (now.contains(.recreation) ? WorkerLog.wordsOfRecreation : []),
      isTransactional: plan.delivery == .exactlyOnce)
    if let kind = end.kind {
      ends[kind, default: 0] += 1
    } else {
      unexpectedEnds.append("\(worker.name) ended\(wasAsked ? "" : " by itself"): \(end.description)")
    }
  }

  // MARK: - What they said

  /// Whether one of them has said one of the words since a time.
  func hasSaid(_ words: [String], since time: ContinuousClock.Instant) -> Bool {
    let date = clocks.date + (time - clocks.instant) / .seconds(1)
    return (workers + ended).contains { WorkerLog($0.process.errorText).says(words, since: date) }
  }

  /// Writes what each worker said into a folder, to be looked at when something was wrong.
  func writeLogs(to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (number, worker) in (ended + workers).enumerated() {
      let text = Data(worker.process.errorText.utf8)
      _ = FileManager.default.createFile(atPath: "\(folder)/\(number + 1)-\(worker.name).jsonl", contents: text)
    }
  }

  /// The times in which a worker said that it gave up work that was not committed, or does some of it again.
  func admittedWindows() -> [FaultWindow] {
    (workers + ended).flatMap { worker in
      let log = WorkerLog(worker.process.errorText)
      return (log.admissions + log.repetitions).map(instant).map { time in
        FaultWindow(
          "admission of \(worker.name)", from: time - plan.sessionTimeout - .seconds(2), to: time + .seconds(2))
      }
    }
  }

  /// When each worker aborted transactions.
  func aborts() -> [(worker: String, times: [ContinuousClock.Instant])] {
    (workers + ended).map { ($0.name, WorkerLog($0.process.errorText).aborts.map(instant)) }
  }

  private func instant(_ date: Date) -> ContinuousClock.Instant {
    clocks.instant + .seconds(date.timeIntervalSince(clocks.date))
  }
}
