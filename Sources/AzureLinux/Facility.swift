/// The facility of a syslog message (RFC 5424, section 6.2.1), named as fluentd's syslog parser names it on Azure's machines.
public struct Facility: Equatable, Sendable {
  /// 0 to 23.
  public let code: Int
  public var name: StaticString { Self.names[code] }

  public static func == (left: Facility, right: Facility) -> Bool { left.code == right.code }

  // 13 to 15 have no settled names; `audit`, `alert` and `at` are what Azure's collectors write.
  private static let names: InlineArray<24, StaticString> = [
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp",
    "cron", "authpriv", "ftp", "ntp", "audit", "alert", "at", "local0", "local1",
    "local2", "local3", "local4", "local5", "local6", "local7",
  ]

  /// Reads a name (in any case) or a number from 0 to 23; nil for whatever else.
  public init?(_ bytes: Span<UInt8>) {
    guard bytes.count >= 1, bytes.count <= 8 else { return nil }
    if bytes[0] &- UInt8(ascii: "0") < 10 {
      var number = 0
      for index in bytes.indices {
        guard bytes[index] &- UInt8(ascii: "0") < 10 else { return nil }
        number = number * 10 + Int(bytes[index] - UInt8(ascii: "0"))
      }
      guard number < Self.names.count else { return nil }
      code = number
      return
    }
    for code in Self.names.indices where Self.equals(bytes, Self.names[code]) {
      self.code = code
      return
    }
    if Self.equals(bytes, "security") {
      code = 4
    } else {
      return nil
    }
  }

  private static func equals(_ bytes: Span<UInt8>, _ name: StaticString) -> Bool {
    guard bytes.count == name.utf8CodeUnitCount else { return false }
    for index in bytes.indices {
      // Digits already have the bit that makes small letters.
      guard unsafe bytes[index] | 0x20 == name.utf8Start[index] else { return false }
    }
    return true
  }
}
