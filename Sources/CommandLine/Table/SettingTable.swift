/// All commands and settings of a program, in the order of its help.
public struct SettingTable<Name: CommandName>: Sendable {
  /// The program's name: `azure-linux-ecs`.
  public let program: String

  /// What every environment name begins with: `AZURE_LINUX_ECS_`.
  public let environmentPrefix: String

  /// What the program is for, in one sentence without a full stop.
  public let overview: String

  /// Words that commands of two words begin with.
  public let commandGroups: [CommandGroup]

  /// Every command once.
  public let commands: [Command<Name>]

  /// Every setting once, under its heading.
  public let groups: [SettingGroup]

  /// How properties of the library are handed on.
  public let passThrough: PassThrough

  /// The setting that names the file to read; it cannot come from a file.
  public let fileSetting: Setting<String?>

  /// The rules between settings.
  public let checks: [SettingCheck]

  /// What some commands take only with a certain flag.
  let gate: SettingGate?

  /// The rule that fills in what nobody set; asked before anything is missed and before the checks.
  public let derivation: SettingDerivation

  /// Puts the table together; `defects()` says whether it fits together.
  public init(
    program: String,
    environmentPrefix: String,
    overview: String,
    commandGroups: [CommandGroup] = [],
    commands: [Command<Name>],
    groups: [SettingGroup],
    passThrough: PassThrough,
    fileSetting: Setting<String?>,
    checks: [SettingCheck] = [],
    gate: SettingGate? = nil,
    derivation: SettingDerivation = SettingDerivation { _ in [] }
  ) {
    self.program = program
    self.environmentPrefix = environmentPrefix
    self.overview = overview
    self.commandGroups = commandGroups
    self.commands = commands
    self.groups = groups
    self.passThrough = passThrough
    self.fileSetting = fileSetting
    self.checks = checks
    self.gate = gate
    self.derivation = derivation
  }

  /// Every setting in the order of help.
  public var settings: [any AnySetting] { groups.flatMap(\.settings) }

  func settings(of command: Name) -> [any AnySetting] {
    settings.filter { $0.facts.commands.contains(command.path) }
  }

  func declaration(of command: Name) -> Command<Name>? { commands.first { $0.name == command } }

  /// `AZURE_LINUX_ECS_DRAIN_TIMEOUT` for `drain-timeout`.
  public func environmentName(_ name: String) -> String {
    environmentPrefix + name.uppercased().replacing("-", with: "_")
  }

  /// The librdkafka properties that settings own, each with the sentence that names the setting.
  var ownedProperties: [ReservedProperty] {
    settings.flatMap { setting in
      setting.facts.kafkaNames.map { name in
        ReservedProperty(name, "it is what the setting \(setting.facts.name) sets.")
      }
    }
  }
}

/// Settings under one heading of help.
public struct SettingGroup: Sendable {
  let title: String
  let settings: [any AnySetting]

  /// Takes the heading and the settings below it.
  public init(_ title: String, _ settings: [any AnySetting]) {
    self.title = title
    self.settings = settings
  }
}

/// A rule between settings.
public struct SettingCheck: Sendable {
  let ids: Set<String>
  let verify: @Sendable (SettingValues) -> String?

  /// Takes the settings that the rule reads, and the rule: a sentence for a breach, or nil.
  ///
  /// The rule is asked when the command takes all of them and none is mistaken by itself.
  public init(of settings: [any AnySetting], verify: @escaping @Sendable (SettingValues) -> String?) {
    ids = Set(settings.map(\.facts.id))
    self.verify = verify
  }
}

extension SettingTable {
  /// What is wrong with the declarations themselves, as sentences; a test keeps it empty.
  public func defects() -> [String] {
    nameDefects() + commandDefects() + settings.flatMap { settingDefects($0) }
  }

  private func nameDefects() -> [String] {
    var found: [String] = []
    let ids = settings.map(\.facts.id)
    for id in Set(ids) where ids.filter({ $0 == id }).count > 1 { found.append("The id \(id) is declared twice.") }
    for command in commands {
      var words: [String] = []
      for setting in settings(of: command.name) {
        let facts = setting.facts
        words += [facts.name, facts.short.map { "-\($0)" }, facts.isSecret ? facts.fileFormName : nil].compactMap { $0 }
        words += facts.negation.map { [String($0.dropFirst(2))] } ?? []
      }
      words += ["help", "version", "-h", passThrough.flag]
      for word in Set(words) where words.filter({ $0 == word }).count > 1 {
        found.append("The command \(command.name.rawValue) has two options \(word).")
      }
    }
    let shared = settings.filter { $0.facts.sources != .flag }.map(\.facts.name)
    for name in Set(shared) where shared.filter({ $0 == name }).count > 1 {
      found.append("Two settings \(name) share one environment name or key.")
    }
    return found
  }

  private func commandDefects() -> [String] {
    var found: [String] = []
    let names = commands.map(\.name)
    for name in Name.allCases where names.filter({ $0 == name }).count != 1 {
      found.append("The command \(name.rawValue) is not declared exactly once.")
    }
    for command in commands {
      if let group = command.name.path.group, !commandGroups.contains(where: { $0.word == group }) {
        found.append("The group \(group) is not declared.")
      }
      if command.positionals.dropLast().contains(where: { $0.count.lowerBound != $0.count.upperBound }) {
        found.append("The command \(command.name.rawValue) may leave out an argument that is not its last.")
      }
    }
    return found
  }

  private func settingDefects(_ setting: any AnySetting) -> [String] {
    let facts = setting.facts
    var found: [String] = []
    let isPlain = facts.name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    if !isPlain || facts.name.isEmpty { found.append("The name \(facts.name) is not lower case with hyphens.") }
    if !facts.requiredBy.isSubset(of: facts.commands) {
      found.append("\(facts.name) is required by a command that does not take it.")
    }
    let known = Set(commands.map(\.name.path))
    if facts.commands.isEmpty || !facts.commands.isSubset(of: known) {
      found.append("\(facts.name) is taken by no command, or by an unknown one.")
    }
    if facts.isNegatable && !facts.isBoolean { found.append("\(facts.name) cannot be negated.") }
    if facts.isSecret && !facts.sources.isSuperset(of: [.environment, .file]) {
      found.append("\(facts.name) is a secret that can only be given as an argument.")
    }
    if !facts.help.hasSuffix(".") || facts.help.contains("\n") {
      found.append("The help of \(facts.name) is not one sentence with a full stop.")
    }
    let text = setting.write(setting.anyDefault)
    if !text.isEmpty, !facts.isSecret {
      if case .success(let value) = setting.read(text), setting.write(value) == text { return found }
      found.append("The default of \(facts.name) is not a value that it takes.")
    }
    return found
  }
}

/// A rule that fills in settings and properties of the library from what was set, and never over it.
public struct SettingDerivation: Sendable {
  let apply: @Sendable (inout SettingValues) -> [String]

  /// Takes the rule: it changes the values, and returns a sentence for each thing that it cannot make sense of.
  public init(_ apply: @escaping @Sendable (inout SettingValues) -> [String]) { self.apply = apply }
}
