/// One thing that is wrong in a pattern file, with its place and what was expected there.
public struct PatternMistake: Error, Sendable, Hashable, CustomStringConvertible {
  /// What can be done about it besides correcting the file.
  public enum Kind: Sendable {
    /// Nothing: the file is wrong.
    case wrong
    /// The pattern matches texts of patterns after it, which its writer may mean (`--allow-shadowing`).
    case shadowing
    /// The event lacks a meaning; a draft does until a person has looked at it.
    case incomplete
  }

  /// The name of the file.
  public let file: String
  /// The line, counted from 1.
  public let line: Int
  /// The column in characters, counted from 1.
  public let column: Int
  /// What stands there and is wrong.
  public let found: String
  /// What was expected instead, as the second half of the sentence, where that can be said.
  public let expected: String?
  /// Whether it is wrong, or only not what the writer may be expected to mean.
  public var kind = Kind.wrong

  /// One line for people: `sshd.patterns:12:9: unknown field "user.nmae"; did you mean "user.name"?`
  public var description: String {
    let place = "\(file):\(line):\(column): \(found)"
    guard let expected else { return place }
    return "\(place); \(expected)"
  }
}

/// All mistakes of the files of a catalogue, in the order of files and lines.
public struct PatternMistakes: Error, Sendable, CustomStringConvertible {
  public let mistakes: [PatternMistake]

  public init(_ mistakes: [PatternMistake]) {
    self.mistakes = mistakes
  }

  /// A mistake a line.
  public var description: String {
    mistakes.map(\.description).joined(separator: "\n")
  }
}
