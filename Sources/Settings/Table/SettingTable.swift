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
