@testable import CommandLine
@testable import Settings

/// A small program with one of everything, so that rules are tested apart from the product's table.
enum ToyCommand: String, CommandName {
  case run
  case show
  case listAll = "list all"
}

enum Colour: String, CaseIterable, Sendable {
  case red, green
  case dark = "dark-blue"
}

enum Toy {
  static let all: Set<CommandPath> = Set(ToyCommand.allCases.map(\.path))
  static let runOnly: Set<CommandPath> = [ToyCommand.run.path]

  static let input = Setting<String>(
    "input", .string, default: "", commands: [ToyCommand.run.path, ToyCommand.show.path], requiredBy: runOnly,
    short: "i",
    kafkaNames: ["input.topic"], help: "Where it comes from.")
  static let count = Setting<Int>("count", .integer(1...10), default: 5, commands: all, help: "How many.")
  static let colour = Setting<Colour>("colour", .word, default: .red, commands: all, help: "Which colour it's in.")
  static let wait = Setting<Duration>(
    "wait", .duration(.zero...(.seconds(60))), default: .seconds(1), commands: all, help: "How long.")
  static let patience = Setting<Duration>(
    "patience", .duration(.zero...(.seconds(60))), default: .seconds(10), commands: all, help: "How long at most.")
  static let size = Setting<ByteCount>(
    "size", .byteCount(.kibibytes(1)...(.gibibytes(1))), default: .mebibytes(1), commands: all, help: "How big.")
  static let files = Setting<[String]>("files", .list(of: .file), default: [], commands: all, help: "Which files.")
  static let share = Setting<Double?>(
    "share", .optional(.share, off: "off"), default: nil, commands: all, help: "Which share.")
  static let loud = Setting<Bool>(
    "loud", .boolean, default: true, commands: all, isNegatable: true, help: "With noise.")
  static let dry = Setting<Bool>(
    "dry", .boolean, default: false, commands: all, sources: .flag, help: "Only say what would be done.")
  static let password = Setting<Secret?>(
    "password", .optional(.secret), default: nil, commands: all, help: "What opens it.")
  static let peer = Setting<[HostPort]>(
    "peer", .list(of: .hostPort(defaultPort: 9092)), default: [], commands: all, help: "Who answers.")
  static let config = Setting<String?>(
    "config", .optional(.file), default: nil, commands: all, sources: [.flag, .environment], help: "File of settings.")

  static let names = Positional("name", .string, count: 0...2, help: "A name.")

  static let table = SettingTable<ToyCommand>(
    program: "toy", environmentPrefix: "TOY_", overview: "Shows how a table works",
    commandGroups: [CommandGroup("list", "Lists things")],
    commands: [
      Command(.run, "Runs", examples: [Example("toy run --input x", "Runs once")]),
      Command(.show, "Shows", positionals: [names]), Command(.listAll, "Lists all"),
    ],
    groups: [
      SettingGroup("Main", [input, count, colour, wait, patience, size, files, share, loud, dry, password, peer]),
      SettingGroup("General", [config]),
    ],
    passThrough: PassThrough(
      short: "X", filePrefix: "kafka.", environmentPrefix: "KAFKA_", commands: runOnly, help: "Any property."),
    fileSetting: config,
    checks: [
      SettingCheck(of: [wait, patience]) { values in
        values[wait] < values[patience] ? nil : "wait must be shorter than patience"
      }
    ])

  /// Reads a command line with an environment and files that exist only here.
  static func read(
    _ arguments: [String], environment: [String: String] = [:], files: [String: String] = [:],
    reserved: [ReservedProperty] = []
  ) -> Request<ToyCommand> {
    let processEnvironment = ProcessEnvironment(environment: environment) { path, _ in
      files[path].map { .success(Array($0.utf8)) } ?? .failure(FileReadError("no such file or directory"))
    }
    return CommandLineReader(table: table, processEnvironment: processEnvironment, reserved: reserved).read(arguments)
  }
}

extension Request {
  var values: SettingValues? { if case .perform(let invocation) = self { invocation.values } else { nil } }
  var command: Name? { if case .perform(let invocation) = self { invocation.command } else { nil } }
  var help: String? { if case .help(let text) = self { text } else { nil } }
  var refusal: InvocationError? { if case .refuse(let refusal) = self { refusal } else { nil } }
  var mistakes: [String] { refusal?.mistakes.map(\.description) ?? [] }
  var isVersion: Bool { if case .version = self { true } else { false } }
}
