import Base
import Settings

/// `completions SHELL`: prints the script that completes commands and options.
struct CompletionsCommand {
  private let values: SettingValues

  init(_ values: SettingValues) { self.values = values }

  func perform() -> Int32 {
    guard let shell = values[WorkerArgument.shell].first else { return Refusal.exitCode }
    Output.standard.write(SettingTable.worker.completionScript(for: shell))
    return ExitCode.success.rawValue
  }
}
