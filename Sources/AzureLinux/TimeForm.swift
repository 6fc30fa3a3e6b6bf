import StrictJSON

/// The forms of a time beside ISO 8601 with `T`: with a blank instead, .NET's invariant form, and the time since 1970.
struct TimeForm {
  private var year = 0
  private var month = 1
  private var day = 1
  private var secondOfDay = 0
  /// The digits after the seconds' point.
  private var fraction = 0..<0
  /// Minutes east of UTC.
  private var offset = 0

  /// Appends the time as ISO 8601; nothing and false for what is no time. White space around it does not count.
  ///
  /// An ISO time keeps its digits and its offset; the other forms are written in UTC.
  static func append(_ bytes: Span<UInt8>, to buffer: inout ByteBuffer) -> Bool {
    let range = Trimming.range(bytes, 0..<bytes.count)
    let text = bytes.extracting(range)
    guard text.count >= 9, text.count <= 64 else { return false }
    if appendISO(text, to: &buffer) { return true }
    var form = TimeForm()
    guard form.readInvariant(text) || form.readSinceEpoch(text) else { return false }
    return form.append(text, to: &buffer)
  }

  // MARK: - ISO 8601 with a blank

  private static func appendISO(_ text: Span<UInt8>, to buffer: inout ByteBuffer) -> Bool {
    guard text.count >= 19, text[4] == UInt8(ascii: "-") else { return false }
    let start = buffer.count
    buffer.append(text.extracting(0..<10))
    buffer.append(text[10] == UInt8(ascii: " ") ? UInt8(ascii: "T") : text[10])
    var end = 19
    while end < text.count, text[end] &- UInt8(ascii: "0") < 10 || text[end] == UInt8(ascii: ".") { end += 1 }
    buffer.append(text.extracting(11..<end))
    // A blank may stand before the offset as well, and `UTC` for it.
    while end < text.count, text[end] == UInt8(ascii: " ") { end += 1 }
    let zone = text.extracting(end..<text.count)
    if zone.count == 3, isUTC(zone) { buffer.append(UInt8(ascii: "Z")) } else { buffer.append(zone) }
    if Timestamp.isValid(buffer.span.extracting(start..<buffer.count)) { return true }
    buffer.truncate(to: start)
    return false
  }

  private static func isUTC(_ zone: Span<UInt8>) -> Bool {
    let word = UInt32(zone[0] | 0x20) << 16 | UInt32(zone[1] | 0x20) << 8 | UInt32(zone[2] | 0x20)
    // utc and gmt.
    return word == 0x757463 || word == 0x676D74
  }

  // MARK: - .NET's invariant form

  /// `M/D/YYYY h:mm:ss`, then optionally a fraction, `AM` or `PM`, an offset; a comma may stand after the date.
  private mutating func readInvariant(_ text: Span<UInt8>) -> Bool {
    var position = 0
    guard let month = Self.number(text, &position, 1...2), Self.skip(text, "/", &position),
      let day = Self.number(text, &position, 1...2), Self.skip(text, "/", &position),
      let year = Self.number(text, &position, 4...4)
    else { return false }
    _ = Self.skip(text, ",", &position)
    guard Self.skipBlanks(text, &position), var hour = Self.number(text, &position, 1...2),
      Self.skip(text, ":", &position), let minute = Self.number(text, &position, 2...2),
      Self.skip(text, ":", &position), let second = Self.number(text, &position, 2...2)
    else { return false }
    if Self.skip(text, ".", &position) {
      let start = position
      while position < text.count, text[position] &- UInt8(ascii: "0") < 10 { position += 1 }
      guard position > start else { return false }
      fraction = start..<position
    }
    _ = Self.skipBlanks(text, &position)
    if position + 2 <= text.count, text[position + 1] | 0x20 == UInt8(ascii: "m") {
      let half = text[position] | 0x20
      guard half == UInt8(ascii: "a") || half == UInt8(ascii: "p"), (1...12).contains(hour) else { return false }
      hour = hour % 12 + (half == UInt8(ascii: "p") ? 12 : 0)
      position += 2
      _ = Self.skipBlanks(text, &position)
    }
    guard readOffset(text, from: position) else { return false }
    guard year >= Timestamp.firstYear, (1...12).contains(month), day >= 1,
      day <= Timestamp.daysIn(month: month, year: year), hour <= 23, minute <= 59, second <= 59
    else { return false }
    (self.year, self.month, self.day) = (year, month, day)
    secondOfDay = hour * 3600 + minute * 60 + second
    return true
  }

