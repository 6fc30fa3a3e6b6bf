/// Tells names of hosts from what else stands in their place.
enum HostName {
  /// Whether the bytes can be the name of a host: labels of letters, digits, `-` and `_`, at least one letter.
  ///
  /// Not a name: an IP address or what looks like a broken one, and `UNKNOWN`, which sshd writes for a peer that has gone.
  /// Underscores are no host names by RFC 952, but PTR records have them. At most 253 bytes (RFC 1035, section 2.3.4).
  static func isValid(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count >= 1, bytes.count <= 253 else { return false }
    var hasLetter = false
    for index in bytes.indices {
      let byte = bytes[index]
      if (byte | 0x20) &- UInt8(ascii: "a") < 26 {
        hasLetter = true
      } else if byte &- UInt8(ascii: "0") >= 10, byte != UInt8(ascii: "."), byte != UInt8(ascii: "-"),
        byte != UInt8(ascii: "_")
      {
        return false
      }
    }
    return hasLetter && !isUnknown(bytes)
  }

  private static func isUnknown(_ bytes: Span<UInt8>) -> Bool {
    let unknown: StaticString = "UNKNOWN"
    guard bytes.count == unknown.utf8CodeUnitCount else { return false }
    for index in bytes.indices {
      guard unsafe bytes[index] == unknown.utf8Start[index] else { return false }
    }
    return true
  }
}
