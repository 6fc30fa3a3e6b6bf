/// A piece of a proposed pattern.
enum PatternElement: Equatable, Sendable {
  case literal(String)
  /// A capture as it is written between its braces: `user`, `.session:number`, `:word`.
  case capture(String)

  /// The pattern as one line of a file has it, in quotation marks where it needs them.
  static func line(_ elements: [PatternElement]) -> String {
    let source = elements.map { element in
      switch element {
      case .literal(let text): text.replacing("{", with: "{{").replacing("}", with: "}}")
      case .capture(let text): "{\(text)}"
      }
    }.joined()
    return quotedIfNeeded(Array(source.utf8))
  }

  /// A value of a pattern file: as it is, or quoted with escapes where blanks, marks or bytes would be lost.
  static func quotedIfNeeded(_ bytes: [UInt8]) -> String {
    let isPlain = bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F } && String(validating: bytes, as: UTF8.self) != nil
    let first = bytes.first
    let hasOpenEnd = first == 0x20 || bytes.last == 0x20 || first == UInt8(ascii: "\"") || first == UInt8(ascii: "=")
    if isPlain, !hasOpenEnd, !bytes.isEmpty, !containsHidden(bytes) { return String(decoding: bytes, as: UTF8.self) }
    var text = "\""
    var rest = bytes[...]
    while let byte = rest.first {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += "\\" + String(UnicodeScalar(byte))
      case 0x20..<0x7F: text += String(UnicodeScalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        text += "\\x" + (digits.count == 1 ? "0" : "") + digits
      }
      rest.removeFirst()
    }
    return text + "\""
  }

  /// Whether an editor or terminal would hide or reorder something: a file of patterns is read by people.
  private static func containsHidden(_ bytes: [UInt8]) -> Bool {
    guard bytes.contains(where: { $0 >= 0x80 }) else { return false }
    return String(decoding: bytes, as: UTF8.self).unicodeScalars.contains { scalar in
      scalar.properties.isDefaultIgnorableCodePoint
        || [.control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned].contains(
          scalar.properties.generalCategory)
    }
  }
}
