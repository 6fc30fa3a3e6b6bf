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
