import Base
import CommandLine
import ECS
import Kafka
import Logging
import Patterns
import Settings
import StatusServer
import Worker

/// `check`: whether the settings, the pattern files, the brokers, the topics and the group are as the worker needs them.
struct CheckCommand {
  private let values: SettingValues

  init(_ values: SettingValues) { self.values = values }

  func perform() -> Int32 {
    var report = CheckReport(settings: values.report)
    report.exitCode = look(&report)
    let isStrict = values[SettingKey.strict]
    if report.exitCode == .success, isStrict, report.count(.unknown) > 0 { report.exitCode = .refused }
    if values[SettingKey.checkJSON] {
      Output.standard.write(report.json)
    } else {
      Output.standard.write(report.text(all: values[SettingKey.checkAll], isStrict: isStrict))
      Output.standard.flush()
      Output.error.write(report.errorText)
    }
    return report.exitCode.rawValue
  }

  /// Adds what is found; returns how the command ends.
  private func look(_ report: inout CheckReport) -> ExitCode {
    switch values.checkedCatalogue() {
    case .failure(let error):
      report.add(.bad, "\(error)")
      return .usage
    case .success(let catalogue):
      report.add(.good, "\(values.patternCount(in: catalogue)) patterns")
      for path in values.emptyPatternFiles(in: catalogue) { report.add(.warning, "\(path) holds no pattern") }
    }
    if let refusal = values.refusal {
      report.add(.bad, refusal)
      return .usage
    }
    for warning in values.securityWarnings + values.secretFileWarnings + values.certificateWarnings {
      report.add(.warning, warning)
    }
    if values[SettingKey.format] == .sekoia {
      report.add(
        .warning,
        "format sekoia: its event.outcome is the outcome of parsing, success for a failed login too; detections want ecs"
      )
    }
    if let warning = metricsWarning { report.add(.warning, warning) }
    var logger = values.logger("check")
    // What librdkafka says is in the findings, in other words.
    if !values.isSet(SettingKey.logLevel) { logger.logLevel = .critical }
    let check = ConnectionCheck(
      values.workerConfiguration, timeout: values[SettingKey.timeout], probesWriting: values[SettingKey.probeWrite],
      logger: logger)
    for finding in check.run() { report.add(finding) }
    return report.count(.bad) > 0 ? .refused : .success
  }

  /// Tries the address of `metrics`, which a worker that runs on this machine may have.
  private var metricsWarning: String? {
    guard let address = values[SettingKey.metrics] else { return nil }
    do throws(StatusServerError) {
      try StatusServer(host: address.host, port: address.port) { StatusSnapshot() }.stop()
      return nil
    } catch {
      return "\(error) Does a worker run already?"
    }
  }
}
