import CommandLine
@unsafe @preconcurrency import Glibc
import TestSupport

/// `outage`: a worker's memory while its broker is away, or its output takes nothing.
struct OutageCommand {
  private let values: SettingValues

  init(_ values: SettingValues) { self.values = values }

  func perform() throws -> Int32 {
    let outage = values[ChaosSetting.outage]
    let cluster = try KafkaCluster(brokerCount: outage.brokerCount)
    defer { cluster.stop() }
    let topics = try WorkerTopics(cluster, partitionCount: values[ChaosSetting.partitionCount])
    let group = try values.measuredGroup(topics)
    let load = EndlessLoad(
      try RoundLoad.make(recordCount: 40_000, seed: 1), to: topics,
      recordsPerSecond: values[ChaosSetting.recordsPerSecond])
    let worker = try group.startWorker("1")
    // Under way, and warm.
    guard Pause.until({ (try? group.outputCount() > 20_000) ?? false }) else {
      throw TestSupportError("No event came out: \(worker.errorText.suffix(500))")
    }
    usleep(10_000_000)
    let before = try ProcessSample(of: worker)
    try outage.begin(topics)
    let length = values[ChaosSetting.length]
    Report.print("\(outage.description) for \(length.components.seconds) s; before: \(before.residentMebibytes) MiB")
    var curve: [Int] = []
    let start = ContinuousClock.now
    while .now - start < length {
      usleep(UInt32(length / .seconds(1) / 30 * 1_000_000))
      guard worker.isRunning else { break }
      curve.append(try ProcessSample(of: worker).residentMebibytes)
    }
    Report.print("  memory, MiB: \(curve.map { "\($0)" }.joined(separator: " "))")
    try outage.end(topics)
    let records = try load.finish()
    let recovery = ContinuousClock.now
    var complaints: [String] = []
    if !group.catchUp() { complaints.append("the worker did not come to the end of its input") }
    let after = (try? ProcessSample(of: worker))?.residentMebibytes ?? 0
    Report.print("  all done \(Report.seconds(.now - recovery)) after the end; memory then: \(after) MiB")
    complaints += group.stop([worker])
    let outputs = try group.outputCount()
    Report.print("  \(records) records, \(outputs) outputs")
    if outputs < records { complaints.append("\(Int64(records) - outputs) records are missing") }
    for complaint in complaints { Report.print(complaint) }
    return complaints.isEmpty ? 0 : 1
  }
}

extension SettingValues {
  func measuredGroup(_ topics: WorkerTopics) throws -> MeasuredGroup {
    try MeasuredGroup(
      topics, delivery: self[ChaosSetting.delivery], sessionTimeout: self[ChaosSetting.sessionTimeout],
      program: self[ChaosSetting.program], arguments: workerArguments)
  }
}
