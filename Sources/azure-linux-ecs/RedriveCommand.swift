import Base
import CommandLine
import Logging
import Operations
import Settings
import Worker

/// `dead-letters redrive`: dead letters on their way again.
struct RedriveCommand {
  private let values: SettingValues

  init(_ values: SettingValues) { self.values = values }

  func perform() -> Int32 {
    reportingFailures { () throws(OperationFailure) in
      let catalogue = try values.catalogueForTools(isChecked: true)
      let prefix = values[SettingKey.group].isEmpty ? Program.name : values[SettingKey.group]
      var request = RedriveRequest(
        target: values[SettingKey.direct]
          ? .output(topic: values[SettingKey.output]) : .input(topic: values[SettingKey.input]),
        inputTopic: values[SettingKey.input], groupPrefix: prefix)
      request.acceptsAnyTopic = values[SettingKey.anyTopic]
      request.trustsUnverified = values[SettingKey.trustUnverified]
      request.groupName = values[SettingKey.redriveGroup]
      request.filter = values.deadLetterFilter
      request.range = try values.scanRange()
      request.isExecuted = values[SettingKey.execute]
      request.rate = values[SettingKey.rate]
      request.attemptLimit = values[SettingKey.maxAttempts]
      request.includesEmitted = values[SettingKey.includeEmitted]
      request.onlyHealed = values[SettingKey.onlyHealed]
      request.options = values.normalizerOptions
      let redrive = Redrive(
        request, of: values[SettingKey.deadLetters], access: values.kafkaAccess, catalogue: catalogue)
      let stop = StopSignal()
      let signals = Signals(
        stopping: stop, within: values[SettingKey.timeout] + .seconds(15),
        logger: Logger(
          label: "redrive", level: .info, sink: StreamSink(format: nil)))
      defer { _ = signals }
      let bar = ProgressBar("redriving \(values[SettingKey.deadLetters])", unit: "dead letters")
      defer { bar.finish() }
      var report = try redrive.run(shouldStop: { stop.isRequested }, progress: bar.show)
      report.commandPrefix = values.commandLine(of: "offsets reset")
      bar.finish()
      Output.standard.write(values.answersInJSON ? report.json + "\n" : report.text)
      return ExitCode.success.rawValue
    }
  }
}
