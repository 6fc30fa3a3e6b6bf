extension ValueType {
  /// Values between commas; the flag may also be repeated.
  public static func list<Element: Sendable>(of element: ValueType<Element>) -> ValueType<[Element]>
  where Value == [Element] {
    ValueType(
      expectation: "\(element.expectation), or several between commas",
      metavar: element.metavar,
      completion: element.completion,
      isList: true,
      read: { text in
        var values: [Element] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
          let item = trimmed(part)
          guard !item.isEmpty else { return .failure(.because("has an empty part between its commas")) }
          switch element.read(item) {
          case .success(let value): values.append(value)
          case .failure(.because(let reason)) where item == text: return .failure(.because(reason))
          case .failure(let problem):
            let sentence = problem.sentence(about: item, isSecret: false, expectation: element.expectation)
            return .failure(item == text ? problem : .because("has a wrong part: \(sentence)"))
          }
        }
        return .success(values)
      },
      write: { $0.map(element.write).joined(separator: ",") })
  }

  /// A value that may be absent; with a word for it, the word switches it off where a weaker source sets it.
  public static func optional<Wrapped: Sendable>(
    _ wrapped: ValueType<Wrapped>, off: String? = nil
  ) -> ValueType<Wrapped?> where Value == Wrapped? {
    ValueType(
      expectation: off.map { "\(wrapped.expectation), or \($0)" } ?? wrapped.expectation,
      metavar: wrapped.metavar,
      completion: wrapped.completion,
      isList: wrapped.isList,
      read: { text in
        if let off, text.lowercased() == off { return .success(nil) }
        return wrapped.read(text).map { Optional($0) }
      },
      write: { $0.map(wrapped.write) ?? off ?? "" })
  }
}

/// The text without blanks and tabs at both ends.
func trimmed(_ text: Substring) -> String {
  var text = text
  while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
  while let last = text.last, last == " " || last == "\t" { text.removeLast() }
  return String(text)
}
