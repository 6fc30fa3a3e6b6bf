import Base
import CommandLine
import ECS
import Kafka
import Logging
import Normalizer
import Operations
import Patterns
import Settings
import StrictJSON
import Worker

extension SettingValues {
  /// What the settings say about the worker.
  var workerConfiguration: WorkerConfiguration {
    var configuration = WorkerConfiguration(
      brokers: self[SettingKey.brokers].map(\.description).joined(separator: ","), input: self[SettingKey.input],
      output: self[SettingKey.output], deadLetters: self[SettingKey.deadLetters], group: self[SettingKey.group])
    configuration.groupInstanceID = self[SettingKey.groupInstanceID]
    configuration.clientID = self[SettingKey.clientID]
    configuration.worker = "\(Program.name)/\(Program.version)"
    configuration.offsetReset = self[SettingKey.offsetReset]
    if self[SettingKey.delivery] == .exactlyOnce {
      configuration.transactions = WorkerConfiguration.Transactions(
        id: self[SettingKey.transactionalID] ?? self[SettingKey.groupInstanceID]
          ?? WorkerConfiguration.Transactions.passingID(of: configuration.group),
        interval: self[SettingKey.transactionInterval], maximumMessages: self[SettingKey.transactionMessages])
    }
    configuration.normalizer = normalizerOptions
    configuration.deadLetterLimit = DeadLetterLimit.Bounds(
      share: self[SettingKey.deadLetterLimitShare], run: self[SettingKey.deadLetterLimitRun])
    configuration.deadLetterLimitAction = self[SettingKey.onDeadLetterLimit]
    configuration.eventTimestamp = self[SettingKey.eventTimestamp]
    configuration.addsSourceHeaders = self[SettingKey.sourceHeaders]
    configuration.maximumInFlightByteCount = self[SettingKey.maxInFlightBytes].bytes
    configuration.maximumInFlightRecords = self[SettingKey.maxInFlightRecords]
    configuration.commitInterval = self[SettingKey.commitInterval]
    configuration.sessionTimeout = self[SettingKey.sessionTimeout]
    configuration.drainTimeout = self[SettingKey.drainTimeout]
    configuration.closeTimeout = max(.seconds(1), self[SettingKey.shutdownTimeout] - self[SettingKey.drainTimeout])
    configuration.progressInterval = self[SettingKey.progressInterval]
    configuration.assignor = self[SettingKey.assignor]
    configuration.stallTimeout = self[SettingKey.stallTimeout]
    configuration.stallAction = self[SettingKey.onStall]
    // Below five seconds writing them would cost more than they tell.
    if self[SettingKey.metrics] != nil || self[SettingKey.stallTimeout] != nil {
      configuration.statisticsInterval = min(.seconds(5), (self[SettingKey.stallTimeout] ?? .seconds(20)) / 4)
    }
    configuration.securityProperties = securityProperties
    configuration.tokenProvider = tokenProvider
    configuration.passThrough = passedProperties.map { ($0.name, $0.value) }
    return configuration
  }

  /// The librdkafka properties for login and encryption; the only place where secrets leave the settings.
  private var securityProperties: ClientConfiguration {
    var properties = ClientConfiguration()
    func set(_ name: String, _ value: String?) {
      if let value { properties.set(name, to: value) }
    }
    if self[SettingKey.securityProtocol] != .plaintext {
      set("security.protocol", self[SettingKey.securityProtocol].rawValue)
    }
    set("sasl.mechanisms", self[SettingKey.saslMechanism]?.rawValue)
    set("sasl.username", self[SettingKey.saslUsername])
    set("sasl.password", self[SettingKey.saslPassword]?.revealed())
    set("ssl.ca.location", self[SettingKey.sslCALocation])
    set("ssl.certificate.location", self[SettingKey.sslCertificateLocation])
    set("ssl.key.location", self[SettingKey.sslKeyLocation])
    set("ssl.key.password", self[SettingKey.sslKeyPassword]?.revealed())
    return properties
  }

  /// The program's logger, to standard error.
  func logger(_ label: String) -> Logger {
    Logger(
      label: label, level: self[SettingKey.logLevel], sink: StreamSink(format: self[SettingKey.logFormat]))
  }
}

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

extension SettingValues {
  /// What the settings say about normalizing.
  var normalizerOptions: NormalizerOptions {
    var options = NormalizerOptions(
      format: self[SettingKey.format], unmatched: self[SettingKey.unmatched], foreign: self[SettingKey.foreign],
      invalidUTF8: self[SettingKey.invalidUTF8], repairs: repairs, includesOriginal: self[SettingKey.original],
      maximumRecordByteCount: self[SettingKey.maxRecordSize].bytes, dataset: self[SettingKey.dataset],
      repeated: self[SettingKey.repeated])
    options.eventKey = self[SettingKey.eventKey]
    return options
  }

  /// What the user wants to be repaired.
  var repairs: JSONRepairs {
    self[SettingKey.repair].reduce(into: []) { $0.formUnion($1.repairs) }
  }
}
