import Base

/// Turns arguments, environment and file into a request; pure but for the files that it reads.
public struct CommandLineReader<Name: CommandName>: Sendable {
  let table: SettingTable<Name>
  let processEnvironment: ProcessEnvironment
  let reserved: [ReservedProperty]
  let helpWidth: Int
  let topics: [HelpTopic]

  /// Takes what is known, where to look, and what may not be passed through besides what settings own.
  ///
  /// - Parameters:
  ///   - table: All commands and settings.
  ///   - processEnvironment: Environment and files.
  ///   - reserved: Properties of the library that a guarantee rests on, each with one sentence.
  ///   - helpWidth: Columns of the terminal that help is for.
  ///   - topics: Pages of `help` besides those of commands and settings.
  public init(
    table: SettingTable<Name>, processEnvironment: ProcessEnvironment, reserved: [ReservedProperty] = [],
    helpWidth: Int = 80,
    topics: [HelpTopic] = []
  ) {
    self.table = table
    self.processEnvironment = processEnvironment
    self.reserved = reserved
    self.helpWidth = helpWidth
    self.topics = topics
  }

  /// Reads the arguments, without the program's own name.
  public func read(_ arguments: [String]) -> Request<Name> {
    let options = arguments.prefix { $0 != "--" }
    let help = HelpText(table: table, width: helpWidth, topics: topics)
    if options.first == "help" { return readHelp(Array(options.dropFirst()), help) }
    let command = findCommand(arguments)
    if options.contains(where: { $0 == "--help" || $0 == "-h" }) {
      switch command {
      case .command(let command, _): return .help(help.command(command))
      case .group(let group, _): return .help(help.group(group))
      case .none, .unknown: return .help(help.root())
      }
    }
    if options.contains("--version") { return .version }
    switch command {
    case .command(let command, let rest):
      var resolver = Resolver(reader: self, command: command)
      let values = resolver.resolve(ArgumentScanner(rest, command: command, table: table))
      guard resolver.mistakes.isEmpty else {
        // How flags are written is no cure for a mistake in a file or in the environment.
        let usage = resolver.hasOnlyMistakesElsewhere ? "" : help.usageBelowMistakes(command)
        return .refuse(InvocationError(mistakes: resolver.mistakes, usage: usage))
      }
      return .perform(Invocation(command: command.name, values: values))
    case .group(let group, let word):
      let leaves = table.commands.filter { $0.name.path.group == group.word }.map(\.name.path.leaf)
      let mistake = word.map { unknown("command", "\(group.word) \($0)", near: $0, among: leaves, prefix: group.word) }
      return .refuse(
        InvocationError(
          mistakes: [mistake ?? SettingDiagnostic("a command is missing behind \(group.word)")],
          usage: help.usageBelowMistakes(group)))
    case .unknown(let word):
      let words = table.commandGroups.map(\.word) + table.commands.map(\.name.rawValue) + ["help"]
      let mistake =
        word.hasPrefix("-")
        ? SettingDiagnostic("a command is missing before \(quoted(word))")
        : unknown("command", word, near: word, among: words, prefix: nil)
      return .refuse(InvocationError(mistakes: [mistake], usage: help.usageBelowMistakes(nil)))
    case .none:
      return .refuse(
        InvocationError(mistakes: [SettingDiagnostic("a command is missing")], usage: help.usageBelowMistakes(nil)))
    }
  }

  // MARK: - Commands

  private enum Found {
    case command(Command<Name>, rest: ArraySlice<String>)
    case group(CommandGroup, word: String?)
    case unknown(String)
    case none
  }

  private func findCommand(_ arguments: [String]) -> Found {
    guard let first = arguments.first(where: { $0 != "-h" && $0 != "--help" && $0 != "--version" }) else {
      return .none
    }
    let rest = arguments.drop { $0 != first }.dropFirst()
    if let name = Name(rawValue: first), let command = table.declaration(of: name) {
      return .command(command, rest: rest)
    }
    guard let group = table.commandGroups.first(where: { $0.word == first }) else { return .unknown(first) }
    guard let second = rest.first, !second.hasPrefix("-") else { return .group(group, word: nil) }
    if let name = Name(rawValue: "\(first) \(second)"), let command = table.declaration(of: name) {
      return .command(command, rest: rest.dropFirst())
    }
    return .group(group, word: second)
  }

