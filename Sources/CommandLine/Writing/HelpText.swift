/// The help of a program, of its commands and of its settings, out of the table.
struct HelpText<Name: CommandName> {
  private let table: SettingTable<Name>
  private let layout: TextLayout
  private var program: String { table.program }

  private let topics: [HelpTopic]

  init(table: SettingTable<Name>, width: Int, topics: [HelpTopic] = []) {
    self.table = table
    self.topics = topics
    layout = TextLayout(width: width)
  }

  // MARK: - Whole pages

  func root() -> String {
    var commands = table.commands.map { ($0.name.rawValue, $0.summary + ".") }
    commands.append(("help", "Show all about a command or a setting."))
    return layout.paragraph("OVERVIEW: \(table.overview).", hanging: 2) + "\n"
      + "USAGE: \(program) <command> [options]\n\n"
      + layout.section("Options", generalOptions)
      + layout.section("Commands", commands)
      + (topics.isEmpty ? "" : layout.section("Topics", topics.map { ("help \($0.name)", $0.summary + ".") }))
      + layout.paragraph(
        "See '\(program) help <command>' for a command, '\(program) help <setting>' for a setting.")
  }

  func group(_ group: CommandGroup) -> String {
    let commands = table.commands.filter { $0.name.path.group == group.word }
    return layout.paragraph("OVERVIEW: \(group.summary).", hanging: 2) + "\n"
      + "USAGE: \(program) \(group.word) <command> [options]\n\n"
      + layout.section("Commands", commands.map { ($0.name.rawValue, $0.summary + ".") })
      + layout.paragraph("See '\(program) help \(group.word) <command>' for a command.")
  }

  func command(_ command: Command<Name>) -> String {
    var text = layout.paragraph("OVERVIEW: \(command.summary).", hanging: 2) + "\n"
    for paragraph in command.discussion.split(separator: "\n") { text += layout.paragraph(String(paragraph)) + "\n" }
    text += layout.paragraph("USAGE: \(usage(of: command))", hanging: 4) + "\n"
    text += layout.section("Arguments", command.positionals.map { ("<\($0.name)>", $0.help) })
    for group in table.groups {
      let settings = group.settings.filter { $0.facts.commands.contains(command.name.path) && $0.facts.flag != nil }
      text += layout.section(group.title, settings.map { (label($0.facts), summary($0.facts, command)) })
    }
    if table.passThrough.commands.contains(command.name.path) {
      text += layout.section("Kafka library", [("\(table.passThrough.flag) <name=value>", table.passThrough.help)])
    }
    text += layout.section("Options", generalOptions)
    if !command.examples.isEmpty {
      text += "EXAMPLES:\n" + command.examples.map { "  # \($0.purpose)\n  \($0.line)\n\n" }.joined()
    }
    return text + sourcesNote(command)
  }

  /// Where options may come from besides the command line, by an example of the command's own.
  private func sourcesNote(_ command: Command<Name>) -> String {
    let settings = table.settings(of: command.name).map(\.facts)
    guard let example = settings.first(where: { $0.sources.contains(.environment) })?.name else { return "" }
    let variable = "\(table.environmentName(example)) for --\(example)"
    guard settings.contains(where: { $0.id == table.fileSetting.facts.id }) else {
      return layout.paragraph("An option may also be set in the environment (\(variable)); a flag counts before it.")
    }
    return layout.paragraph(
      "An option may also be set in the environment (\(variable)) or in the file that --\(table.fileSetting.facts.name) "
        + "names (\(example)=VALUE); a flag counts before the environment, that before the file.")
  }

  func setting(_ setting: any AnySetting) -> String {
    let facts = setting.facts
    var rows: [(String, String)] = []
    let flags = [facts.short.map { "-\($0)" }, facts.flag, facts.negation].compactMap { $0 }.joined(separator: ", ")
    if !flags.isEmpty { rows.append(("flag", "\(flags) \(facts.flagMetavar ?? "")")) }
    if facts.sources.contains(.environment) {
      let name = table.environmentName(facts.name)
      rows.append(("environment", facts.isSecret ? "\(name), or \(name)_FILE with a path" : name))
    }
    if facts.sources.contains(.file) {
      rows.append(
        ("key in a file", facts.isSecret ? "\(facts.name), or \(facts.fileFormName) with a path" : facts.name))
    }
    rows.append(("value", facts.expectation))
    if !facts.defaultText.isEmpty { rows.append(("default", facts.defaultText)) }
    let commands = table.commands.map(\.name).filter { facts.commands.contains($0.path) }
    rows.append(("commands", commands.map(\.rawValue).joined(separator: ", ")))
    let required = commands.filter { facts.requiredBy.contains($0.path) }.map(\.rawValue)
    if !required.isEmpty { rows.append(("required by", required.joined(separator: ", "))) }
    if !facts.kafkaNames.isEmpty { rows.append(("in Kafka's terms", facts.kafkaNames.joined(separator: ", "))) }
    return "\(facts.name)\n\n" + layout.paragraph("\(facts.help) \(facts.detail)") + "\n"
      + rows.map { layout.entry($0.0, $0.1) }.joined()
  }

