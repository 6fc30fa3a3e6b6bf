import Secrets

/// Properties of a library that are handed on as they are: `-X NAME=VALUE`, `kafka.NAME=VALUE`.
public struct PassThrough: Sendable {
  let short: Character
  let filePrefix: String
  let environmentPrefix: String
  let commands: Set<CommandPath>
  let help: String
  let detail: String

  /// Declares the pass-through.
  ///
  /// - Parameters:
  ///   - short: The letter of the flag.
  ///   - filePrefix: What stands before a property in a file: `kafka.`.
  ///   - environmentPrefix: What stands before a property in a variable, behind the program's own prefix: `KAFKA_`.
  ///   - commands: Which commands take it.
  ///   - help: One sentence.
  ///   - detail: More sentences.
  public init(
    short: Character, filePrefix: String, environmentPrefix: String, commands: Set<CommandPath>, help: String,
    detail: String = ""
  ) {
    self.short = short
    self.filePrefix = filePrefix
    self.environmentPrefix = environmentPrefix
    self.commands = commands
    self.help = help
    self.detail = detail
  }

  var flag: String { "-\(short)" }
}

/// One property that is handed on.
public struct PassedProperty: Sendable, Hashable {
  /// The property's name as the library knows it.
  public let name: String

  /// Its value.
  public let value: String

  /// Where it comes from.
  public let origin: Origin

  /// Its value for people, without what may be a secret.
  public var shownValue: String { SecretRule.shown(value, of: name) }

  /// Whether it may hold a secret.
  var isSecret: Bool { SecretRule.hides(value, of: name) }
}

/// A property that may not be passed through, and the sentence that says why.
public struct ReservedProperty: Sendable, Hashable {
  let name: String
  let reason: String

  /// Takes the library's name of the property and one sentence.
  public init(_ name: String, _ reason: String) {
    self.name = name
    self.reason = reason
  }
}
