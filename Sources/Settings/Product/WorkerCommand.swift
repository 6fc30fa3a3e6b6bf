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
  case deadLettersSummary = "dead-letters summary"
  case deadLettersShow = "dead-letters show"
  case deadLettersGaps = "dead-letters gaps"
  case deadLettersTest = "dead-letters test"
  case deadLettersRedrive = "dead-letters redrive"
  case offsetsShow = "offsets show"
  case offsetsReset = "offsets reset"
  case watch
  case demo
  case completions
}

extension Set<CommandPath> {
  /// The commands of a setting.
  static func of(_ commands: WorkerCommand...) -> Set<CommandPath> { Set(commands.map(\.path)) }

  /// These and others.
  func and(_ others: Set<CommandPath>) -> Set<CommandPath> { union(others) }

  /// These and not others.
  func without(_ others: Set<CommandPath>) -> Set<CommandPath> { subtracting(others) }

  /// Those that need all that a worker needs of a Kafka.
  static var connecting: Set<CommandPath> { .of(.run, .check) }

  /// Those that look into the dead-letter topic.
  static var deadLetters: Set<CommandPath> {
    .of(.deadLettersSummary, .deadLettersShow, .deadLettersGaps, .deadLettersTest, .deadLettersRedrive)
  }

  /// Those among them that are about gaps alone.
  static var gaps: Set<CommandPath> { .of(.deadLettersGaps, .deadLettersTest) }

  /// Those that look at a group's offsets or change them.
  static var offsets: Set<CommandPath> { .of(.offsetsShow, .offsetsReset) }

  /// The tools of operators: they connect, do one thing, and end.
  static var tools: Set<CommandPath> { .deadLetters.and(.offsets) }

  /// Those that read records from files, or from a topic if one is named.
  static var looking: Set<CommandPath> { .of(.normalize, .explain) }

  /// All that reach a user's brokers; `looking` only with `--from-topic` (`SettingTable.worker`'s gate).
  static var reaching: Set<CommandPath> { .connecting.and(.tools).and(.looking) }

  /// Those that move records through a Kafka, a real one or the demo's.
  static var moving: Set<CommandPath> { .of(.run, .check, .demo) }

  /// Those that turn records into events.
  static var normalizing: Set<CommandPath> { .of(.run, .check, .normalize, .demo) }

  /// All.
  static var every: Set<CommandPath> { Set(WorkerCommand.allCases.map(\.path)) }
}
