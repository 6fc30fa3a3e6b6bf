/// The facility of a syslog message (RFC 5424, section 6.2.1), by the names that rsyslog, syslog-ng and Azure's collectors write.
public struct Facility: Equatable, Sendable {
  /// 0 to 23; nil for a name without a code.
  public let code: Int?
  public let name: StaticString

  public static func == (left: Facility, right: Facility) -> Bool { equals(left.name, right.name) }

  // The first 24 stand at their codes. 13 to 15 have no settled names; `audit`, `alert` and `at` are fluentd's.
  private static let names: InlineArray<32, StaticString> = [
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp",
    "cron", "authpriv", "ftp", "ntp", "audit", "alert", "at", "local0", "local1",
    "local2", "local3", "local4", "local5", "local6", "local7",
    "security", "logaudit", "logalert", "console", "clock", "solaris-cron", "mark", "authorization",
  ]
  private static let codeCount = 24
  /// The codes of the names from `security` on; -1 for none.
  private static let otherCodes: InlineArray<8, Int> = [4, 13, 14, 14, 15, 15, -1, 4]

  /// Reads a name (in any case) or a number from 0 to 23; nil for whatever else.
  public init?(_ bytes: Span<UInt8>) {
    guard bytes.count >= 1, bytes.count <= 16 else { return nil }
    if bytes[0] &- UInt8(ascii: "0") < 10 {
      guard bytes.count <= 2 else { return nil }
      var number = 0
      for index in bytes.indices {
        guard bytes[index] &- UInt8(ascii: "0") < 10 else { return nil }
        number = number * 10 + Int(bytes[index] - UInt8(ascii: "0"))
      }
      guard number < Self.codeCount else { return nil }
      code = number
      name = Self.names[number]
      return
    }
    for place in Self.names.indices where Self.equals(bytes, Self.names[place]) {
      name = Self.names[place]
      if place < Self.codeCount {
        code = place
      } else {
        let other = Self.otherCodes[place - Self.codeCount]
        code = other < 0 ? nil : other
      }
      return
    }
    return nil
  }

  private static func equals(_ bytes: Span<UInt8>, _ name: StaticString) -> Bool {
    guard bytes.count == name.utf8CodeUnitCount else { return false }
    for index in bytes.indices {
      // Digits and `-` already have the bit that makes small letters.
      guard unsafe bytes[index] | 0x20 == name.utf8Start[index] else { return false }
    }
    return true
  }

  private static func equals(_ left: StaticString, _ right: StaticString) -> Bool {
    guard left.utf8CodeUnitCount == right.utf8CodeUnitCount else { return false }
    for index in 0..<left.utf8CodeUnitCount {
      guard unsafe left.utf8Start[index] == right.utf8Start[index] else { return false }
    }
    return true
  }
}
