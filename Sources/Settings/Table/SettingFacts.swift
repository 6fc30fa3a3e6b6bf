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
