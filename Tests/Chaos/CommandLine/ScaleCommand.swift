import Settings
import TestSupport

/// `scale`: how long nothing comes out when workers come, go and are killed.
struct ScaleCommand {
  private let values: SettingValues
  /// How long a step is watched.
  private static let stepLength = Duration.seconds(12)

  init(_ values: SettingValues) { self.values = values }

  func perform() throws -> Int32 {
    let cluster = try KafkaCluster()
    defer { cluster.stop() }
    let topics = try WorkerTopics(cluster, partitionCount: values[ChaosSetting.partitionCount])
    let group = try values.measuredGroup(topics)
    let rate = values[ChaosSetting.recordsPerSecond]
    let load = try RoundLoad.make(recordCount: rate * 100, seed: 1)
    let producer = LoadProducer(
      load, to: topics.input, of: cluster, partitionCount: topics.partitionCount,
      valuesPerSecond: max(1, rate * load.values.count / load.recordCount))
    var workers = [try group.startWorker("1")]
    guard Pause.until({ group.watch.take().map { $0.eventEnds.values.reduce(0, +) > 0 } ?? false }) else {
      throw TestSupportError("No event came out: \(workers[0].errorText.suffix(500))")
    }
    _ = try longestStandstill(topics)
    Report.print("| step | nothing came out for |\n| --- | --- |")
    try report("1 worker, nothing happens", topics) {}
    for count in 2...4 {
      try report("\(count - 1) → \(count) workers", topics) { workers.append(try group.startWorker("\(count)")) }
    }
    var complaints: [String] = []
    for count in [3, 2] {
      try report("\(count + 1) → \(count) workers (SIGTERM)", topics) {
        complaints += group.stop([workers.removeLast()])
      }
    }
    try report("2 → 1 workers (SIGKILL; session timeout \(values[ChaosSetting.sessionTimeout]))", topics) {
      _ = workers.removeLast().kill()
    }
    producer.hurry()
    let produced = try producer.finish()
    if !group.catchUp() { complaints.append("the workers did not come to the end of their input") }
    complaints += group.stop(workers)
    let verdict = try topics.verdict(on: produced, snapshots: group.watch.snapshots)
    Report.print("\(verdict)")
    for complaint in complaints { Report.print(complaint) }
    return verdict.isGood && complaints.isEmpty ? 0 : 1
  }

  private func report(_ step: String, _ topics: WorkerTopics, _ action: () throws -> Void) throws {
    try action()
    let standstill = try longestStandstill(topics)
    Report.print("| \(step) | \(Int(standstill / .milliseconds(1))) ms |")
  }

  /// The longest time in which not one partition of the output grew, within a step's length.
  private func longestStandstill(_ topics: WorkerTopics) throws -> Duration {
    let end = ContinuousClock.now + Self.stepLength
    let meter = try OutputMeter(topics)
    return meter.longestStandstill(until: end)
  }
}
