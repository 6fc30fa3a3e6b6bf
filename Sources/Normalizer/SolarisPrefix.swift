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
