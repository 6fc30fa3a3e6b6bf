import CommandLine
@unsafe @preconcurrency import Glibc
import TestSupport

/// `soak`: whether anything grows in a worker that works for a long time.
struct SoakCommand {
  private let values: SettingValues
  /// The disk must not fill: what is worked on is deleted soon.
  private static let retention = ["segment.bytes": "67108864", "retention.bytes": "268435456"]
  private static let lineCount = 30
  /// A load above what the worker takes is held back here, so that it always has something to do and the disk does not fill.
  private static let longestLag: Int64 = 200_000

  init(_ values: SettingValues) { self.values = values }

  func perform() throws -> Int32 {
    let cluster = try KafkaCluster(configuration: ["log.retention.check.interval.ms=10000"])
    defer { cluster.stop() }
    let topics = try WorkerTopics(
      cluster, partitionCount: values[ChaosSetting.partitionCount], input: Self.retention, output: Self.retention,
      deadLetters: Self.retention)
    let group = try values.measuredGroup(topics)
    let load = EndlessLoad(
      try RoundLoad.make(recordCount: 40_000, seed: 1), to: topics,
      recordsPerSecond: values[ChaosSetting.recordsPerSecond])
    let worker = try group.startWorker("1")
    Report.print(
      "| minute | records/s | memory MiB | threads | descriptors | lag |\n| --- | --- | --- | --- | --- | --- |")
    let length = values[ChaosSetting.length]
    let start = ContinuousClock.now
    var counted: (time: ContinuousClock.Instant, outputs: Int64) = (start, 0)
    while .now - start < length, worker.isRunning {
      let nextLine = ContinuousClock.now + length / Self.lineCount
      while .now < nextLine, worker.isRunning {
        usleep(500_000)
        load.hold(group.lag() ?? 0 > Self.longestLag)
      }
      guard let sample = try? ProcessSample(of: worker) else { break }
      let outputs = try group.outputCount()
      let now = ContinuousClock.now
      let rate = Double(outputs - counted.outputs) / ((now - counted.time) / .seconds(1))
      counted = (now, outputs)
      Report.print(
        "| \(Int((now - start) / .seconds(60))) | \(Int(rate)) | \(sample.residentMebibytes) | \(sample.threadCount) | "
          + "\(sample.descriptorCount) | \(group.lag().map { "\($0)" } ?? "-") |")
    }
    let records = try load.finish()
    var complaints = group.catchUp() ? [] : ["the worker did not come to the end of its input"]
    complaints += group.stop([worker])
    let outputs = try group.outputCount()
    Report.print("\(records) records, \(outputs) outputs")
    if outputs != records { complaints.append("there are not as many outputs as records") }
    for complaint in complaints { Report.print(complaint) }
    return complaints.isEmpty ? 0 : 1
  }
}
