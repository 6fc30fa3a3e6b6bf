import Secrets

/// One setting: what it is called, what its value is, where it may come from, and what it means.
///
/// Everything a user sees of a setting follows from this one declaration: the flag `--NAME`, the variable
/// `PREFIX_NAME`, the key `NAME` in a file, help, the reference, completions and the print of what is in effect.
/// The setting is also the key by which its value is read.
public struct Setting<Value: Sendable>: Sendable {
  /// What every setting has, whatever the type of its value.
  public let facts: SettingFacts

  /// The value where nothing sets one.
  public let defaultValue: Value

  let type: ValueType<Value>

  /// Declares a setting.
  ///
  /// - Parameters:
  ///   - name: Lower case, words joined by `-`.
  ///   - type: How its text is read.
  ///   - defaultValue: The value where nothing sets one; where `requiredBy` applies it is never read.
  ///   - id: What tells apart two settings of one name that no command has both of.
  ///   - commands: Which commands take it.
  ///   - requiredBy: Which of them do not start without it.
  ///   - sources: Where it may come from.
  ///   - short: A letter for `-x`.
  ///   - metavar: The placeholder in help, where the type's own says too little.
  ///   - isNegatable: Whether `--no-NAME` sets it to false; for booleans.
  ///   - unset: What an absent value means, in help: `text on a terminal, else json`.
  ///   - kafkaNames: The librdkafka properties that it sets, and which may then not be set past it.
  ///   - help: One sentence, with a full stop.
  ///   - detail: More sentences, for the reference.
  public init(
    _ name: String,
    _ type: ValueType<Value>,
    default defaultValue: Value,
    id: String? = nil,
    commands: Set<CommandPath>,
    requiredBy: Set<CommandPath> = [],
    sources: SettingSources = .everywhere,
    short: Character? = nil,
    metavar: String? = nil,
    isNegatable: Bool = false,
    unset: String? = nil,
    kafkaNames: [String] = [],
    help: String,
    detail: String = ""
  ) {
    self.type = type
    self.defaultValue = defaultValue
    let isBoolean = Value.self == Bool.self
    let isSecret = Value.self == Secret.self || Value.self == Secret?.self
    facts = SettingFacts(
      name: name, id: id ?? name, commands: commands, requiredBy: requiredBy, sources: sources, short: short,
      metavar: metavar ?? type.metavar, isBoolean: isBoolean, isNegatable: isNegatable, isSecret: isSecret,
      isList: type.isList, completion: type.completion, expectation: type.expectation,
      defaultText: unset ?? (isSecret ? "" : type.write(defaultValue)), kafkaNames: kafkaNames, help: help,
      detail: detail)
  }
}

/// Where a setting may come from.
public struct SettingSources: OptionSet, Sendable, Hashable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The command line.
  public static let flag = SettingSources(rawValue: 1)

  /// A variable; for a secret also one that names its file.
  public static let environment = SettingSources(rawValue: 2)

  /// The file of settings; for a secret also a file that it names.
  public static let file = SettingSources(rawValue: 4)

  /// All three.
  public static let everywhere: SettingSources = [.flag, .environment, .file]
}

/// A setting whatever the type of its value.
public protocol AnySetting: Sendable {
  /// What does not depend on the type.
  var facts: SettingFacts { get }

  /// The value where nothing sets one.
  var anyDefault: any Sendable { get }

  /// Reads its text, or says why that is no value.
  func read(_ text: String) -> Result<any Sendable, ValueError>

  /// The value as it would be written in a file, without what may be a secret.
  func write(_ value: any Sendable) -> String

  /// Whether a value, or a part of it, may be secret.
  func holdsSecret(_ value: any Sendable) -> Bool
}

extension Setting: AnySetting {
  public var anyDefault: any Sendable { defaultValue }

  public func read(_ text: String) -> Result<any Sendable, ValueError> {
    type.read(text).map { $0 as any Sendable }
  }

  public func write(_ value: any Sendable) -> String {
    guard let value = value as? Value else { return "" }
    let text = type.write(value)
    return facts.isSecret && !text.isEmpty ? Secret.mask : SecretRule.shown(text, of: facts.name)
  }

  public func holdsSecret(_ value: any Sendable) -> Bool {
    guard let value = value as? Value else { return facts.isSecret }
    let text = type.write(value)
    return !text.isEmpty && (facts.isSecret || SecretRule.hides(text, of: facts.name))
  }
}

/// What every setting has, whatever the type of its value.
public struct SettingFacts: Sendable {
  /// What it is called.
  public let name: String
  let id: String
  let commands: Set<CommandPath>
  let requiredBy: Set<CommandPath>
  let sources: SettingSources
  let short: Character?
  let metavar: String
  let isBoolean: Bool
  let isNegatable: Bool

  /// Whether its value must not be shown.
  public let isSecret: Bool
  let isList: Bool
  let completion: Completion
  let expectation: String

  /// The default as text, or what an absent value means; empty where there is nothing to say.
  let defaultText: String
  let kafkaNames: [String]

  /// One sentence.
  public let help: String
  let detail: String

  /// The name of the setting's file form: a path to read a secret from.
  var fileFormName: String { "\(name)-file" }

  /// What a user writes: `--input`; for a secret only its file form, since every user of a machine can read the
  /// arguments of every process.
  var flag: String? {
    guard sources.contains(.flag) else { return nil }
    return "--\(isSecret ? fileFormName : name)"
  }

  /// The word `--no-NAME`.
  var negation: String? { isNegatable && sources.contains(.flag) ? "--no-\(name)" : nil }

  /// The placeholder behind the flag, or nil where the flag takes no value.
  var flagMetavar: String? {
    if isBoolean { return nil }
    return isSecret ? "<file>" : "<\(metavar)>"
  }

  /// What a shell offers behind the flag.
  var flagCompletion: Completion { isSecret ? .files : completion }
}
