/// What help says about a command.
public struct Command<Name: CommandName>: Sendable {
  /// Its name.
  public let name: Name

  /// One sentence for the list of commands, without a full stop.
  public let summary: String

  /// Paragraphs below the summary, in the command's own help.
  public let discussion: String

  /// What it takes besides options, in this order; only the last may repeat.
  public let positionals: [any AnyPositional]

  /// Command lines that work, each with what it does.
  public let examples: [Example]

  /// Declares a command.
  public init(
    _ name: Name,
    _ summary: String,
    discussion: String = "",
    positionals: [any AnyPositional] = [],
    examples: [Example] = []
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.positionals = positionals
    self.examples = examples
  }
}

/// A command line and what it does.
public struct Example: Sendable {
  let line: String
  let purpose: String

  /// Takes the whole line, program included, and one sentence without a full stop.
  public init(_ line: String, _ purpose: String) {
    self.line = line
    self.purpose = purpose
  }
}

/// Several commands below one word.
public struct CommandGroup: Sendable {
  let word: String
  let summary: String

  /// Takes the word and one sentence without a full stop.
  public init(_ word: String, _ summary: String) {
    self.word = word
    self.summary = summary
  }
}

/// The commands of a program as an enumeration whose raw values are what a user types.
///
/// Two words (`patterns list`) are a command within a group; the group itself is no command.
public protocol CommandName: RawRepresentable, CaseIterable, Hashable, Sendable where RawValue == String {}

extension CommandName {
  /// The command's words without its Swift type, as a setting stores them.
  public var path: CommandPath { CommandPath(words: rawValue) }
}

/// What a user types to reach a command: one word, or a group and a word.
public struct CommandPath: Sendable, Hashable, CustomStringConvertible {
  /// The words with single blanks between them.
  public let words: String

  /// Takes words with single blanks between them.
  public init(words: String) { self.words = words }

  /// The group that the command belongs to; nil for none.
  var group: String? { words.contains(" ") ? words.split(separator: " ").first.map(String.init) : nil }

  /// The last word.
  var leaf: String { words.split(separator: " ").last.map(String.init) ?? words }

  public var description: String { words }
}

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
  func read(_ text: String) -> Result<any Sendable, SettingDiagnostic>
}

extension Positional: AnyPositional {
  public var completion: Completion { type.completion }

  public func read(_ text: String) -> Result<any Sendable, SettingDiagnostic> {
    if text.isEmpty { return .failure(SettingDiagnostic("<\(name)>: an empty word is not \(type.expectation)")) }
    return type.read(text).map { $0 as any Sendable }.mapError { problem in
      SettingDiagnostic("<\(name)>: \(problem.sentence(about: text, isSecret: false, expectation: type.expectation))")
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
