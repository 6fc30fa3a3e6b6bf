/// The form of the times that Azure writes: ISO 8601, a date and a time of day, with a fraction and an offset or without.
public enum Timestamp {
  /// No syslog record is older; a time before it is what a writer puts where it knows none.
  static let firstYear = 1990

  /// Whether the bytes are such a time and the date exists (proleptic Gregorian calendar; a leap second is a time).
  ///
  /// Not a time: one before 1990, which is a default value (0001, 1601, 1970) and no time of an event.
  /// Accepted: `YYYY-MM-DDThh:mm:ss`, then optionally `.` and digits, then optionally `Z`, `+hh:mm`, `+hhmm` or `+hh`.
  public static func isValid(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count >= 19, bytes.count <= 64 else { return false }
    guard bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"), bytes[10] | 0x20 == UInt8(ascii: "t"),
      bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":")
    else { return false }
    guard let century = twoDigits(bytes, at: 0), let ofCentury = twoDigits(bytes, at: 2),
      let month = twoDigits(bytes, at: 5), let day = twoDigits(bytes, at: 8), let hour = twoDigits(bytes, at: 11),
      let minute = twoDigits(bytes, at: 14), let second = twoDigits(bytes, at: 17)
    else { return false }
    guard (1...12).contains(month), hour <= 23, minute <= 59, second <= 60 else { return false }
    let year = century * 100 + ofCentury
    guard year >= firstYear, day >= 1, day <= daysIn(month: month, year: year) else { return false }

    var position = 19
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") || bytes[position] == UInt8(ascii: ",") {
      position += 1
      let firstDigit = position
      while position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
      guard position > firstDigit else { return false }
    }
    return isOffset(bytes, at: position)
  }

  static func isOffset(_ bytes: Span<UInt8>, at position: Int) -> Bool {
    guard position < bytes.count else { return true }
    let sign = bytes[position]
    if sign | 0x20 == UInt8(ascii: "z") { return position + 1 == bytes.count }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return false }
    guard position + 3 <= bytes.count, let hours = twoDigits(bytes, at: position + 1), hours <= 23 else { return false }
    var next = position + 3
    if next == bytes.count { return true }
    if bytes[next] == UInt8(ascii: ":") { next += 1 }
    guard next + 2 == bytes.count, let minutes = twoDigits(bytes, at: next) else { return false }
    return minutes <= 59
  }

  @inline(__always)
  private static func twoDigits(_ bytes: Span<UInt8>, at position: Int) -> Int? {
    let tens = bytes[position] &- UInt8(ascii: "0")
    let ones = bytes[position + 1] &- UInt8(ascii: "0")
    guard tens < 10, ones < 10 else { return nil }
    return Int(tens) * 10 + Int(ones)
  }

  static func daysIn(month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension Timestamp {
  /// Whether a valid time says its offset from UTC.
  public static func hasOffset(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count > 19 else { return false }
    for index in 19..<bytes.count {
      let byte = bytes[index]
      if byte | 0x20 == UInt8(ascii: "z") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { return true }
    }
    return false
  }
}
