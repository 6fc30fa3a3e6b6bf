/// A syslog tag at the beginning of a text, with or without the header of a syslog message before it.
///
/// Collectors that do not take a message apart leave it so: `sshd[2211]: text`, `<86>Mar 14 09:26:53 web-01 sshd[2211]: text`
/// (RFC 3164), `<86>1 2026-03-14T09:26:53Z web-01 sshd 2211 - - text` (RFC 5424).
struct TextHead {
  private(set) var program = 0..<0
  private(set) var processID: Int64?
  /// Where the text itself begins.
  private(set) var textStart = 0

  /// nil where no such tag stands. Without a header a tag needs its process id: `error: text` is no program's.
  init?(_ bytes: Span<UInt8>) {
    var position = 0
    while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
    let hasPriority = Self.skipPriority(bytes, &position)
    if hasPriority, Self.skip(bytes, "1 ", &position) {
      guard readFields(bytes, from: position) else { return nil }
      return
    }
    let hasTime = Self.skipTime(bytes, &position)
    if readTag(bytes, from: position, needsProcessID: !hasPriority && !hasTime) { return }
    // The host's name, then the tag.
    guard hasTime, Self.word(bytes, &position) != nil, readTag(bytes, from: position, needsProcessID: false) else {
      return nil
    }
  }

  /// `NAME[PID]: ` or `NAME: `.
  private mutating func readTag(_ bytes: Span<UInt8>, from start: Int, needsProcessID: Bool) -> Bool {
    var position = start
    while position < bytes.count, position - start < 128, Self.isOfName(bytes[position]) { position += 1 }
    guard position > start, position < bytes.count else { return false }
    let name = start..<position
    var number: Int64?
    if bytes[position] == UInt8(ascii: "[") {
      let digits = position + 1
      position = digits
      while position < bytes.count, bytes[position] &- UInt8(ascii: "0") < 10 { position += 1 }
      number = ProcessNumber.read(bytes, digits..<position)
      guard number != nil, position < bytes.count, bytes[position] == UInt8(ascii: "]") else { return false }
      position += 1
    } else if needsProcessID {
      return false
    }
    guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else { return false }
    position += 1
    guard position < bytes.count, bytes[position] == UInt8(ascii: " ") else { return false }
    return settle(bytes, name: name, number, textStart: position + 1)
  }

  /// RFC 5424, section 6: time, host, program, process id, message id, structured data.
  private mutating func readFields(_ bytes: Span<UInt8>, from start: Int) -> Bool {
    var position = start
    guard Self.word(bytes, &position) != nil, Self.word(bytes, &position) != nil,
      let name = Self.word(bytes, &position), let process = Self.word(bytes, &position),
      Self.word(bytes, &position) != nil, position < bytes.count
    else { return false }
    if bytes[position] == UInt8(ascii: "-") {
      position += 1
    } else {
      guard Self.skipStructuredData(bytes, &position) else { return false }
    }
    guard position < bytes.count, bytes[position] == UInt8(ascii: " ") else { return false }
    return settle(bytes, name: name, ProcessNumber.read(bytes, process), textStart: position + 1)
  }

  private mutating func settle(_ bytes: Span<UInt8>, name: Range<Int>, _ number: Int64?, textStart: Int) -> Bool {
    let form = ProgramForm(bytes.extracting(name))
    guard !form.name.isEmpty, textStart < bytes.count else { return false }
    program = name.lowerBound + form.name.lowerBound..<name.lowerBound + form.name.upperBound
    processID = number
    self.textStart = textStart
    return true
  }

  // MARK: - Parts of a header

  /// `<0>` to `<191>`.
  private static func skipPriority(_ bytes: Span<UInt8>, _ position: inout Int) -> Bool {
    var index = position
    guard index < bytes.count, bytes[index] == UInt8(ascii: "<") else { return false }
    index += 1
    let digits = index
    while index < bytes.count, bytes[index] &- UInt8(ascii: "0") < 10 { index += 1 }
    guard (1...3).contains(index - digits), index < bytes.count, bytes[index] == UInt8(ascii: ">") else { return false }
    position = index + 1
    return true
  }

  /// `Mar 14 09:26:53 ` or an ISO 8601 time and a blank.
  private static func skipTime(_ bytes: Span<UInt8>, _ position: inout Int) -> Bool {
    var index = position
    if let first = word(bytes, &index), Timestamp.isValid(bytes.extracting(first)) {
      position = index
      return true
    }
    index = position
    guard let month = word(bytes, &index), month.count == 3, isMonth(bytes, month) else { return false }
    while index < bytes.count, bytes[index] == UInt8(ascii: " ") { index += 1 }
    guard let day = word(bytes, &index), (1...2).contains(day.count), isDigits(bytes, day),
      let time = word(bytes, &index), time.count >= 8, bytes[time.lowerBound + 2] == UInt8(ascii: ":"),
      bytes[time.lowerBound + 5] == UInt8(ascii: ":")
    else { return false }
    position = index
    return true
  }

  private static func isMonth(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let months: StaticString = "JanFebMarAprMayJunJulAugSepOctNovDec"
    for month in 0..<12 {
      var isEqual = true
      for offset in 0..<3 {
        let letter = unsafe months.utf8Start[month * 3 + offset]
        if bytes[range.lowerBound + offset] != letter { isEqual = false }
      }
      if isEqual { return true }
    }
    return false
  }

  private static func isDigits(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    for index in range where bytes[index] &- UInt8(ascii: "0") >= 10 { return false }
    return true
  }

  /// `[id name="value" ...]`, several of them without anything between; `\]` and `\"` stand for themselves.
  private static func skipStructuredData(_ bytes: Span<UInt8>, _ position: inout Int) -> Bool {
    guard bytes[position] == UInt8(ascii: "[") else { return false }
    var isQuoted = false
    var isInside = false
    while position < bytes.count {
      let byte = bytes[position]
      if isQuoted, byte == UInt8(ascii: "\\") {
        position += 1
      } else if byte == UInt8(ascii: "\"") {
        isQuoted.toggle()
      } else if !isQuoted, byte == UInt8(ascii: "[") {
        isInside = true
      } else if !isQuoted, byte == UInt8(ascii: "]") {
        isInside = false
      } else if !isInside {
        return byte == UInt8(ascii: " ")
      }
      position += 1
    }
    return false
  }

  /// The bytes up to the next blank, which is passed over as well; nil where there are none or no blank follows.
  private static func word(_ bytes: Span<UInt8>, _ position: inout Int) -> Range<Int>? {
    let start = position
    var index = start
    while index < bytes.count, bytes[index] > UInt8(ascii: " ") { index += 1 }
    guard index > start, index < bytes.count, bytes[index] == UInt8(ascii: " ") else { return nil }
    position = index + 1
    return start..<index
  }

  private static func skip(_ bytes: Span<UInt8>, _ text: StaticString, _ position: inout Int) -> Bool {
    guard bytes.count - position >= text.utf8CodeUnitCount else { return false }
    for index in 0..<text.utf8CodeUnitCount {
      guard unsafe bytes[position + index] == text.utf8Start[index] else { return false }
    }
    position += text.utf8CodeUnitCount
    return true
  }

  private static func isOfName(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")")
  }
}
