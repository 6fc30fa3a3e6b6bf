/// Tells IP addresses from host names, as an `ip` field of ECS wants it.
enum IPAddress {
  /// The length of the address at the beginning of `bytes` if all of them are one, an IPv6 zone (`%eth0`) left out; else nil.
  ///
  /// IPv4 in four decimal parts without leading zeros; IPv6 in every form of RFC 4291, section 2.2.
  static func length(_ bytes: Span<UInt8>) -> Int? {
    guard bytes.count >= 2, bytes.count <= 64 else { return nil }
    var hasColon = false
    for index in 0..<min(6, bytes.count) where bytes[index] == UInt8(ascii: ":") { hasColon = true }
    if !hasColon { return isIPv4(bytes, from: 0, to: bytes.count) ? bytes.count : nil }
    var end = bytes.count
    for index in bytes.indices where bytes[index] == UInt8(ascii: "%") {
      guard index + 1 < bytes.count else { return nil }
      end = index
      break
    }
    return isIPv6(bytes, to: end) ? end : nil
  }

  /// Where the address stands that an `ip` field gets, nil where `bytes` are none: without a zone, and of an IPv4 address
  /// mapped into IPv6 (`::ffff:192.0.2.7`, RFC 4291, section 2.5.5.2) the IPv4 address.
  static func range(_ bytes: Span<UInt8>) -> Range<Int>? {
    guard let end = length(bytes) else { return nil }
    return mappedStart(bytes, to: end)..<end
  }

  /// Where the IPv4 address of a mapped one begins; 0 for every other address.
  private static func mappedStart(_ bytes: Span<UInt8>, to end: Int) -> Int {
    // Most addresses begin with another digit.
    guard bytes[0] == UInt8(ascii: ":") || bytes[0] == UInt8(ascii: "0") else { return 0 }
    var start = end
    var hasDot = false
    while start > 0, bytes[start - 1] != UInt8(ascii: ":") {
      start -= 1
      if bytes[start] == UInt8(ascii: ".") { hasDot = true }
    }
    guard hasDot, start >= 7, bytes[start - 6] == UInt8(ascii: ":") else { return 0 }
    for index in start - 5..<start - 1 where bytes[index] | 0x20 != UInt8(ascii: "f") { return 0 }
    for index in 0..<start - 5 where bytes[index] != UInt8(ascii: "0") && bytes[index] != UInt8(ascii: ":") {
      return 0
    }
    return start
  }

  private static func isIPv4(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Bool {
    guard end - start >= 7, end - start <= 15 else { return false }
    var parts = 0
    var index = start
    while index < end {
      let partStart = index
      var value = 0
      while index < end, bytes[index] &- UInt8(ascii: "0") < 10 {
        value = value * 10 + Int(bytes[index] &- UInt8(ascii: "0"))
        index += 1
      }
      let digits = index - partStart
      guard digits >= 1, digits <= 3, value <= 255 else { return false }
      if digits > 1, bytes[partStart] == UInt8(ascii: "0") { return false }
      parts += 1
      if index == end { return parts == 4 }
      guard bytes[index] == UInt8(ascii: "."), parts < 4 else { return false }
      index += 1
    }
    return false
  }

  private static func isIPv6(_ bytes: Span<UInt8>, to end: Int) -> Bool {
    var groups = 0
    var hasGap = false
    var index = 0
    if end >= 2, bytes[0] == UInt8(ascii: ":") {
      guard bytes[1] == UInt8(ascii: ":") else { return false }
      hasGap = true
      index = 2
    }
    while index < end {
      let start = index
      while index < end, isHexadecimal(bytes[index]) { index += 1 }
      if index < end, bytes[index] == UInt8(ascii: ".") {
        guard isIPv4(bytes, from: start, to: end) else { return false }
        groups += 2
        index = end
        break
      }
      guard index - start >= 1, index - start <= 4 else { return false }
      groups += 1
      if index == end { break }
      guard bytes[index] == UInt8(ascii: ":") else { return false }
      index += 1
      if index == end { return false }
      if bytes[index] == UInt8(ascii: ":") {
        guard !hasGap else { return false }
        hasGap = true
        index += 1
      }
    }
    return hasGap ? groups <= 7 : groups == 8
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10 || (byte | 0x20) &- UInt8(ascii: "a") < 6
  }
}

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
