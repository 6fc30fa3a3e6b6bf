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
