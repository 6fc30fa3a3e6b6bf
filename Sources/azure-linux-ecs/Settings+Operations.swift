import Kafka
import Logging
import Operations
import Settings
import Worker

extension SettingValues {
  /// How the tools reach the brokers: as the worker does, without what only a worker needs.
  var kafkaAccess: KafkaAccess {
    let worker = workerConfiguration
    var properties = ClientConfiguration(["bootstrap.servers": worker.brokers, "client.id": worker.clientID])
    properties.set("log.connection.close", to: "false")
    properties.identify(software: Program.name, version: Program.version)
    for property in worker.securityProperties.properties { properties.set(property.name, to: property.value) }
    for (name, value) in worker.passThrough { properties.set(name, to: value) }
    return KafkaAccess(
      properties: properties, timeout: self[SettingKey.timeout],
      readingGroup: worker.group.isEmpty ? "\(Program.name)-tools" : worker.group,
      tokenProvider: worker.tokenProvider)
  }

  /// The beginning of a command line that reaches the same brokers, to be pasted into a shell.
  ///
  /// Secrets are in files or in the environment, so the settings file and the address are all that a line needs.
  func commandLine(of command: String) -> String {
    var words = [Program.name, command]
    if let path = self[SettingKey.config] {
      words += ["--config", Self.quoted(path)]
    } else {
      words += ["--brokers", Self.quoted(workerConfiguration.brokers)]
    }
    return words.joined(separator: " ")
  }

  private static func quoted(_ word: String) -> String {
    let isPlain =
      !word.isEmpty && word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._/:,+@%=".contains($0)) }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }

  /// Whether a tool answers in JSON: where the user says so, else wherever no person looks.
  var answersInJSON: Bool { isSet(SettingKey.json) ? self[SettingKey.json] : !Terminal.isTerminal(1) }
}

/// Runs a tool and turns its failure into a sentence and an exit code.
func reportingFailures(_ tool: () throws(OperationFailure) -> Int32) -> Int32 {
  do throws(OperationFailure) {
    return try tool()
  } catch {
    Output.standard.flush()
    Output.error.write("Error: \(Terminal.sanitize(error.description))\n")
    return error.exitCode
  }
}
