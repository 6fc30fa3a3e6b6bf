/// Finds a member by its name's bytes: an exact match first, else one without regard to ASCII case.
///
/// Names are at most 16 bytes long and compared as one number. Each name has a place of its own, which its first bytes and its
/// length lead to.
struct MemberTable: Sendable {
  struct Match {
    let name: MemberName
    let isExact: Bool
  }

  private struct Entry {
    /// 0 for a place without a name: no name is empty.
    var exact: UInt128 = 0
    var folded: UInt128 = 0
    var length = 0
    var name = MemberName.records
  }

  private static let longestName = 16
  private static let placeBits: UInt64 = 6
  private static let placeCount = 1 << placeBits
  private var entries: [Entry] = []
  /// Bit 5 of each byte of a length: what tells an ASCII capital from its small letter.
  private var caseBits: [UInt128] = [0]
  private var multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15

  init(_ names: [(String, MemberName)]) {
    for length in 0..<Self.longestName { caseBits.append(caseBits[length] << 8 | 0x20) }
    // A few dozen steps lead to a multiplier that gives each of at most 20 names its own of 64 places.
    while !place(names) { multiplier = multiplier &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407 }
  }

  private mutating func place(_ names: [(String, MemberName)]) -> Bool {
    entries = Array(repeating: Entry(), count: Self.placeCount)
    for (text, name) in names {
      var exact: UInt128 = 0
      for byte in text.utf8.reversed() { exact = exact << 8 | UInt128(byte) }
      let length = text.utf8.count
      let folded = exact | caseBits[length]
      let place = place(of: folded, length)
      guard entries[place].exact == 0 else { return false }
      entries[place] = Entry(exact: exact, folded: folded, length: length, name: name)
    }
    return true
  }

  /// - Parameter bytes: the name's bytes, the first one lowest.
  @inline(__always)
  func find(_ bytes: UInt128, length: Int) -> Match? {
    guard length <= Self.longestName, length > 0 else { return nil }
    let folded = bytes | caseBits[length]
    let entry = entries[place(of: folded, length)]
    guard entry.folded == folded, entry.length == length else { return nil }
    return Match(name: entry.name, isExact: entry.exact == bytes)
  }

  @inline(__always)
  private func place(of folded: UInt128, _ length: Int) -> Int {
    let mixed = (UInt64(truncatingIfNeeded: folded) &+ UInt64(truncatingIfNeeded: length)) &* multiplier
    return Int(truncatingIfNeeded: mixed >> (64 - Self.placeBits))
  }
}

/// The member names of the two record shapes that carry a syslog line, and of the envelope around a batch.
///
/// `contract.md`'s table of record shapes in one enumeration: the Linux diagnostic extension writes the first group and, inside
/// `properties`, the second; Log Analytics' `Syslog` table (data export) writes the third.
enum MemberName: UInt8 {
  case records
  case time, level, category, operationName, resourceId, properties

  case ident, pid, facility, severity, eventTime, sendingHost, message, hostname, host

  case timeGenerated, rowEventTime, severityLevel, rowFacility, processName, processID, syslogMessage, hostName,
    computer
  case hostIP, rowResourceId, subscriptionId, type

  /// The names on the outermost level of a record, with their spelling.
  static let ofRecord: [(String, MemberName)] = [
    ("records", .records),
    ("time", .time), ("level", .level), ("category", .category), ("operationName", .operationName),
    ("resourceId", .resourceId), ("properties", .properties),
    ("TimeGenerated", .timeGenerated), ("EventTime", .rowEventTime), ("SeverityLevel", .severityLevel),
    ("Facility", .rowFacility), ("ProcessName", .processName), ("ProcessID", .processID),
    ("SyslogMessage", .syslogMessage), ("HostName", .hostName), ("Computer", .computer), ("HostIP", .hostIP),
    ("_ResourceId", .rowResourceId), ("_SubscriptionId", .subscriptionId), ("Type", .type),
  ]

  /// The names inside `properties`.
  static let ofProperties: [(String, MemberName)] = [
    ("ident", .ident), ("pid", .pid), ("Facility", .facility), ("Severity", .severity), ("EventTime", .eventTime),
    ("SendingHost", .sendingHost), ("Msg", .message), ("hostname", .hostname),
    ("Host", .host),
  ]

  /// Those inside `properties`, one bit each.
  static let bitsOfProperties = ofProperties.reduce(into: UInt32(0)) { bits, name in
    bits |= 1 << UInt32(name.1.rawValue)
  }
}
