/// What every setting has, whatever the type of its value.
public struct SettingFacts: Sendable {
  public let name: String
  public let id: String
  public let commands: Set<CommandPath>
  public let requiredBy: Set<CommandPath>
  public let sources: SettingSources
  public let short: Character?
  public let metavar: String
  public let isBoolean: Bool
  public let isNegatable: Bool
  public let isSecret: Bool
  public let isList: Bool
  public let completion: Completion
  public let expectation: String

  /// The default as text, or what an absent value means; empty where there is nothing to say.
  public let defaultText: String
  public let kafkaNames: [String]
  public let help: String
  public let detail: String

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
