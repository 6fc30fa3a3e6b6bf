import Base
import Kafka
import Logging
import Settings
import Worker

/// `check`: the settings in effect, and whether the brokers, the topics and the group are as the worker needs them.
struct CheckCommand {
  private let values: SettingValues

  init(_ values: SettingValues) { self.values = values }

  func perform() -> Int32 {
    Output.standard.write(values.report.text)
    if case .failure(let error) = values.catalogue() {
      Output.standard.write("\n")
      Output.standard.flush()
      Output.error.write("Error: \(error)\n")
      return ExitCode.usage.rawValue
    }
    if let refusal = values.refusal {
      Output.standard.write("\n")
      Output.standard.flush()
      Output.error.write("Error: \(refusal)\n")
      return ExitCode.usage.rawValue
    }
    Output.standard.write("\nlibrdkafka \(LibraryVersion.text)\n")
    for warning in values.securityWarnings + values.secretFileWarnings + values.certificateWarnings {
      Output.standard.write("warning       \(Terminal.sanitize(warning))\n")
    }
    Output.standard.flush()
    let check = ConnectionCheck(
      values.workerConfiguration, timeout: values[SettingKey.timeout], probesWriting: values[SettingKey.probeWrite],
      logger: values.logger("check"))
    let findings = check.run()
    for finding in findings {
      Output.standard.write("\(finding.status.rawValue)  \(Terminal.sanitize(finding.sentence))\n")
    }
    let unchecked = findings.count { $0.status == .unknown }
    let isStrict = values[SettingKey.strict]
    if unchecked > 0 {
      Output.standard.write(
        "\n\(findings.count - unchecked) of \(findings.count) points were checked, \(unchecked) not\(isStrict ? ", and --strict wants all" : "")\n"
      )
    } else {
      Output.standard.write("\nall \(findings.count) points were checked\n")
    }
    return findings.contains { $0.status == .bad } || isStrict && unchecked > 0
      ? ExitCode.refused.rawValue : ExitCode.success.rawValue
  }
}
