import Kafka
import Logging
import Settings
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
    configuration.offsetReset =
      WorkerConfiguration.OffsetReset(rawValue: self[SettingKey.offsetReset].rawValue) ?? .earliest
    if self[SettingKey.delivery] == .exactlyOnce {
      configuration.transactions = WorkerConfiguration.Transactions(
        id: self[SettingKey.transactionalID] ?? self[SettingKey.groupInstanceID]
          ?? WorkerConfiguration.Transactions.passingID(of: configuration.group),
        interval: self[SettingKey.transactionInterval], maximumMessages: self[SettingKey.transactionMessages])
    }
    configuration.normalizer = normalizerOptions
    configuration.deadLetterLimit = DeadLetterLimit.Bounds(
      share: self[SettingKey.deadLetterLimitShare], run: self[SettingKey.deadLetterLimitRun])
    configuration.keepsEventTimestamps = self[SettingKey.eventTimestamp] == .record
    configuration.addsSourceHeaders = self[SettingKey.sourceHeaders]
    configuration.maximumInFlightByteCount = self[SettingKey.maxInFlightBytes].bytes
    configuration.maximumInFlightRecords = self[SettingKey.maxInFlightRecords]
    configuration.commitInterval = self[SettingKey.commitInterval]
    configuration.sessionTimeout = self[SettingKey.sessionTimeout]
    configuration.drainTimeout = self[SettingKey.drainTimeout]
    configuration.closeTimeout = max(.seconds(1), self[SettingKey.shutdownTimeout] - self[SettingKey.drainTimeout])
    configuration.progressInterval = self[SettingKey.progressInterval]
    configuration.assignor = WorkerConfiguration.Assignor(rawValue: self[SettingKey.assignor].rawValue) ?? .range
    configuration.stallTimeout = self[SettingKey.stallTimeout]
    configuration.stallAction = WorkerConfiguration.StallAction(rawValue: self[SettingKey.onStall].rawValue) ?? .warn
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
    let format = self[SettingKey.logFormat].flatMap { LogFormat(rawValue: $0.rawValue) }
    return Logger(
      label: label, level: Logger.Level(rawValue: self[SettingKey.logLevel].rawValue) ?? .info,
      sink: StreamSink(format: format))
  }
}
