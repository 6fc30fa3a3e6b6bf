/// Settings that a command takes only where another one is given.
///
/// What reaches brokers is of no use to a command that reads files: neither is it asked for there, nor are the files with
/// secrets opened that it names.
public struct SettingGate: Sendable {
  let opener: any AnySetting
  let commands: Set<CommandPath>
  let ids: Set<String>

  /// Takes the flag that opens the gate, the commands that have one, and the settings after it.
  public init(_ opener: any AnySetting, of commands: Set<CommandPath>, opens settings: [any AnySetting]) {
    self.opener = opener
    self.commands = commands
    ids = Set(settings.map(\.facts.id))
  }
}
