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
