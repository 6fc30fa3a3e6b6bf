/// A file of `name=value` lines as Kafka's own tools read them.
///
/// The rules are those of `java.util.Properties.load`: a line whose first character is `#` or `!` is a comment; `=`,
/// `:` or blanks end the name; blanks around are dropped; a backslash at the end of a line continues it; `\t`, `\n`,
/// `\r`, `\f` and `\uXXXX` are escapes, any other escaped character is itself. Three things differ on purpose: the
/// file is UTF-8, not Latin-1; blanks at the end of a value are dropped unless the last one is escaped, since nobody
/// sees them; and half of a surrogate pair is a mistake.
struct PropertyFile: Sendable, Equatable {
  struct Line: Sendable, Equatable {
    let name: String
    let value: String

    /// Where it begins, counted from 1.
    let number: Int
  }

  struct Problem: Error, Sendable, Equatable {
    let number: Int
    let text: String
  }

  private(set) var lines: [Line] = []
  private(set) var problems: [Problem] = []

  /// Reads a whole file; a line that cannot be read is a problem, the others are still read.
  init(_ bytes: [UInt8]) {
    var bytes = bytes[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    for logical in PropertyFile.logicalLines(bytes) {
      switch PropertyFile.read(logical.bytes) {
      case .success((let name, let value)): lines.append(Line(name: name, value: value, number: logical.number))
      case .failure(let problem): problems.append(Problem(number: logical.number, text: problem.text))
      }
    }
  }

  // MARK: - Lines

  /// Joins continued lines and leaves out blank ones and comments; escapes stay as they are.
  private static func logicalLines(_ bytes: ArraySlice<UInt8>) -> [(number: Int, bytes: [UInt8])] {
    var result: [(number: Int, bytes: [UInt8])] = []
    var open: (number: Int, bytes: [UInt8])?
    for (index, natural) in naturalLines(bytes).enumerated() {
      let content = natural.drop { isBlank($0) }
      if open == nil, content.isEmpty || content.first == 0x23 || content.first == 0x21 { continue }
      var current = open ?? (index + 1, [])
      let backslashes = content.reversed().prefix { $0 == 0x5C }.count
      if backslashes.isMultiple(of: 2) {
        current.bytes += content
        result.append(current)
        open = nil
      } else {
        current.bytes += content.dropLast()
        open = current
      }
    }
    if let open { result.append(open) }
    return result.filter { !$0.bytes.isEmpty }
  }

  private static func naturalLines(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var result: [ArraySlice<UInt8>] = []
    var start = bytes.startIndex
    var index = start
    while index < bytes.endIndex {
      let byte = bytes[index]
      if byte == 0x0A || byte == 0x0D {
        result.append(bytes[start..<index])
        if byte == 0x0D, index + 1 < bytes.endIndex, bytes[index + 1] == 0x0A { index += 1 }
        start = index + 1
      }
      index += 1
    }
    if start < bytes.endIndex { result.append(bytes[start...]) }
    return result
  }

  // MARK: - One line

  private static func read(_ bytes: [UInt8]) -> Result<(name: String, value: String), Unreadable> {
    guard let text = String(validating: bytes, as: UTF8.self) else { return .failure("is not UTF-8") }
    var rest = text.unicodeScalars[...]
    let name: String
    switch takePart(from: &rest, until: { isBlank($0) || $0 == "=" || $0 == ":" }) {
    case .success(let part): name = part.text
    case .failure(let problem): return .failure(problem)
    }
    rest = rest.drop { isBlank($0) }
    if let separator = rest.first, separator == "=" || separator == ":" {
      rest = rest.dropFirst().drop { isBlank($0) }
    }
    return takePart(from: &rest, until: { _ in false }).map { part in
      var value = part.text
      // Blanks up to the last character that was not a bare blank are the writer's own.
      for _ in 0..<part.bareBlanksAtEnd { value.unicodeScalars.removeLast() }
      return (name, value)
    }
  }

  private struct Unreadable: Error, ExpressibleByStringLiteral {
    let text: String
    init(stringLiteral text: String) { self.text = text }
  }

  /// Takes characters up to an unescaped one that ends the part, and resolves escapes.
  private static func takePart(
    from rest: inout Substring.UnicodeScalarView, until ends: (Unicode.Scalar) -> Bool
  ) -> Result<(text: String, bareBlanksAtEnd: Int), Unreadable> {
    var text = String.UnicodeScalarView()
    var bareBlanks = 0
    var highSurrogate: UInt32?
    while let scalar = rest.first, scalar == "\\" || !ends(scalar) {
      rest.removeFirst()
      guard scalar == "\\" else {
        if highSurrogate != nil { return .failure("has half of a surrogate pair") }
        bareBlanks = isBlank(scalar) ? bareBlanks + 1 : 0
        text.append(scalar)
        continue
      }
      guard let escaped = rest.popFirst() else { break }
      bareBlanks = 0
      var unit = simpleEscapes[escaped] ?? escaped.value
      if escaped == "u" {
        let digits = rest.prefix(4)
        guard digits.count == 4, let value = hexadecimal(digits) else {
          return .failure("has \\u without four hexadecimal digits")
        }
        rest = rest.dropFirst(4)
        unit = value
      }
      switch (highSurrogate, unit) {
      case (nil, 0xD800...0xDBFF): highSurrogate = unit
      case (let high?, 0xDC00...0xDFFF):
        highSurrogate = nil
        if let pair = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (unit - 0xDC00)) { text.append(pair) }
      default:
        guard highSurrogate == nil, let single = Unicode.Scalar(unit) else {
          return .failure("has half of a surrogate pair")
        }
        text.append(single)
      }
    }
    if highSurrogate != nil { return .failure("has half of a surrogate pair") }
    return .success((String(text), bareBlanks))
  }

