import CommandLine
import TestSupport

/// `run`: rounds of faults, and what they have shown.
struct RunCommand {
  private let values: SettingValues

  init(_ values: SettingValues) { self.values = values }

  func perform() throws -> Int32 {
    let brokerCount = values[ChaosSetting.brokerCount]
    let cluster = try KafkaCluster(brokerCount: brokerCount, heapMegabytes: 512, isProxied: true)
    defer { cluster.stop() }
    let plans = plans
    Report.print(
      "\(plans.count) rounds, \(values[ChaosSetting.delivery].rawValue), \(brokerCount) broker(s), "
        + "\(values[ChaosSetting.recordCount]) records and \(values[ChaosSetting.faultCount]) faults each")
    var sum = RoundSum()
    for plan in plans {
      let report = try Round(plan, on: cluster).run()
      Report.print(report.line)
      for complaint in report.complaints { Report.print("  \(complaint)") }
      sum.add(report)
    }
    Report.print(sum.line)
    return sum.badSeeds.isEmpty ? 0 : 1
  }

  /// One for each round; some faults need brokers that replicate.
  private var plans: [RoundPlan] {
    let brokerCount = values[ChaosSetting.brokerCount]
    let faults = values[ChaosSetting.faults].filter { brokerCount > 1 || !$0.needsReplicas }
    return (0..<values[ChaosSetting.roundCount]).map { number in
      RoundPlan(
        seed: UInt64(values[ChaosSetting.seed]) &+ UInt64(number), recordCount: values[ChaosSetting.recordCount],
        partitionCount: values[ChaosSetting.partitionCount],
        faultCount: faults.isEmpty ? 0 : values[ChaosSetting.faultCount], delivery: values[ChaosSetting.delivery],
        faults: faults, maximumWorkerCount: values[ChaosSetting.workerCount],
        sessionTimeout: values[ChaosSetting.sessionTimeout], program: values[ChaosSetting.program],
        arguments: values.workerArguments, isVerbose: values[ChaosSetting.isVerbose])
    }
  }
}

extension SettingValues {
  /// The properties that are handed on to each worker.
  var workerArguments: [String] { passedProperties.flatMap { ["-X", "\($0.name)=\($0.value)"] } }
}
