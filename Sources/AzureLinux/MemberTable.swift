/// Finds a member by its name's bytes: an exact match first, else one without regard to ASCII case.
///
/// Names are at most 16 bytes long and compared as one number; of each length there are at most three.
struct MemberTable: Sendable {
  struct Match {
    let name: MemberName
    let isExact: Bool
  }

  private struct Entry {
    let exact: UInt128
    let folded: UInt128
    let name: MemberName
  }

  private static let longestName = 16
  private let entries: [Entry]
  /// Where the entries of a length begin; those of the next length end them.
  private let starts: [Int]

  init(_ names: [(String, MemberName)]) {
    var entries: [Entry] = []
    var starts: [Int] = []
    for length in 0...Self.longestName {
      starts.append(entries.count)
      for (text, name) in names where text.utf8.count == length {
        var exact: UInt128 = 0
        for byte in text.utf8.reversed() { exact = exact << 8 | UInt128(byte) }
        entries.append(Entry(exact: exact, folded: exact | Self.caseBits(length), name: name))
      }
    }
    starts.append(entries.count)
    self.entries = entries
    self.starts = starts
  }

  /// - Parameter bytes: the name's bytes, the first one lowest.
  @inline(__always)
  func find(_ bytes: UInt128, length: Int) -> Match? {
    guard length <= Self.longestName, length >= 0 else { return nil }
    let folded = bytes | Self.caseBits(length)
    var index = starts[length]
    let end = starts[length + 1]
    while index < end {
      let entry = entries[index]
      if entry.folded == folded { return Match(name: entry.name, isExact: entry.exact == bytes) }
      index += 1
    }
    return nil
  }

  /// Bit 5 of each byte: what tells an ASCII capital from its small letter.
  @inline(__always)
  private static func caseBits(_ length: Int) -> UInt128 {
    let all: UInt128 = 0x2020_2020_2020_2020_2020_2020_2020_2020
    return length >= 16 ? all : all & (1 << UInt128(truncatingIfNeeded: length * 8) &- 1)
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
}
