/// Turns arguments, environment and file into a request; pure but for the files that it reads.
public struct CommandLineReader<Name: CommandName>: Sendable {
  let table: SettingTable<Name>
  let surroundings: Surroundings
  let reserved: [ReservedProperty]
  let helpWidth: Int
  let topics: [HelpTopic]

  /// Takes what is known, where to look, and what may not be passed through besides what settings own.
  ///
  /// - Parameters:
  ///   - table: All commands and settings.
  ///   - surroundings: Environment and files.
  ///   - reserved: Properties of the library that a guarantee rests on, each with one sentence.
  ///   - helpWidth: Columns of the terminal that help is for.
  ///   - topics: Pages of `help` besides those of commands and settings.
  public init(
    table: SettingTable<Name>, surroundings: Surroundings, reserved: [ReservedProperty] = [], helpWidth: Int = 80,
    topics: [HelpTopic] = []
  ) {
    self.table = table
    self.surroundings = surroundings
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
        return .refuse(Refusal(mistakes: resolver.mistakes, usage: help.usageBelowMistakes(command)))
      }
      return .perform(Invocation(command: command.name, values: values))
    case .group(let group, let word):
      let leaves = table.commands.filter { $0.name.path.group == group.word }.map(\.name.path.leaf)
      let mistake = word.map { unknown("command", "\(group.word) \($0)", near: $0, among: leaves, prefix: group.word) }
      return .refuse(
        Refusal(
          mistakes: [mistake ?? Mistake("a command is missing behind \(group.word)")],
          usage: help.usageBelowMistakes(group)))
    case .unknown(let word):
      let words = table.commandGroups.map(\.word) + table.commands.map(\.name.rawValue) + ["help"]
      let mistake =
        word.hasPrefix("-")
        ? Mistake("a command is missing before \(quoted(word))")
        : unknown("command", word, near: word, among: words, prefix: nil)
      return .refuse(Refusal(mistakes: [mistake], usage: help.usageBelowMistakes(nil)))
    case .none:
      return .refuse(Refusal(mistakes: [Mistake("a command is missing")], usage: help.usageBelowMistakes(nil)))
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
    if !settings.isEmpty { return .help(settings.map { help.setting($0) }.joined(separator: "\n")) }
    let known =
      table.commandGroups.map(\.word) + table.commands.map(\.name.rawValue) + table.settings.map(\.facts.name)
      + topics.map(\.name)
    return .refuse(
      Refusal(
        mistakes: [unknown("command or setting", topic, near: topic, among: known, prefix: nil)],
        usage: help.usageBelowMistakes(nil)))
  }

  private func unknown(_ kind: String, _ word: String, near: String, among known: [String], prefix: String?) -> Mistake
  {
    let name = nearestName(to: near, among: known)
    let hint = name.map { "; did you mean \(prefix.map { "\($0) " } ?? "")\($0)?" } ?? ""
    return Mistake("unknown \(kind) \(quoted(word))\(hint)")
  }
}
