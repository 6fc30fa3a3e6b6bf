/// What help says about a command.
public struct Command<Name: CommandName>: Sendable {
  /// Its name.
  public let name: Name

  /// One sentence, without a full stop, that stands in the list of commands.
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
