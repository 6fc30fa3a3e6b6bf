import AzureLinux

/// A value that is one of a few words and follows from an event's key alone: it is written into the variant.
enum EventWord {
  case sekoiaLevel, sekoiaActionOutcome
  case severityName, severityLevel, severityCode
  case facilityCode, priority
  case timezone, cloudProvider, systemDataset

  /// What of the key decides it.
  var mask: UInt64 {
    switch self {
    case .sekoiaLevel, .severityName, .severityLevel, .severityCode: EventKey.severityMask
    case .sekoiaActionOutcome: EventKey.severityMask | EventKey.classMask
    case .facilityCode, .systemDataset: EventKey.facilityMask
    case .priority: EventKey.severityMask | EventKey.facilityMask
    case .timezone: RecordSlot.lacksOffset.bit
    case .cloudProvider: RecordSlot.isAzure.bit
    }
  }

  enum Value {
    case word(StaticString)
    case number(Int)
  }

  func value(_ key: EventKey) -> Value? {
    switch self {
    case .sekoiaLevel: key.severity.map { .word(SekoiaWords.level($0)) }
    case .sekoiaActionOutcome: actionOutcome(key)
    case .severityName: key.severity.map { .word(SyslogWords.name($0)) }
    case .severityLevel: key.severity.map { .word(SyslogWords.level($0)) }
    case .severityCode: key.severity.map { .number($0.rawValue) }
    case .facilityCode: key.facility?.code.map { .number($0) }
    case .priority: priority(key)
    // Azure's times are UTC; ECS wants the zone said where the time itself does not.
    case .timezone: key.has(.lacksOffset) ? .word("UTC") : nil
    case .cloudProvider: key.has(.isAzure) ? .word("azure") : nil
    case .systemDataset: dataset(key)
    }
  }

  private func actionOutcome(_ key: EventKey) -> Value? {
    guard key.programClass == .sudo || key.programClass == .systemd else { return nil }
    let failed = key.severity.map { $0.rawValue <= Severity.error.rawValue } ?? false
    return .word(failed ? "failure" : "success")
  }

  private func priority(_ key: EventKey) -> Value? {
    // RFC 5424, section 6.2.1.
    guard let code = key.facility?.code, let severity = key.severity else { return nil }
    return .number(code * 8 + severity.rawValue)
  }

  private func dataset(_ key: EventKey) -> Value? {
    // Facilities auth and authpriv, as distributions write /var/log/auth.log and /var/log/secure.
    let code = key.facility?.code
    return .word(code == 4 || code == 10 ? "system.auth" : "system.syslog")
  }
}
