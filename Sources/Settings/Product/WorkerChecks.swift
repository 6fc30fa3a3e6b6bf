extension SettingTable where Name == WorkerCommand {
  /// The rules between settings.
  static let workerChecks: [SettingCheck] = [
    SettingCheck(of: [SettingKey.input, SettingKey.output, SettingKey.deadLetters]) { values in
      // A redrive needs only some of them.
      let topics = [values[SettingKey.input], values[SettingKey.output], values[SettingKey.deadLetters]]
        .filter { !$0.isEmpty }
      return Set(topics).count == topics.count
        ? nil : "input, output and dead-letters must be three different topics, or the worker would read what it wrote"
    },
    shorter(
      SettingKey.drainTimeout, than: SettingKey.sessionTimeout, "or the group takes the partitions away meanwhile"),
    shorter(SettingKey.drainTimeout, than: SettingKey.shutdownTimeout, "which covers draining and more"),
    SettingCheck(of: [SettingKey.stallTimeout, SettingKey.drainTimeout]) { values in
      guard let stall = values[SettingKey.stallTimeout], stall <= values[SettingKey.drainTimeout] else { return nil }
      return "stall-timeout (\(durationText(stall))) must be longer than drain-timeout "
        + "(\(durationText(values[SettingKey.drainTimeout]))), or a worker that drains would count as stalled"
    },
    SettingCheck(of: [SettingKey.maxRecordSize, SettingKey.maxInFlightBytes]) { values in
      let record = values[SettingKey.maxRecordSize]
      let limit = values[SettingKey.maxInFlightBytes]
      return record <= limit
        ? nil
        : "max-record-size (\(record)) must not be above max-in-flight-bytes (\(limit)), or such a record never fits"
    },
    SettingCheck(of: [SettingKey.deadLetterFile, SettingKey.noDeadLetters]) { values in
      values[SettingKey.noDeadLetters] && values[SettingKey.deadLetterFile] != nil
        ? "--dead-letter-file and --no-dead-letters contradict each other; keep one" : nil
    },
    SettingCheck(of: [SettingKey.format, SettingKey.dataset]) { values in
      values[SettingKey.dataset] == .system && values[SettingKey.format] != .ecs
        ? "dataset system needs format ecs; the format sekoia has no data set" : nil
    },
    SettingCheck(of: [SettingKey.format, SettingKey.repeated]) { values in
      values[SettingKey.repeated] == .expand && values[SettingKey.format] != .ecs
        ? "repeat expand needs format ecs; the format sekoia has no event.id to tell the repeats apart" : nil
    },
    SettingCheck(of: [SettingKey.securityProtocol, SettingKey.saslMechanism]) { values in
      switch (values[SettingKey.securityProtocol].usesSASL, values[SettingKey.saslMechanism]) {
      case (true, nil): "security-protocol \(values[SettingKey.securityProtocol].rawValue) needs sasl-mechanism"
      case (false, .some):
        "sasl-mechanism is of no use with security-protocol \(values[SettingKey.securityProtocol].rawValue); "
          + "set security-protocol to sasl_ssl or sasl_plaintext"
      default: nil
      }
    },
    SettingCheck(of: [SettingKey.saslMechanism, SettingKey.saslUsername, SettingKey.saslPassword]) { values in
      guard let mechanism = values[SettingKey.saslMechanism], mechanism.usesPassword else { return nil }
      let missing = [
        values[SettingKey.saslUsername] == nil ? "sasl-username" : nil,
        values[SettingKey.saslPassword] == nil ? "sasl-password" : nil,
      ].compactMap { $0 }
      if !missing.isEmpty, values[SettingKey.profile] == .eventHubs {
        return "Event Hubs need connection-string-file (or sasl-mechanism OAUTHBEARER with oauth-source)"
      }
      return missing.isEmpty ? nil : "sasl-mechanism \(mechanism.rawValue) needs \(wordList(missing, or: "and"))"
    },
    SettingCheck(of: [SettingKey.sslCertificateLocation, SettingKey.sslKeyLocation]) { values in
      (values[SettingKey.sslCertificateLocation] == nil) == (values[SettingKey.sslKeyLocation] == nil)
        ? nil : "ssl-certificate-location and ssl-key-location belong together; set both or none"
    },
  ]

  private static func shorter(
    _ first: Setting<Duration>, than second: Setting<Duration>, _ reason: String
  ) -> SettingCheck {
    SettingCheck(of: [first, second]) { values in
      values[first] < values[second]
        ? nil
        : "\(first.facts.name) (\(durationText(values[first]))) must be shorter than \(second.facts.name) "
          + "(\(durationText(values[second]))), \(reason)"
    }
  }
}
