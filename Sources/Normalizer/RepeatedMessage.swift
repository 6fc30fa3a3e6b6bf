/// `message repeated N times: [ TEXT]`, as rsyslog writes for a text that came several times in a row.
package struct RepeatedMessage {
  let count: Int64
  /// Where the repeated text stands.
  let text: Range<Int>

  init?(_ bytes: Span<UInt8>) {
    let opening: StaticString = "message repeated "
    let middle: StaticString = " times: ["
    guard bytes.count > opening.utf8CodeUnitCount, bytes[bytes.count - 1] == UInt8(ascii: "]"),
      Self.stands(opening, in: bytes, at: 0)
    else { return nil }
    var position = opening.utf8CodeUnitCount
    var count: Int64 = 0
    let firstDigit = position
    while position < bytes.count, position - firstDigit < 18, bytes[position] &- UInt8(ascii: "0") < 10 {
      count = count * 10 + Int64(bytes[position] - UInt8(ascii: "0"))
      position += 1
    }
    guard position > firstDigit, Self.stands(middle, in: bytes, at: position) else { return nil }
    position += middle.utf8CodeUnitCount
    // rsyslog puts one blank before the text; the text's own would come behind it.
    if position < bytes.count - 1, bytes[position] == UInt8(ascii: " ") { position += 1 }
    guard position < bytes.count - 1 else { return nil }
    self.count = count
    text = position..<bytes.count - 1
  }

  private static func stands(_ literal: StaticString, in bytes: Span<UInt8>, at position: Int) -> Bool {
    guard bytes.count - position >= literal.utf8CodeUnitCount else { return false }
    for index in 0..<literal.utf8CodeUnitCount {
      guard unsafe bytes[position + index] == literal.utf8Start[index] else { return false }
    }
    return true
  }
}

extension RepeatedMessage {
  /// What the program wrote: the text without `message repeated N times: [ ... ]` and Solaris' prefix around it.
  package static func unwrapped(_ text: [UInt8]) -> [UInt8] {
    let written = RepeatedMessage(text.span).map { Array(text[$0.text]) } ?? text
    return Array(written.dropFirst(SolarisPrefix.end(in: written.span)))
  }
}

/// `[ID 800047 auth.info] `, which syslogd of Solaris writes before the text of any program.
package enum SolarisPrefix {
  /// Where the text behind the prefix begins: 0 if it has none.
  package static func end(in bytes: Span<UInt8>) -> Int {
    let opening: [4 of UInt8] = [UInt8(ascii: "["), UInt8(ascii: "I"), UInt8(ascii: "D"), UInt8(ascii: " ")]
    // The shortest prefix is `[ID 1 a.b] `; a text has to follow.
    guard bytes.count > 11 else { return 0 }
    for index in opening.indices where bytes[index] != opening[index] { return 0 }
    var position = opening.count
    let number = position
    while position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
    guard position > number, position < bytes.count, bytes[position] == UInt8(ascii: " ") else { return 0 }
    position += 1
    var dots = 0
    while position < bytes.count, bytes[position] != UInt8(ascii: "]") {
      let byte = bytes[position]
      if byte == UInt8(ascii: ".") {
        dots += 1
      } else if (byte | 0x20) &- UInt8(ascii: "a") >= 26, byte &- UInt8(ascii: "0") >= 10 {
        return 0
      }
      position += 1
    }
    guard dots == 1, bytes.count - position > 2, bytes[position + 1] == UInt8(ascii: " ") else { return 0 }
    return position + 2
  }
}