  private static let simpleEscapes: [Unicode.Scalar: UInt32] = ["t": 0x09, "n": 0x0A, "r": 0x0D, "f": 0x0C]

  private static func hexadecimal(_ digits: Substring.UnicodeScalarView) -> UInt32? {
    guard digits.allSatisfy({ $0.properties.isASCIIHexDigit }) else { return nil }
    return UInt32(String(digits), radix: 16)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0C }
  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "\t" || scalar == "\u{0C}"
  }
}

/// The lines of a settings file that nothing knows, which may be the lines of a key or a password.
///
/// Nothing of them is repeated, and only the first few are named: a file of another kind has hundreds.
struct UnknownLines {
  private let path: String
  private var first: [SettingDiagnostic] = []
  private var count = 0
  /// The line whose value begins a PEM block that the value does not end.
  private var openBlock: Int?

  private static let shownCount = 5

  init(path: String) { self.path = path }

  var mistakes: [SettingDiagnostic] {
    guard count > first.count else { return first }
    let rest = count - first.count
    return first + [
      SettingDiagnostic(
        "\(harmless(path)): \(rest) more line\(rest == 1 ? "" : "s") with an unknown name; is this the right file?")
    ]
  }

  mutating func add(_ mistake: SettingDiagnostic) {
    count += 1
    if first.count < Self.shownCount { first.append(mistake) }
  }

  /// Remembers a line whose value goes on below it although nothing continues it.
  mutating func note(_ line: PropertyFile.Line) {
    if line.value.hasPrefix("-----BEGIN"), !line.value.contains("-----END") { openBlock = line.number }
  }

  /// What is wrong with a line within a PEM block, said once for the block; nil for a line of no block.
  mutating func mistakeInBlock(_ line: PropertyFile.Line) -> [SettingDiagnostic]? {
    guard let start = openBlock else { return nil }
    let isFirst = line.number == start + 1
    if line.name.hasPrefix("-----END") { openBlock = nil }
    return isFirst
      ? [
        SettingDiagnostic(
          .file(path: path, line: line.number),
          "the value of line \(start) goes on here; end each line of it but the last with \\n\\")
      ] : []
  }

  /// Whether a text has the form of a setting's name or of a property's.
  static func looksLikeName(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || byte == 0x2D || byte == 0x2E || byte == 0x5F
      }
  }
}
