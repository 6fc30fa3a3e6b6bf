/// An argument that has no flag: its place says what it is.
public struct Positional<Element: Sendable>: Sendable {
  /// Its name in help, lower case, without angle brackets.
  public let name: String

  /// One sentence.
  public let help: String

  /// How many may be given.
  public let count: ClosedRange<Int>

  let type: ValueType<Element>

  /// Declares an argument; reading it gives an array of as many values as `count` allows.
  public init(_ name: String, _ type: ValueType<Element>, count: ClosedRange<Int>, help: String) {
    self.name = name
    self.type = type
    self.count = count
    self.help = help
  }
}

/// A positional argument whatever its type.
public protocol AnyPositional: Sendable {
  /// Its name in help.
  var name: String { get }

  /// One sentence.
  var help: String { get }

  /// How many may be given.
  var count: ClosedRange<Int> { get }

  /// What a shell offers.
  var completion: Completion { get }

  /// Reads one word, or says why it cannot.
  func read(_ text: String) -> Result<any Sendable, Mistake>
}

extension Positional: AnyPositional {
  public var completion: Completion { type.completion }

  public func read(_ text: String) -> Result<any Sendable, Mistake> {
    if text.isEmpty { return .failure(Mistake("<\(name)>: an empty word is not \(type.expectation)")) }
    return type.read(text).map { $0 as any Sendable }.mapError { problem in
      Mistake("<\(name)>: \(problem.sentence(about: text, isSecret: false, expectation: type.expectation))")
    }
  }
}

extension AnyPositional {
  var isRepeating: Bool { count.upperBound > 1 }

  /// `<file> ...`, in brackets where it may be left out.
  var usage: String {
    let word = "<\(name)>\(isRepeating ? " ..." : "")"
    return count.lowerBound == 0 ? "[\(word)]" : word
  }
}
