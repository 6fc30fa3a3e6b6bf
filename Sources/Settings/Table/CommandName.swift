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

  /// The group, if the command stands in one.
  var group: String? { words.contains(" ") ? words.split(separator: " ").first.map(String.init) : nil }

  /// The last word.
  var leaf: String { words.split(separator: " ").last.map(String.init) ?? words }

  public var description: String { words }
}