  private mutating func readOffset(_ text: Span<UInt8>, from start: Int) -> Bool {
    let zone = text.extracting(start..<text.count)
    if zone.isEmpty || (zone.count == 3 && Self.isUTC(zone)) { return true }
    guard Timestamp.isOffset(text, at: start) else { return false }
    guard zone.count >= 3 else { return true }
    var position = start + 1
    guard let hours = Self.number(text, &position, 2...2) else { return false }
    _ = Self.skip(text, ":", &position)
    let minutes = Self.number(text, &position, 2...2) ?? 0
    offset = (hours * 60 + minutes) * (zone[0] == UInt8(ascii: "-") ? -1 : 1)
    return true
  }

  // MARK: - Since 1970

  /// Seconds, with a fraction or without, or milliseconds.
  private mutating func readSinceEpoch(_ text: Span<UInt8>) -> Bool {
    var position = 0
    guard var seconds = Self.number(text, &position, 9...13) else { return false }
    let whole = position
    if Self.skip(text, ".", &position) {
      let start = position
      while position < text.count, text[position] &- UInt8(ascii: "0") < 10 { position += 1 }
      guard position > start, position - start <= 9 else { return false }
      fraction = start..<position
    }
    guard position == text.count else { return false }
    if whole > 10 {
      // Milliseconds: their last three digits are the fraction.
      fraction = whole - 3..<whole
      seconds /= 1000
    }
    (year, month, day) = Self.date(days: seconds / 86_400)
    secondOfDay = seconds % 86_400
    return year >= Timestamp.firstYear
  }

  // MARK: - Writing

  private func append(_ text: Span<UInt8>, to buffer: inout ByteBuffer) -> Bool {
    var days = Self.days(year: year, month: month, day: day)
    var second = secondOfDay - offset * 60
    if second < 0 {
      second += 86_400
      days -= 1
    } else if second >= 86_400 {
      second -= 86_400
      days += 1
    }
    let (year, month, day) = Self.date(days: days)
    guard (0...9999).contains(year) else { return false }
    Self.append(year, digits: 4, to: &buffer)
    buffer.append("-")
    Self.append(month, digits: 2, to: &buffer)
    buffer.append("-")
    Self.append(day, digits: 2, to: &buffer)
    buffer.append("T")
    Self.append(second / 3600, digits: 2, to: &buffer)
    buffer.append(":")
    Self.append(second / 60 % 60, digits: 2, to: &buffer)
    buffer.append(":")
    Self.append(second % 60, digits: 2, to: &buffer)
    if !fraction.isEmpty {
      buffer.append(".")
      buffer.append(text.extracting(fraction))
    }
    buffer.append("Z")
    return true
  }

  private static func append(_ number: Int, digits: Int, to buffer: inout ByteBuffer) {
    var divisor = 1
    for _ in 1..<digits { divisor *= 10 }
    while divisor > 0 {
      buffer.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
      divisor /= 10
    }
  }

  /// Days since 1970 of a date, and back, in the proleptic Gregorian calendar; years begin in March while it counts.
  private static func days(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let yearOfEra = year % 400
    return year / 400 * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func date(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let dayOfEra = shifted % 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  // MARK: - Reading

  private static func number(_ text: Span<UInt8>, _ position: inout Int, _ digits: ClosedRange<Int>) -> Int? {
    var value = 0
    let start = position
    while position < text.count, position - start < digits.upperBound, text[position] &- UInt8(ascii: "0") < 10 {
      value = value * 10 + Int(text[position] - UInt8(ascii: "0"))
      position += 1
    }
    return position - start >= digits.lowerBound ? value : nil
  }

  private static func skip(_ text: Span<UInt8>, _ byte: Unicode.Scalar, _ position: inout Int) -> Bool {
    guard position < text.count, text[position] == UInt8(ascii: byte) else { return false }
    position += 1
    return true
  }

  private static func skipBlanks(_ text: Span<UInt8>, _ position: inout Int) -> Bool {
    let start = position
    // JavaScript puts U+202F before AM and PM.
    while position < text.count {
      if text[position] == UInt8(ascii: " ") {
        position += 1
      } else if position + 3 <= text.count, text[position] == 0xE2, text[position + 1] == 0x80,
        text[position + 2] == 0xAF
      {
        position += 3
      } else {
        break
      }
    }
    return position > start
  }
}
