import CommandLine
import TestSupport

/// `scale`: how long nothing comes out, of all partitions and of one, when workers come, go and are killed.
struct ScaleCommand {
  private let values: SettingValues
  /// How long a step is watched.
  private static let stepLength = Duration.seconds(12)

  init(_ values: SettingValues) { self.values = values }

  func perform() throws -> Int32 {
    let cluster = try KafkaCluster()
    defer { cluster.stop() }
    let topics = try WorkerTopics(
      cluster, partitionCount: values[ChaosSetting.partitionCount],
      output: ["message.timestamp.type": "LogAppendTime"])
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
    let meter = try OutputMeter(topics)
    _ = try meter.longestStandstill(until: .now + Self.stepLength)
    Report.print("| step | no event of any partition for | of one partition for |\n| --- | --- | --- |")
    try report("1 worker, nothing happens", meter) {}
    for count in 2...4 {
      try report("\(count - 1) → \(count) workers", meter) { workers.append(try group.startWorker("\(count)")) }
    }
    var complaints: [String] = []
    for count in [3, 2] {
      try report("\(count + 1) → \(count) workers (SIGTERM)", meter) {
        complaints += group.stop([workers.removeLast()])
      }
    }
    try report("2 → 1 workers (SIGKILL; session timeout \(values[ChaosSetting.sessionTimeout]))", meter) {
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

  private func report(_ step: String, _ meter: OutputMeter, _ action: () throws -> Void) throws {
    try action()
    let standstill = try meter.longestStandstill(until: .now + Self.stepLength)
    let milliseconds = { (duration: Duration) in Int(duration / .milliseconds(1)) }
    Report.print("| \(step) | \(milliseconds(standstill.group)) ms | \(milliseconds(standstill.partition)) ms |")
  }
}
