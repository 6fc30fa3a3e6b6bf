import Base
import CommandLine
import Logging
import Operations
import Patterns
import Settings

/// `dead-letters gaps|test`: what the patterns do not know yet, and whether new ones would.
struct GapsCommand {
  private let values: SettingValues

  init(_ values: SettingValues) { self.values = values }

  func report() -> Int32 {
    reportingFailures { () throws(OperationFailure) in
      let catalogue = try values.catalogueForTools()
      // Opened before the long work, so that a path that cannot be written costs no time.
      let draft = try file(values[SettingKey.draft])
      let page = try file(values[SettingKey.html])
      var collector = GapCollector()
      var closed = ClosedGaps(catalogue: catalogue)
      let showsAll = values[SettingKey.showAll]
      try values.readDeadLetters(copiesBytes: true) { letter in
        if letter.reason == "unmatched_message", showsAll || !closed.take(letter) { collector.add(letter) }
        return true
      }
      let bar = ProgressBar("proposing", unit: "patterns")
      let report = GapReport(
        collector, topic: values[SettingKey.deadLetters], catalogue: catalogue, limit: values[SettingKey.top],
        minimumCount: values[SettingKey.minCount], progress: bar.show)
      bar.finish()
      draft?.write(report.patternFile)
      page?.write(report.html(nowMilliseconds: WallTime.now().milliseconds))
      draft?.flush()
      page?.flush()
      Output.standard.write(values.answersInJSON ? report.json + "\n" : report.text)
      Output.error.write(closed.text)
      return ExitCode.success.rawValue
    }
  }

  func test() -> Int32 {
    reportingFailures { () throws(OperationFailure) in
      var test = GapTest(catalogue: try values.catalogueForTools(isChecked: true))
      try values.readDeadLetters(copiesBytes: true) { letter in
        if letter.reason == "unmatched_message" { test.add(letter) }
        return true
      }
      Output.standard.write(values.answersInJSON ? test.json + "\n" : test.text)
      return test.open == 0 ? ExitCode.success.rawValue : ExitCode.finding.rawValue
    }
  }

  private func file(_ path: String?) throws(OperationFailure) -> Output? {
    guard let path else { return nil }
    switch Output.file(path) {
    case .success(let output): return output
    case .failure(let error): throw .usage("The file \(path) cannot be written: \(error)")
    }
  }
}
