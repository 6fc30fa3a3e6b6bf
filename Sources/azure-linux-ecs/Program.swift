import Base
import CommandLine
import Kafka
import Logging
import Patterns
import Settings
import Worker

/// The command line: arguments in, exit codes out (contract, section 6).
enum Program {
  static let name = "azure-linux-ecs"
  static let version = "0.1.0"

  static func run(arguments: [String]) -> Int32 {
    let reader = CommandLineReader(
      table: .worker, processEnvironment: .ofProcess(),
      reserved: ReservedProperties.all.map { ReservedProperty($0.name, $0.why) },
      helpWidth: min(120, LineWriter.standardError.columns), topics: topics)
    let reading = reader.read(arguments)
    // Only a worker has something to finish; a demonstration that stays up lets its user end it.
    if case .perform(let invocation) = reading, invocation.command == .run {} else { Signals.letGo() }
    switch reading {
    case .help(let text):
      Output.standard.write(text)
      return ExitCode.success.rawValue
    case .version:
      Output.standard.write("\(name) \(version) (librdkafka \(LibraryVersion.text))\n")
      return ExitCode.success.rawValue
    case .refuse(let refusal):
      Output.error.write(refusal.description)
      return InvocationError.exitCode
    case .perform(let invocation):
      return perform(invocation.command, invocation.values)
    }
  }

  private static var topics: [HelpTopic] {
    [
      HelpTopic("patterns", summary: "Show the reference of the pattern language", text: LanguageReference.text),
      HelpTopic(
        "exit-codes", summary: "Show what the exit codes mean",
        text: ExitCode.allCases.map { code in
          let restart =
            code.isWorthRestarting.map { $0 ? " Start it again." : " Starting it again does not help." } ?? ""
          return "  \(code.rawValue)  \(code.meaning.replacing("`", with: "")).\(restart)\n"
        }.joined()),
      HelpTopic(
        "man", summary: "Write the manual page of the program, for man(1)",
        text: SettingTable.worker.manual(version: version, exitCodes: ExitCode.allCases)),
      HelpTopic(
        "man properties", summary: "Write the manual page of the settings file",
        text: SettingTable.worker.fileManual(version: version)),
    ]
  }

  private static func perform(_ command: WorkerCommand, _ values: SettingValues) -> Int32 {
    switch command {
    case .run: RunCommand(values).perform()
    case .check: CheckCommand(values).perform()
    case .normalize: NormalizeCommand(values).perform()
    case .explain: ExplainCommand(values).perform()
    case .patternsList: PatternsCommand(values).list()
    case .patternsShow: PatternsCommand(values).show()
    case .patternsTable: PatternsCommand(values).table()
    case .patternsCheck: PatternsCommand(values).check()
    case .deadLettersSummary: DeadLettersCommand(values).summary()
    case .deadLettersShow: DeadLettersCommand(values).show()
    case .deadLettersGaps: GapsCommand(values).report()
    case .deadLettersTest: GapsCommand(values).test()
    case .deadLettersRedrive: RedriveCommand(values).perform()
    case .offsetsShow: OffsetsCommand(values).show()
    case .offsetsReset: OffsetsCommand(values).reset()
    case .watch: WatchCommand(values).perform()
    case .demo: DemoCommand(values).perform()
    case .completions: CompletionsCommand(values).perform()
    }
  }
}

/// A sentence for the user.
struct ProgramError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// `completions SHELL`: prints the script that completes commands and options.
struct CompletionsCommand {
  private let values: SettingValues

  init(_ values: SettingValues) { self.values = values }

  func perform() -> Int32 {
    guard let shell = values[WorkerArgument.shell].first else { return InvocationError.exitCode }
    Output.standard.write(SettingTable.worker.completionScript(for: shell))
    return ExitCode.success.rawValue
  }
}
