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
