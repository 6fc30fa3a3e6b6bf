/// What a user asked for.
public enum Request<Name: CommandName>: Sendable {
  /// Do a command with its values.
  case perform(Invocation<Name>)

  /// Print this text to standard output and end with 0.
  case help(String)

  /// Print the version and end with 0.
  case version

  /// Print the refusal to standard error and end with `Refusal.exitCode`.
  case refuse(Refusal)
}

/// A command with its values, all of them checked.
public struct Invocation<Name: CommandName>: Sendable {
  /// Which command.
  public let command: Name

  /// Its values.
  public let values: SettingValues
}
