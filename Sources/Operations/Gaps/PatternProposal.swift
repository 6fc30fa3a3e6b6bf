import Patterns

/// Writes a pattern for a group of texts, and makes sure that it fits them.
struct PatternProposal {
  private let names: CaptureNames

  init(catalogue: Catalogue) { names = CaptureNames(catalogue: catalogue) }

  /// The pattern's line, from the most telling one that compiles and fits every sample to the first sample itself.
  func pattern(for group: GapCollector.Entry) -> String {
    let candidates = [named(group.words), plain(group.words), openEnded(group.words)]
    for candidate in candidates where Self.saysEnough(candidate) {
      let line = PatternElement.line(candidate)
      if fits(line, group) { return line }
    }
    let first = group.samples.first.map { String(decoding: $0.text, as: UTF8.self) } ?? ""
    return PatternElement.line([.literal(first)])
  }

  /// A pattern of hardly more than captures would take the texts of others.
  private static func saysEnough(_ elements: [PatternElement]) -> Bool {
    let letters = elements.reduce(0) { sum, element in
      if case .literal(let text) = element { sum + text.count(where: \.isLetter) } else { sum }
    }
    let captures = elements.contains { if case .capture = $0 { true } else { false } }
    return letters >= letterMinimum || !captures
  }

  private static let letterMinimum = 3

  private func fits(_ line: String, _ group: GapCollector.Entry) -> Bool {
    var text = "written-by anyone *\nalso \"x\"\nevent x\n  pattern \(line)\n"
    for sample in group.samples { text += "  sample \(PatternElement.quotedIfNeeded(sample.text))\n" }
    guard let catalogue = try? Catalogue(files: [], userFiles: [PatternFile(name: "draft", text: text)]) else {
      return false
    }
    return catalogue.check().allSatisfy { $0.kind == .incomplete }
  }

  // MARK: - Candidates

  /// Every masked part on its own, named as well as can be guessed.
  private func named(_ words: [TemplateWord]) -> [PatternElement] {
    var names = names.fresh
    var elements: [PatternElement] = []
    var hint = ""
    for (index, word) in words.enumerated() {
      if index > 0 { Self.append(" ", to: &elements) }
      Self.append(word.prefix, to: &elements)
      let key = word.prefix.last == "=" || word.prefix.contains("=") ? Self.key(of: word.prefix) : nil
      let isAlone = word.core.count == 1
      for segment in word.core {
        switch segment {
        case .literal(let text): Self.append(text, to: &elements)
        case .variable(let variable):
          // A number inside of a word is no port and no pid; an address is one also before its port.
          let fittingHint = isAlone || variable == .address ? key ?? hint : ""
          elements.append(.capture(names.capture(variable, hint: fittingHint, isKey: key != nil && isAlone)))
        }
      }
      Self.append(word.suffix, to: &elements)
      hint = word.isLiteral ? Self.plainWord(word.display) : ""
    }
    return elements
  }

  /// Every word that varies as a whole, behind its key.
  private func plain(_ words: [TemplateWord]) -> [PatternElement] {
    var elements: [PatternElement] = []
    for (index, word) in words.enumerated() {
      if index > 0 { Self.append(" ", to: &elements) }
      if word.isLiteral {
        Self.append(word.display, to: &elements)
      } else {
        Self.append(word.prefix, to: &elements)
        elements.append(.capture(word.core == [.variable(.text)] ? ":text" : ":word"))
      }
    }
    return elements
  }

  /// The beginning that all share, and then anything.
  private func openEnded(_ words: [TemplateWord]) -> [PatternElement] {
    let literal = words.prefix { $0.isLiteral }.map(\.display)
    guard !literal.isEmpty else { return [.capture(":text")] }
    if literal.count == words.count { return [.literal(literal.joined(separator: " "))] }
    return [.literal(literal.joined(separator: " ") + " "), .capture(":text")]
  }

