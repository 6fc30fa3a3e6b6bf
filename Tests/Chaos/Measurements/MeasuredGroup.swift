import TestSupport

/// The topics and workers of a measurement, and where they stand.
struct MeasuredGroup {
  let topics: WorkerTopics
  let watch: CommitWatch
  private let arguments: [String]
  private let sessionTimeout: Duration
  private let delivery: Delivery
  private let program: String?

  init(_ topics: WorkerTopics, delivery: Delivery, sessionTimeout: Duration, program: String?, arguments: [String])
    throws
  {
    self.topics = topics
    self.delivery = delivery
    self.sessionTimeout = sessionTimeout
    self.program = program
    self.arguments = arguments
    watch = try CommitWatch(topics)
  }

  func startWorker(_ name: String) throws -> ChildProcess {
    let extra =
      delivery == .exactlyOnce ? ["--delivery", "exactly-once", "--transactional-id", "\(topics.group)-\(name)"] : []
    let milliseconds = Int(sessionTimeout / .milliseconds(1))
    let worker = try topics.start(
      arguments + extra, sessionTimeout: "\(milliseconds)ms", drainTimeout: "\(min(5000, milliseconds / 2))ms",
      program: program)
    guard Pause.until(limit: .seconds(30), { worker.errorText.contains("joining the group") || !worker.isRunning }),
      worker.isRunning
    else { throw TestSupportError("A worker did not begin: \(worker.errorText.suffix(1000))") }
    return worker
  }

  /// How many messages of the input are not committed; nil while the brokers do not answer.
  func lag() -> Int64? {
    watch.take().map { snapshot in
      snapshot.inputEnds.reduce(0) { $0 + $1.value - (snapshot.committed[$1.key] ?? 0) }
    }
  }

  /// Waits until everything that is in the input is committed.
  func catchUp(limit: Duration = .seconds(600)) -> Bool { Pause.until(limit: limit) { lag() == 0 } }

  /// Stops workers in order and says what is wrong with how they ended.
  func stop(_ workers: [ChildProcess]) -> [String] {
    workers.compactMap { worker in
      worker.terminate()
      let ending = worker.wait(limit: .seconds(60))
      return ending == .exited(0)
        ? nil : "a worker ended with \(ending.map { "\($0)" } ?? "nothing"): \(worker.errorText.suffix(500))"
    }
  }

  /// How many outputs there are, of both topics; where nothing is repeated, as many as records.
  func outputCount() throws -> Int64 {
    try
      (topics.cluster.ends(of: topics.output).values.reduce(0, +)
      + topics.cluster.ends(of: topics.deadLetters).values.reduce(0, +))
  }
}
