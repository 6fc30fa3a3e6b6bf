import Kafka

/// Three topics and a group of a test's own, and the workers that use them.
public struct WorkerTopics: Sendable {
  public let cluster: KafkaCluster
  public let input: String
  public let output: String
  public let deadLetters: String
  public let group: String
  public let partitionCount: Int

  /// Creates the topics.
  public init(
    _ cluster: KafkaCluster, partitionCount: Int = 1, input: [String: String] = [:], output: [String: String] = [:],
    deadLetters: [String: String] = [:]
  ) throws {
    let suffix = String(UInt32.random(in: 0 ... .max), radix: 36)
    self.cluster = cluster
    self.partitionCount = partitionCount
    self.input = "raw-\(suffix)"
    self.output = "events-\(suffix)"
    self.deadLetters = "dead-\(suffix)"
    group = "group-\(suffix)"
    try cluster.createTopic(self.input, partitionCount: Int32(partitionCount), configuration: input)
    try cluster.createTopic(self.output, partitionCount: Int32(partitionCount), configuration: output)
    try cluster.createTopic(self.deadLetters, partitionCount: Int32(partitionCount), configuration: deadLetters)
  }

  /// The settings that name the brokers, the topics and the group; nil for a topic is this test's own.
  public func arguments(output: String? = nil, deadLetters: String? = nil) -> [String] {
    cluster.workerArguments + [
      "--input", input, "--output", output ?? self.output, "--dead-letters", deadLetters ?? self.deadLetters, "--group",
      group,
    ]
  }

  /// Starts a worker that writes source headers and whose group soon notices when it is dead.
  public func startWorker(_ extra: String..., sessionTimeout: String = "6s") throws -> ChildProcess {
    try start(extra, sessionTimeout: sessionTimeout)
  }

  public func start(
    _ extra: [String], sessionTimeout: String = "6s", drainTimeout: String = "5s", program: String? = nil
  ) throws -> ChildProcess {
    try ChildProcess(
      program ?? ProgramUnderTest.path(),
      ["run"] + arguments()
        + [
          "--source-headers", "--session-timeout", sessionTimeout, "--drain-timeout", drainTimeout,
          "--shutdown-timeout", "20s",
          "--progress-interval", "0", "--log-format", "json",
        ] + extra)
  }

  public func committed() throws -> [Int32: Int64] { try cluster.committed(group: group, topic: input) }

  /// Where the input ends; what a group has committed when it has done everything.
  public func inputEnds() throws -> [Int32: Int64] { try cluster.ends(of: input).filter { $0.value > 0 } }

  /// Runs a worker until it has committed everything, and stops it with SIGTERM.
  public func runWorker(_ extra: String...) throws {
    let worker = try start(extra, sessionTimeout: "6s")
    try finish(worker)
  }

  /// Waits until the group has committed everything, and stops the worker with SIGTERM.
  public func finish(_ worker: ChildProcess) throws {
    let ends = try inputEnds()
    let watch = try CommitWatch(self)
    guard watch.wait(until: { $0.committed == ends || !worker.isRunning }), worker.isRunning else {
      throw TestSupportError("The worker did not finish its input: \(worker.errorText)")
    }
    worker.terminate()
    let ending = worker.wait(limit: .seconds(60))
    guard ending == .exited(0) else {
      throw TestSupportError("The worker ended with \(ending.map { "\($0)" } ?? "nothing"): \(worker.errorText)")
    }
  }

  /// Reads both output topics and judges them.
  ///
  /// - Parameter mayChangeForm: whether a record may be an event once and a dead letter once, since limits have changed.
  public func verdict(
    on produced: [ProducedMessage], snapshots: [CommitSnapshot] = [], expectsAll: Bool = true,
    disturbances: [FaultWindow] = [], mayChangeForm: Bool = false
  ) throws -> DeliveryVerdict {
    var generation = ProducedGeneration(1, produced)
    generation.snapshots = snapshots
    generation.isWhole = expectsAll
    return try verdicts(on: [generation], disturbances: disturbances, mayChangeForm: mayChangeForm)[0]
  }

  /// The same for an input topic that was deleted and created again: each generation of it by itself.
  ///
  /// - Parameter generations: in their order; the last one is that which the topic holds now.
  public func verdicts(
    on generations: [ProducedGeneration], disturbances: [FaultWindow], mayChangeForm: Bool
  ) throws -> [DeliveryVerdict] {
    var verifiers = generations.map { DeliveryVerifier($0.produced, mayChangeForm: mayChangeForm) }
    let reader = TopicReader(cluster)
    func add(_ output: DeliveredOutput) throws {
      guard verifiers.indices.contains(output.generation - 1) else {
        throw TestSupportError("\(output.place) is of generation \(output.generation), which nobody has produced.")
      }
      verifiers[output.generation - 1].add(output)
    }
    // The snapshot of the end counts as well: committed first, then what can be read.
    let committed = try committed()
    try reader.forEach(of: output) { try add(DeliveredOutput(event: $0)) }
    try reader.forEach(of: deadLetters) { try add(DeliveredOutput(deadLetter: $0)) }
    let last = CommitSnapshot(
      committed: committed, eventEnds: try cluster.ends(of: output), deadLetterEnds: try cluster.ends(of: deadLetters))
    return zip(generations, verifiers).map { generation, verifier in
      let isLast = generation.number == generations.count
      return verifier.verdict(
        snapshots: generation.snapshots + (isLast ? [last] : []), expectsAll: generation.isWhole,
        disturbances: disturbances)
    }
  }
}
