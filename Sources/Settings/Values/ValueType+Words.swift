extension ValueType where Value == String {
  /// Any text.
  public static var string: ValueType<String> { .text("a text") }

  /// Any text, with what it means and the placeholder that says so.
  public static func text(_ expectation: String, metavar: String = "text") -> ValueType<String> {
    ValueType(expectation: expectation, metavar: metavar, read: { .success($0) }, write: { $0 })
  }

  /// The path of a file; the code that opens it sees whether it is there.
  public static var file: ValueType<String> {
    ValueType(expectation: "a path", metavar: "file", completion: .files, read: { .success($0) }, write: { $0 })
  }
}

extension ValueType where Value == Secret {
  /// A text that is never shown again.
  public static var secret: ValueType<Secret> {
    ValueType(
      expectation: "a text", metavar: "secret", read: { .success(Secret($0)) }, write: { $0.description })
  }
}

extension ValueType where Value == Bool {
  /// Yes or no; as a flag it takes no value.
  public static var boolean: ValueType<Bool> {
    ValueType(
      expectation: "true or false",
      metavar: "true|false",
      completion: .words(["true", "false"]),
      read: { text in
        switch text.lowercased() {
        case "true", "yes", "on", "1": .success(true)
        case "false", "no", "off", "0": .success(false)
        default: .failure(.malformed)
        }
      },
      write: { $0 ? "true" : "false" })
  }
}

extension ValueType where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One word of a closed list, read without regard to case.
  public static var word: ValueType<Value> {
    let words = Value.allCases.map(\.rawValue)
    return ValueType(
      expectation: wordList(words, or: "or"),
      metavar: words.joined(separator: "|"),
      completion: .words(words),
      read: { text in
        let wanted = text.lowercased()
        if let value = Value.allCases.first(where: { $0.rawValue.lowercased() == wanted }) { return .success(value) }
        guard let near = nearestName(to: text, among: Value.allCases.map(\.rawValue)) else {
          return .failure(.malformed)
        }
        return .failure(
          .because("is not \(wordList(Value.allCases.map(\.rawValue), or: "or")); did you mean \(near)?"))
      },
      write: { $0.rawValue })
  }
}

/// Joins words as a sentence does: `a, b or c`.
func wordList(_ words: [String], or conjunction: String) -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
}
