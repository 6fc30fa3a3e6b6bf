import CommandLine
@unsafe @preconcurrency import Glibc
import Kafka
import TestSupport

let reader = CommandLineReader(table: ChaosSetting.table, processEnvironment: .ofProcess())
let request = reader.read(Array(CommandLine.arguments.dropFirst()))

func perform(_ command: ChaosCommand, _ values: SettingValues) throws -> Int32 {
  if let blockedReason = KafkaCluster.availability { throw TestSupportError(blockedReason) }
  switch command {
  case .run: return try RunCommand(values).perform()
  case .broken: return try BrokenCommand(values).perform()
  case .scale: return try ScaleCommand(values).perform()
  case .outage: return try OutageCommand(values).perform()
  case .soak: return try SoakCommand(values).perform()
  }
}

switch request {
case .help(let text):
  print(text, terminator: "")
case .version:
  print("chaos (librdkafka \(LibraryVersion.text))")
case .refuse(let refusal):
  Report.complain(refusal.description)
  exit(InvocationError.exitCode)
case .perform(let invocation):
  do {
    exit(try perform(invocation.command, invocation.values))
  } catch {
    Report.complain("Error: \(error)\n")
    exit(1)
  }
}
