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
