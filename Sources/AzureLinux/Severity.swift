/// The severity of a syslog message (RFC 5424, section 6.2.1).
public enum Severity: Int, CaseIterable, Sendable {
  case emergency, alert, critical, error, warning, notice, informational, debug

  /// Reads one of the three vocabularies that Azure writes: syslog's words, Azure's long names, or the numbers 0 to 7.
  ///
  /// Letters count without regard to case. nil for `Other`, `Unknown` and whatever else.
  public init?(_ bytes: Span<UInt8>) {
    guard bytes.count <= 16 else { return nil }
    var word: UInt128 = 0
    for index in bytes.indices.reversed() { word = word << 8 | UInt128(bytes[index] | 0x20) }
    switch bytes.count {
    case 1:
      // A digit already has the bit that makes small letters.
      guard bytes[0] >= UInt8(ascii: "0"), let severity = Severity(rawValue: Int(bytes[0]) - 0x30) else { return nil }
      self = severity
    case 3: if word == Self.packed("err") { self = .error } else { return nil }
    case 4:
      if word == Self.packed("info") {
        self = .informational
      } else if word == Self.packed("warn") {
        self = .warning
      } else if word == Self.packed("crit") {
        self = .critical
      } else {
        return nil
      }
    case 5:
      if word == Self.packed("error") {
        self = .error
      } else if word == Self.packed("debug") {
        self = .debug
      } else if word == Self.packed("alert") {
        self = .alert
      } else if word == Self.packed("emerg") {
        self = .emergency
      } else if word == Self.packed("panic") {
        self = .emergency
      } else {
        return nil
      }
    case 6: if word == Self.packed("notice") { self = .notice } else { return nil }
    case 7: if word == Self.packed("warning") { self = .warning } else { return nil }
    case 8: if word == Self.packed("critical") { self = .critical } else { return nil }
    case 9: if word == Self.packed("emergency") { self = .emergency } else { return nil }
    case 11: if word == Self.packed("information") { self = .informational } else { return nil }
    case 13: if word == Self.packed("informational") { self = .informational } else { return nil }
    default: return nil
    }
  }

  @inline(__always)
  private static func packed(_ word: StaticString) -> UInt128 {
    var value: UInt128 = 0
    var index = word.utf8CodeUnitCount - 1
    while index >= 0 {
      value = value << 8 | UInt128(unsafe word.utf8Start[index])
      index -= 1
    }
    return value
  }
}

/// The facility of a syslog message (RFC 5424, section 6.2.1), by the names that rsyslog, syslog-ng and Azure's collectors write.
public struct Facility: Equatable, Sendable {
  /// 0 to 23; nil for a name without a code.
  public let code: Int?
  public let name: StaticString
  /// Its place among the known names, below 32; `init(place:)` leads back.
  public let place: Int

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
      self.init(place: number)
      return
    }
    for place in Self.names.indices where Self.equals(bytes, Self.names[place]) {
      self.init(place: place)
      return
    }
    return nil
  }

  /// Nil where no known name stands.
  public init?(place: Int) {
    guard Self.names.indices.contains(place) else { return nil }
    self.place = place
    name = Self.names[place]
    if place < Self.codeCount {
      code = place
    } else {
      let other = Self.otherCodes[place - Self.codeCount]
      code = other < 0 ? nil : other
    }
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
