/// A value of a line, and in which column each of its bytes stands.
struct LineText {
  var bytes: [UInt8]
  /// One for each byte and one for the end.
  private var columns: [Int]

  init(bytes: [UInt8], columns: [Int]) {
    self.bytes = bytes
    self.columns = columns
  }

  func column(at index: Int) -> Int {
    index < columns.count ? columns[index] : (columns.last ?? 1)
  }

  var string: String {
    String(decoding: bytes, as: UTF8.self)
  }
}

/// Reads the words and the value of one line.
struct LineScanner {
  private let bytes: [UInt8]
  private let columns: [Int]
  private var position = 0

  init(_ line: some Collection<UInt8>) {
    bytes = Array(line)
    var column = 0
    columns = bytes.map { byte in
      // A continuation byte of UTF-8 stands in the column of its character.
      if byte & 0xC0 != 0x80 { column += 1 }
      return max(column, 1)
    }
  }

  var column: Int {
    position < columns.count ? columns[position] : (columns.last ?? 0) + 1
  }

  /// The next word, or nil at the end of the line.
  mutating func word() throws(PatternLineError) -> LineText? {
    skipBlanks()
    guard position < bytes.count else { return nil }
    if bytes[position] == UInt8(ascii: "\"") {
      return try quotedText()
    }
    let start = position
    while position < bytes.count, !isBlank(bytes[position]) { position += 1 }
    return slice(start..<position)
  }

  /// What is left of the line without the blanks around it; what it says inside quotation marks if it begins with one.
  mutating func rest() throws(PatternLineError) -> LineText {
    skipBlanks()
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
      let text = try quotedText()
      skipBlanks()
      guard position == bytes.count else {
        throw PatternLineError(
          column, "text behind the closing quotation mark", "a value that begins with \" is quoted as a whole")
      }
      return text
    }
    var end = bytes.count
    while end > position, isBlank(bytes[end - 1]) { end -= 1 }
    let start = position
    position = bytes.count
    return slice(start..<end)
  }

  private mutating func quotedText() throws(PatternLineError) -> LineText {
    let opening = column
    position += 1
    var value: [UInt8] = []
    var places: [Int] = []
    while position < bytes.count {
      let start = column
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        return LineText(bytes: value, columns: places + [start])
      case UInt8(ascii: "\\"):
        value.append(try escapedByte(at: start))
      default:
        value.append(byte)
      }
      places.append(start)
    }
    throw PatternLineError(opening, "a quotation mark that is not closed", "write \\\" for one in the text")
  }

  private mutating func escapedByte(at start: Int) throws(PatternLineError) -> UInt8 {
    let escape = position < bytes.count ? bytes[position] : 0
    position += 1
    switch escape {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): return escape
    case UInt8(ascii: "n"): return 0x0A
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "x"):
      guard position + 2 <= bytes.count,
        let value = UInt8(String(decoding: bytes[position..<(position + 2)], as: UTF8.self), radix: 16),
        bytes[position] != UInt8(ascii: "+")
      else { break }
      position += 2
      return value
    default: break
    }
    throw PatternLineError(start, "an unknown escape", "expected \\\" \\\\ \\n \\t or \\xHH")
  }

  private mutating func skipBlanks() {
    while position < bytes.count, isBlank(bytes[position]) { position += 1 }
  }

  private func slice(_ range: Range<Int>) -> LineText {
    let end = range.upperBound < columns.count ? columns[range.upperBound] : (columns.last ?? 0) + 1
    return LineText(bytes: Array(bytes[range]), columns: Array(columns[range]) + [end])
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09
  }
}
