/// The commands of `azure-linux-ecs`.
public enum WorkerCommand: String, CommandName {
  case run
  case check
  case normalize
  case explain
  case patternsList = "patterns list"
  case patternsShow = "patterns show"
  case patternsTable = "patterns table"
  case patternsCheck = "patterns check"
  case demo
  case completions
}

extension Set<CommandPath> {
  /// The commands of a setting.
  static func of(_ commands: WorkerCommand...) -> Set<CommandPath> { Set(commands.map(\.path)) }

  /// Those that connect to Kafka with a user's settings.
  static var connecting: Set<CommandPath> { .of(.run, .check) }

  /// Those that move records through a Kafka, a real one or the demo's.
  static var moving: Set<CommandPath> { .of(.run, .check, .demo) }

  /// Those that turn records into events.
  static var normalizing: Set<CommandPath> { .of(.run, .check, .normalize, .demo) }

  /// All.
  static var every: Set<CommandPath> { Set(WorkerCommand.allCases.map(\.path)) }
}
