import CommandLine
import ECS
import Normalizer
import Worker

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

/// Defaults that follow from what was set, so that one setting alone never contradicts a default of another.
///
/// The distances are those between the defaults themselves. What was set is never changed: two settings that contradict each
/// other are still refused (`workerChecks`).
enum DependentDefaults {
  static func apply(to values: inout SettingValues) -> [String] {
    if values.takes(SettingKey.drainTimeout) {
      if values.isSet(SettingKey.drainTimeout) { follow(drain: values[SettingKey.drainTimeout], in: &values) }
      shortenDrain(&values)
    }
    if values.takes(SettingKey.maxInFlightBytes) {
      let record = values[SettingKey.maxRecordSize]
      if record > values[SettingKey.maxInFlightBytes] {
        values.derive(SettingKey.maxInFlightBytes, record, because: because(SettingKey.maxRecordSize))
      }
    }
    return []
  }

  /// What must be longer than a drain that was set.
  private static func follow(drain: Duration, in values: inout SettingValues) {
    lengthen(SettingKey.sessionTimeout, beyond: drain, at: .seconds(1800), in: &values)
    lengthen(SettingKey.shutdownTimeout, beyond: drain, at: .seconds(3600), in: &values)
    if let stall = values[SettingKey.stallTimeout], stall <= drain {
      values.derive(
        SettingKey.stallTimeout, min(.seconds(3600), drain + .seconds(100)), because: because(SettingKey.drainTimeout))
    }
  }

  private static func lengthen(
    _ setting: Setting<Duration>, beyond drain: Duration, at most: Duration, in values: inout SettingValues
  ) {
    guard values[setting] <= drain else { return }
    let distance = setting.defaultValue - SettingKey.drainTimeout.defaultValue
    values.derive(setting, min(most, drain + distance), because: because(SettingKey.drainTimeout))
  }

  /// A drain that was not set takes half of the shortest time that it has to fit into.
  private static func shortenDrain(_ values: inout SettingValues) {
    let bounds: [(name: String, time: Duration?)] = [
      (SettingKey.sessionTimeout.facts.name, values[SettingKey.sessionTimeout]),
      (SettingKey.shutdownTimeout.facts.name, values[SettingKey.shutdownTimeout]),
      (SettingKey.stallTimeout.facts.name, values[SettingKey.stallTimeout]),
    ]
    var shortest: (name: String, time: Duration)?
    for bound in bounds {
      guard let time = bound.time, time < shortest?.time ?? time + .seconds(1) else { continue }
      shortest = (bound.name, time)
    }
    guard let shortest, shortest.time <= values[SettingKey.drainTimeout] else { return }
    values.derive(
      SettingKey.drainTimeout, max(.milliseconds(100), shortest.time / 2), because: "\(shortest.name) is short")
  }

  private static func because(_ setting: some AnySetting) -> String { "\(setting.facts.name) is set" }
}