  private static func append(_ text: String, to elements: inout [PatternElement]) {
    guard !text.isEmpty else { return }
    if case .literal(let before)? = elements.last {
      elements[elements.count - 1] = .literal(before + text)
    } else {
      elements.append(.literal(text))
    }
  }

  /// `user` of `(user=`.
  private static func key(of prefix: String) -> String? {
    guard let equals = prefix.firstIndex(of: "=") else { return nil }
    return plainWord(String(prefix[..<equals]))
  }

  private static func plainWord(_ text: String) -> String {
    text.lowercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
  }
}

/// Guesses which field a masked part of a text is, by the key or the word before it.
struct CaptureNames {
  /// Own fields (`.x`) that hold values in the catalogue; no field can be a value and hold others.
  private let taken: Set<String>
  private var used: Set<String> = []

  init(catalogue: Catalogue) {
    var taken: Set<String> = []
    for pattern in catalogue.patterns {
      for field in pattern.captures.map(\.field) + pattern.meaning.assignments.map(\.field) where field.isOwn {
        taken.insert(field.name)
      }
    }
    self.taken = taken
  }

  private init(taken: Set<String>) { self.taken = taken }

  /// The same without what one pattern has used.
  var fresh: CaptureNames { CaptureNames(taken: taken) }

  /// A capture such as `user`, `port` or `:number`.
  ///
  /// - Parameters:
  ///   - hint: the key before a `=`, or the word before, in lower case without marks; empty if there is none.
  mutating func capture(_ variable: TemplateWord.Variable, hint: String, isKey: Bool) -> String {
    if let name = Self.name(of: hint, variable), used.insert(name.field).inserted { return name.capture }
    let kind = Self.kind(variable)
    if isKey, let own = ownName(hint), used.insert(own).inserted { return "\(own):\(kind)" }
    return ":\(kind)"
  }

  private static func kind(_ variable: TemplateWord.Variable) -> String { variable.rawValue }

  private static func name(of hint: String, _ variable: TemplateWord.Variable) -> (field: String, capture: String)? {
    switch (hint, variable) {
    case ("user", .word), ("for", .word), ("username", .word), ("login", .word), ("account", .word), ("logname", .word):
      ("user", "user:word")
    case ("uid", .number): ("uid", "uid")
    case ("gid", .number): ("gid", "gid")
    case ("group", .word): ("group", "group:word")
    case ("by", .word), ("euser", .word): ("effective", "effective:word")
    case ("port", .number), ("sport", .number): ("port", "port")
    case ("dport", .number): ("destination.port", "destination.port")
    case ("dst", .address), ("to", .address), ("server", .address): ("destination.address", "destination.address")
    case ("rhost", .word), ("from", .word): ("address", "address")
    case (_, .address): ("address", "address")
    case ("pid", .number), ("process", .number): ("process.pid", "process.pid")
    case ("command", .word), ("cmd", .word), ("comm", .word): ("command", "command:word")
    case ("pwd", .word), ("cwd", .word): ("pwd", "pwd:word")
    case ("exe", .word): ("process.executable", "process.executable")
    case ("file", .word), ("path", .word): ("file.path", "file.path")
    case ("service", .word), ("unit", .word): ("service.name", "service.name")
    case ("version", .word): ("service.version", "service.version")
    case ("code", .number), ("status", .number): ("process.exit_code", "process.exit_code")
    default: nil
    }
  }

  /// `.key` for a key that can be a field's name and does not clash with the catalogue's.
  private func ownName(_ hint: String) -> String? {
    let name = "." + hint.lowercased().map { $0 == "-" || $0 == "." ? "_" : $0 }
    let isName =
      name.utf8.dropFirst().first.map { (0x61...0x7A).contains($0) } == true
      && name.utf8.dropFirst().allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_")
      } && name.utf8.count <= 32
    guard isName, !taken.contains(where: { $0.hasPrefix(name + ".") }) else { return nil }
    return name
  }
}

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