  private func readHelp(_ words: [String], _ help: HelpText<Name>) -> Request<Name> {
    let topic = words.filter { !$0.hasPrefix("-") }.joined(separator: " ")
    if topic.isEmpty { return .help(help.root()) }
    if let page = topics.first(where: { $0.name == topic }) { return .help(page.text) }
    if let name = Name(rawValue: topic), let command = table.declaration(of: name) {
      return .help(help.command(command))
    }
    if let group = table.commandGroups.first(where: { $0.word == topic }) { return .help(help.group(group)) }
    let wanted = String((words.last ?? topic).drop { $0 == "-" })
    let settings = table.settings.filter { $0.facts.name == wanted || $0.facts.negation == "--\(wanted)" }
    if settings.isEmpty, let answer = helpOnProperty(wanted, help) { return .help(answer) }
    if !settings.isEmpty { return .help(settings.map { help.setting($0) }.joined(separator: "\n")) }
    let known =
      table.commandGroups.map(\.word) + table.commands.map(\.name.rawValue) + table.settings.map(\.facts.name)
      + topics.map(\.name)
    return .refuse(
      InvocationError(
        mistakes: [unknown("command or setting", topic, near: topic, among: known, prefix: nil)],
        usage: help.usageBelowMistakes(nil)))
  }

  /// What sets a property of the library, for those who know its name; nil where it is passed on as it is.
  private func helpOnProperty(_ name: String, _ help: HelpText<Name>) -> String? {
    let owners = table.settings.filter { $0.facts.kafkaNames.contains(name) }
    if !owners.isEmpty { return owners.map { help.setting($0) }.joined(separator: "\n") }
    return reserved.first { $0.name == name }.map { "\(name)\n\n  It may not be set: \($0.reason)\n" }
  }

  private func unknown(_ kind: String, _ word: String, near: String, among known: [String], prefix: String?)
    -> SettingDiagnostic
  {
    let name = nearestName(to: near, among: known)
    let hint = name.map { "; did you mean \(prefix.map { "\($0) " } ?? "")\($0)?" } ?? ""
    return SettingDiagnostic("unknown \(kind) \(quoted(word))\(hint)")
  }
}

/// What a user asked for.
public enum Request<Name: CommandName>: Sendable {
  /// Do a command with its values.
  case perform(Invocation<Name>)

  /// Print this text to standard output and end with 0.
  case help(String)

  /// Print the version and end with 0.
  case version

  /// Print the refusal to standard error and end with `InvocationError.exitCode`.
  case refuse(InvocationError)
}

/// A command with its values, all of them checked.
public struct Invocation<Name: CommandName>: Sendable {
  /// Which command.
  public let command: Name

  /// Its values.
  public let values: SettingValues
}

/// One thing that a user got wrong, as a sentence that says where and what to do.
public struct SettingDiagnostic: Error, Sendable, Hashable, CustomStringConvertible {
  /// The sentence, safe to print, without secrets.
  public let description: String
  /// Where the mistake is; nil where it is in no one place.
  let origin: Origin?

  init(_ text: String) {
    description = text
    origin = nil
  }

  init(_ text: String, of origin: Origin) {
    description = text
    self.origin = origin
  }

  init(_ origin: Origin, _ text: String) {
    description = "\(origin): \(text)"
    self.origin = origin
  }
}

/// Everything that was wrong with a command line, its environment and its file.
public struct InvocationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// All mistakes, in the order of the sources: command line, environment, file, then missing and contradicting ones.
  public let mistakes: [SettingDiagnostic]

  /// How the command is used, for below the mistakes.
  public let usage: String

  /// The exit code for wrong usage and configuration.
  public static let exitCode = ExitCode.usage.rawValue

  /// Several lines for standard error, a newline at the end.
  public var description: String {
    mistakes.map { "Error: \($0)\n" }.joined() + usage
  }
}

/// Where a value comes from, as a user would look for it.
public enum Origin: Sendable, Hashable, CustomStringConvertible {
  /// The command line, with the flag as it was written.
  case flag(String)

  /// The environment, with the variable's name.
  case environment(String)

  /// A settings file, with its path and the line counted from 1.
  case file(path: String, line: Int)

  /// A file that holds only this value, named by another origin.
  indirect case contents(path: String, namedBy: Origin)

  /// A rule of the table, with the words that say which: `profile event-hubs`.
  case derived(String)

  /// Nothing set it.
  case `default`

  public var description: String {
    switch self {
    case .flag(let flag): harmless(flag)
    case .environment(let name): harmless(name)
    case .file(let path, let line): "\(harmless(path)):\(line)"
    case .contents(let path, let origin): "\(origin) (the file \(harmless(path)))"
    case .derived(let reason): harmless(reason)
    case .default: "default"
    }
  }
}
