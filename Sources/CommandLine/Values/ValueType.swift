import Secrets

/// How a setting's text is read, checked and written back.
///
/// A value type is the only place that knows a spelling. `read` gets text that is not empty and holds no NUL;
/// what `write` prints is read back as the same value.
public struct ValueType<Value: Sendable>: Sendable {
  /// What is expected, as the end of a sentence: `a whole number from 1 to 10`.
  public let expectation: String

  /// The placeholder in help, without its angle brackets: `topic`.
  public let metavar: String

  /// What a shell offers after the option.
  public let completion: Completion

  /// Whether several texts make one value: a repeated flag, or parts between commas.
  public let isList: Bool

  package let read: @Sendable (String) -> Result<Value, ValueError>
  package let write: @Sendable (Value) -> String

  /// Makes a value type out of a reader and a writer that are each other's inverse.
  public init(
    expectation: String,
    metavar: String,
    completion: Completion = .nothing,
    isList: Bool = false,
    read: @escaping @Sendable (String) -> Result<Value, ValueError>,
    write: @escaping @Sendable (Value) -> String
  ) {
    self.expectation = expectation
    self.metavar = metavar
    self.completion = completion
    self.isList = isList
    self.read = read
    self.write = write
  }
}

/// What a shell offers as the next word.
public enum Completion: Sendable, Hashable {
  case nothing
  case files
  case words([String])
}

/// Why a text is not a value of its type.
public enum ValueError: Error, Sendable, Hashable {
  /// The text has not the form that is expected.
  case malformed

  /// The text has the form, its value is not among those allowed.
  case outOfRange

  /// The text is wrong in a way that has its own sentence: `'x:y' has no port`, without the name of the setting.
  case because(String)

  /// The sentence, with the text quoted unless it is a secret.
  func sentence(about text: String, isSecret: Bool, expectation: String) -> String {
    let subject = isSecret ? "the value" : quoted(text)
    return switch self {
    case .malformed: "\(subject) is not \(expectation)"
    case .outOfRange: "\(subject) is out of range, expected \(expectation)"
    case .because(let reason): "\(subject) \(reason)"
    }
  }
}

extension ValueType where Value == Int {
  /// A whole number within a range; commas and underscores between digits are not read.
  public static func integer(_ range: ClosedRange<Int>, metavar: String = "n") -> ValueType<Int> {
    ValueType(
      expectation: "a whole number from \(grouped(range.lowerBound)) to \(grouped(range.upperBound))",
      metavar: metavar,
      read: { text in
        guard let number = Int(text) else {
          let digits = text.drop { $0 == "-" || $0 == "+" }
          let isNumber = !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isNumber }
          return .failure(isNumber ? .outOfRange : .malformed)
        }
        return range.contains(number) ? .success(number) : .failure(.outOfRange)
      },
      write: { String($0) })
  }
}

extension ValueType where Value == Double {
  /// A share of a whole: `0.05`, or `5%`, from 0 to 1.
  public static var share: ValueType<Double> {
    ValueType(
      expectation: "a share from 0 to 1, such as 0.05 or 5%",
      metavar: "share",
      read: { text in
        let isPercent = text.hasSuffix("%")
        guard let number = plainDecimal(isPercent ? text.dropLast() : text[...]) else { return .failure(.malformed) }
        let share = isPercent ? number / 100 : number
        return (0...1).contains(share) ? .success(share) : .failure(.outOfRange)
      },
      write: { String($0) })
  }
}

/// Reads digits with at most one point and an optional sign; no exponent, no `inf`, no `nan`, no hexadecimal.
func plainDecimal(_ text: Substring) -> Double? {
  let unsigned = text.first == "-" || text.first == "+" ? text.dropFirst() : text
  guard let first = unsigned.first, first.isASCII, first.isNumber else { return nil }
  guard unsigned.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }) else { return nil }
  return Double(String(text))
}

/// Writes a number with commas between thousands, for sentences.
func grouped(_ number: Int) -> String {
  var digits = Array(String(number.magnitude))
  var index = digits.count - 3
  while index > 0 {
    digits.insert(",", at: index)
    index -= 3
  }
  return (number < 0 ? "-" : "") + String(digits)
}

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
package func wordList(_ words: [String], or conjunction: String) -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
}

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

/// A text that printing, interpolating and reflecting do not show.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  private let text: String

  /// Keeps a text from being shown.
  public init(_ text: String) { self.text = text }

  /// The text itself, for the one call that needs it.
  public func revealed() -> String { text }

  /// What stands where a secret would.
  public static let mask = SecretRule.mask

  public var description: String { Secret.mask }
  public var debugDescription: String { Secret.mask }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
