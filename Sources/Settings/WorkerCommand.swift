public import CommandLine

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

/// The arguments without flags of `azure-linux-ecs`.
public enum WorkerArgument {
  /// Files whose records are normalized or explained; none means standard input.
  public static let inputs = Positional(
    "file", .file, count: 0...Int.max, help: "File with records; - or none reads standard input.")

  /// The program whose patterns are shown.
  public static let program = Positional(
    "program", .text("a program's name", metavar: "program"), count: 1...1,
    help: "Program as syslog names it, such as sshd.")

  /// Pattern files to check.
  public static let patternFiles = Positional(
    "file", .file, count: 0...Int.max, help: "Pattern file to check; with --hostile also none.")

  /// The shell to complete for.
  public static let shell = Positional<Shell>("shell", .word, count: 1...1, help: "One of bash, zsh, fish.")
}