  // MARK: - Below mistakes

  func usageBelowMistakes(_ command: Command<Name>) -> String {
    layout.paragraph("Usage: \(usage(of: command))", hanging: 4)
      + "  See '\(program) \(command.name.rawValue) --help' for more information.\n"
  }

  func usageBelowMistakes(_ group: CommandGroup?) -> String {
    let prefix = group.map { "\($0.word) " } ?? ""
    let words =
      group.map { group in
        table.commands.map(\.name.path).filter { $0.group == group.word }.map(\.leaf)
      } ?? table.commands.map(\.name.rawValue)
    return "Usage: \(program) \(prefix)<command> [options]\n"
      + layout.paragraph("  Commands: \(words.joined(separator: ", "))", hanging: 2)
      + "  See '\(program) --help' for more information.\n"
  }

  // MARK: - Parts

  private var generalOptions: [(label: String, text: String)] {
    [("--version", "Show the version."), ("-h, --help", "Show help information.")]
  }

  private func usage(of command: Command<Name>) -> String {
    let required = table.settings(of: command.name).map(\.facts)
      .filter { $0.requiredBy.contains(command.name.path) }
      .map { [$0.flag, $0.flagMetavar].compactMap { $0 }.joined(separator: " ") }
    let hasOptions = table.settings(of: command.name).count > required.count
    let parts =
      [program, command.name.rawValue] + required + (hasOptions ? ["[options]"] : [])
      + command.positionals.map(\.usage)
    return parts.joined(separator: " ")
  }

  private func label(_ facts: SettingFacts) -> String {
    let names = [facts.short.map { "-\($0)" }, facts.flag].compactMap { $0 }.joined(separator: ", ")
    if let negation = facts.negation { return "\(names)/\(negation)" }
    return [names, facts.flagMetavar].compactMap { $0 }.joined(separator: " ")
  }

  private func summary(_ facts: SettingFacts, _ command: Command<Name>) -> String {
    if facts.requiredBy.contains(command.name.path) { return "\(facts.help) (required)" }
    if facts.isSecret { return "\(facts.help) (the file holds it)" }
    let isSwitch = facts.isBoolean && !facts.isNegatable
    return facts.defaultText.isEmpty || isSwitch ? facts.help : "\(facts.help) (default: \(facts.defaultText))"
  }
}

/// A page of `help` that is about neither a command nor a setting.
public struct HelpTopic: Sendable {
  /// The word after `help`. A topic takes precedence over a command group of the same name.
  public let name: String
  public let summary: String
  private let write: @Sendable () -> String

  /// The page, ready to print; written when it is asked for.
  public var text: String { write() }

  public init(_ name: String, summary: String, text: @autoclosure @escaping @Sendable () -> String) {
    self.name = name
    self.summary = summary
    write = text
  }
}

/// Lays out help in two columns, as swift-argument-parser does.
struct TextLayout {
  /// Columns of the terminal, at least 40.
  let width: Int

  private static let labelColumn = 26

  init(width: Int) { self.width = max(40, width) }

  /// A heading and its entries, or nothing without entries.
  func section(_ title: String, _ entries: [(label: String, text: String)]) -> String {
    entries.isEmpty ? "" : "\(title.uppercased()):\n" + entries.map { entry($0.label, $0.text) }.joined() + "\n"
  }

  /// A label, and its text beside or, where the label is long, below it.
  func entry(_ label: String, _ text: String) -> String {
    let indent = Self.labelColumn
    let lines = wrapped(text, to: width - indent)
    let margin = String(repeating: " ", count: indent)
    guard let first = lines.first else { return "  \(label)\n" }
    let rest = lines.dropFirst().map { "\(margin)\($0)\n" }.joined()
    if label.count + 3 > indent { return "  \(label)\n\(margin)\(first)\n\(rest)" }
    return "  \(padded(label, to: indent - 2))\(first)\n\(rest)"
  }

  /// A paragraph, its later lines indented.
  func paragraph(_ text: String, hanging: Int = 0) -> String {
    let margin = String(repeating: " ", count: hanging)
    let lines = wrapped(text, to: width - hanging)
    return lines.enumerated().map { "\($0.offset == 0 ? "" : margin)\($0.element)\n" }.joined()
  }

  /// Lines of whole words; a word longer than a line stands alone.
  func wrapped(_ text: String, to columns: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      if line.isEmpty {
        line = String(word)
      } else if line.count + 1 + word.count <= columns {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines
  }
}
