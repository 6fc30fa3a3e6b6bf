import CommandLine
import TestSupport

/// `broken`: workers that break one rule each must be found out, and the same rounds must find nothing in the sound one.
struct BrokenCommand {
  private let values: SettingValues
  /// Chance decides whether a round brings a broken rule to light; none of them hides this often.
  private static let mostRounds = 4

  init(_ values: SettingValues) { self.values = values }

  func perform() throws -> Int32 {
    let workshop = try Workshop()
    let sound = try values[ChaosSetting.program] ?? workshop.build(nil)
    let programs = try BrokenBuild.all.map { ($0, try workshop.build($0)) }
    let cluster = try KafkaCluster(brokerCount: 3, isProxied: true)
    defer { cluster.stop() }
    var escaped: [String] = []
    for (build, program) in programs {
      Report.print("\(build.name): \(build.rule)")
      let control = try Round(plan(build, round: 0, program: sound), on: cluster).run()
      Report.print("  the sound worker: \(control.line)")
      for complaint in control.complaints { Report.print("    \(complaint)") }
      guard control.isGood else {
        escaped.append("\(build.name) (the sound worker was found guilty)")
        continue
      }
      guard let report = try firstBad(build, program, on: cluster) else {
        escaped.append(build.name)
        Report.print("  NOT caught in \(Self.mostRounds) rounds")
        continue
      }
      Report.print("  caught: \(report.line)")
      for complaint in report.complaints.prefix(4) { Report.print("    \(complaint.prefix(400))") }
    }
    Report.print(
      escaped.isEmpty
        ? "all \(BrokenBuild.all.count) broken workers were caught" : "not caught: \(escaped.joined(separator: ", "))")
    return escaped.isEmpty ? 0 : 1
  }

  private func firstBad(_ build: BrokenBuild, _ program: String, on cluster: KafkaCluster) throws -> RoundReport? {
    for round in 0..<Self.mostRounds {
      let report = try Round(plan(build, round: round, program: program), on: cluster).run()
      // A worker that breaks in another way than was meant proves nothing.
      switch build.sign {
      case .outputs: if !report.isSafe { return report }
      case .behaviour: if !report.isLive || !report.problems.isEmpty { return report }
      }
      Report.print("  not yet: \(report.line)")
    }
    return nil
  }

  private func plan(_ build: BrokenBuild, round: Int, program: String) -> RoundPlan {
    var plan = RoundPlan(
      seed: UInt64(values[ChaosSetting.seed]) &+ UInt64(round), recordCount: 40_000,
      partitionCount: values[ChaosSetting.partitionCount], faultCount: 6, delivery: build.delivery,
      faults: build.faults, maximumWorkerCount: 4, sessionTimeout: values[ChaosSetting.sessionTimeout],
      program: program, arguments: values.workerArguments, isVerbose: false)
    plan.alwaysBeginsAtEnd = build.beginsAtEnd
    return plan
  }
}
