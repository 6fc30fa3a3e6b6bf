/// Splits a text at its blanks and masks numbers, addresses, hexadecimal digits and paths.
enum TextMask {
  /// What is behind so many words varies as a whole.
  static let wordLimit = 80
  private static let openingMarks: Set<Character> = ["(", "[", "<", "\"", "'", "`", "{"]
  private static let closingMarks: Set<Character> = [")", "]", ">", "\"", "'", "`", "}", ",", ";", ":", ".", "!", "?"]

  /// The words of a text; two blanks in a row have an empty word between them, so that nothing is lost.
  static func words(of text: String) -> [TemplateWord] {
    let parts = text.split(separator: " ", maxSplits: wordLimit, omittingEmptySubsequences: false)
    var words = parts.prefix(wordLimit).map(word)
    if parts.count > wordLimit { words.append(TemplateWord(prefix: "", core: [.variable(.text)], suffix: "")) }
    return words
  }

  private static func word(_ text: Substring) -> TemplateWord {
    var core = text
    var prefix = ""
    var suffix = ""
    func takeMarks() {
      while let first = core.first, openingMarks.contains(first), core.count > 1 {
        prefix.append(core.removeFirst())
      }
      while let last = core.last, closingMarks.contains(last), core.count > 1 {
        suffix.insert(core.removeLast(), at: suffix.startIndex)
      }
    }
    takeMarks()
    if let equals = core.firstIndex(of: "="), equals > core.startIndex,
      core[..<equals].allSatisfy({ isPlain($0) || $0 == "-" || $0 == "." })
    {
      prefix += core[...equals]
      core = core[core.index(after: equals)...]
      takeMarks()
    }
    return TemplateWord(prefix: prefix, core: segments(core), suffix: suffix)
  }

  private static func segments(_ core: Substring) -> [TemplateWord.Segment] {
    if core.isEmpty { return [.literal("")] }
    if isAddress(core) { return [.variable(.address)] }
    if let colon = core.lastIndex(of: ":"), isDottedAddress(core[..<colon]), isDigits(core[core.index(after: colon)...])
    {
      return [.variable(.address), .literal(":"), .variable(.number)]
    }
    if isHexadecimal(core) || isPath(core) { return [.variable(.word)] }
    return masked(core)
  }

  /// Every run of digits becomes a number, and so does a minus before the first one.
  private static func masked(_ core: Substring) -> [TemplateWord.Segment] {
    guard core.contains(where: isDigit) else { return [.literal(String(core))] }
    // Letters and digits without end are an identifier: as numbers with letters between them they would never fit another.
    let runs = core.split(whereSeparator: { !isDigit($0) }).count
    if runs > 3 { return [.variable(.word)] }
    var segments: [TemplateWord.Segment] = []
    var literal = ""
    var rest = core
    while let character = rest.first {
      let isSigned =
        character == "-" && segments.isEmpty && literal.isEmpty && rest.dropFirst().first.map(isDigit) == true
      guard isDigit(character) || isSigned else {
        literal.append(rest.removeFirst())
        continue
      }
      let digits = rest.dropFirst(isSigned ? 1 : 0).prefix(while: isDigit)
      if !literal.isEmpty { segments.append(.literal(literal)) }
      literal = ""
      segments.append(.variable(digits.count <= 19 ? .number : .word))
      rest = rest[digits.endIndex...]
    }
    if !literal.isEmpty { segments.append(.literal(literal)) }
    return segments
  }

  // MARK: - What a value looks like

  private static func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
  private static func isPlain(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || character == "_")
  }
  private static func isDigits(_ text: Substring) -> Bool {
    !text.isEmpty && text.count <= 19 && text.allSatisfy(isDigit)
  }

  private static func isAddress(_ text: Substring) -> Bool { isDottedAddress(text) || isColonAddress(text) }

  private static func isDottedAddress(_ text: Substring) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { isDigits($0) && $0.count <= 3 && (Int($0) ?? 999) <= 255 }
  }

  /// IPv6, with a zone or without, and MAC addresses.
  private static func isColonAddress(_ text: Substring) -> Bool {
    let address = text.prefix { $0 != "%" }
    let colons = address.count { $0 == ":" }
    guard colons >= 2, colons <= 7, address.count <= 45 else { return false }
    return address.allSatisfy { $0 == ":" || $0 == "." || $0.isHexDigit } && address.contains { $0.isHexDigit }
      && (address.contains("::") || colons >= 5)
  }

  /// `0x7f`, a digest, a UUID: at least eight digits, some of them no letters.
  private static func isHexadecimal(_ text: Substring) -> Bool {
    if text.hasPrefix("0x") || text.hasPrefix("0X") {
      return text.count > 2 && text.dropFirst(2).allSatisfy(\.isHexDigit)
    }
    if text.hasPrefix("SHA256:") || text.hasPrefix("MD5:") { return true }
    let digits = text.filter { $0 != "-" && $0 != ":" }
    return digits.count >= 8 && digits.allSatisfy { $0.isASCII && $0.isHexDigit } && digits.contains(where: isDigit)
      && digits.contains { $0.isLetter }
  }

  private static func isPath(_ text: Substring) -> Bool { text.count > 1 && text.first == "/" }
}

/// One word of a text (what stands between blanks), with what varies from record to record masked.
struct TemplateWord: Hashable, Comparable, Sendable {
  /// What a masked part looked like.
  enum Variable: String, Hashable, Sendable {
    case number
    case address
    /// Hexadecimal digits, a UUID, a path, or anything else without a blank.
    case word
    /// The rest of a text, blanks included.
    case text
  }

  enum Segment: Hashable, Sendable {
    case literal(String)
    case variable(Variable)
  }

  /// What stands before the value: opening marks and a key, such as `(`, `'` or `user=`.
  var prefix: String
  var core: [Segment]
  /// Closing marks.
  var suffix: String

  /// Whether nothing in it varies.
  var isLiteral: Bool { core.allSatisfy { if case .literal = $0 { true } else { false } } }

  /// Whether it has a letter that does not vary.
  var saysSomething: Bool {
    let literals = core.compactMap { if case .literal(let text) = $0 { text } else { nil } }
    return ([prefix] + literals).contains { $0.contains(where: \.isLetter) }
  }

  /// The word for people, masked parts in angle brackets.
  var display: String {
    prefix
      + core.map { segment in
        switch segment {
        case .literal(let text): text
        case .variable(let variable): "<\(variable.rawValue)>"
        }
      }.joined() + suffix
  }

  static func < (left: TemplateWord, right: TemplateWord) -> Bool { left.display < right.display }

  /// A word that fits both: what they share at their ends stays, the rest is masked.
  func merged(with other: TemplateWord) -> TemplateWord {
    if self == other { return self }
    guard prefix == other.prefix else { return TemplateWord(prefix: "", core: [.variable(.word)], suffix: "") }
    guard suffix == other.suffix else { return TemplateWord(prefix: prefix, core: [.variable(.word)], suffix: "") }
    return TemplateWord(
      prefix: prefix, core: core == other.core ? core : [.variable(.word)], suffix: suffix)
  }
}
