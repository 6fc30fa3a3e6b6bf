public import Base

extension SettingTable {
  /// The manual page of the program, section 1: every command with its options and examples, and the exit codes.
  public func manual(version: String, exitCodes: [ExitCode]) -> String {
    let page = ManualPage(table: self, version: version)
    return page.program(exitCodes: exitCodes)
  }

  /// The manual page of the settings file, section 5: every key that it may hold.
  public func fileManual(version: String) -> String { ManualPage(table: self, version: version).file() }
}

/// Writes manual pages in the macros of man(7).
struct ManualPage<Name: CommandName> {
  let table: SettingTable<Name>
  let version: String

  private var program: String { table.program }

  // MARK: - Section 1

  func program(exitCodes: [ExitCode]) -> String {
    var text = Roff.title(program, section: 1, source: "\(program) \(version)", manual: "User Commands")
    text += Roff.heading("NAME") + Roff.line("\(program) - \(table.overview)")
    text += Roff.heading("SYNOPSIS")
    text += Roff.synopsis(program, "[options]") + ".br\n" + Roff.synopsis("\(program) help", "[command | setting]")
    text += Roff.heading("DESCRIPTION")
    text += Roff.line(
      "Most options are settings: a flag, an environment variable and a line of the file that "
        + "--\(table.fileSetting.facts.name) names. A flag counts before the environment, that before the file. "
        + "\(program).properties(5) describes every setting.")
    text += Roff.heading("COMMANDS") + table.commands.map(command).joined()
    text += Roff.heading("OPTIONS")
    text += Roff.entry("--version", "Show the version.") + Roff.entry("-h, --help", "Show help.")
    text += table.settings.map(\.facts).filter { $0.flag != nil }.map(option).joined()
    text += Roff.entry(
      "\(table.passThrough.flag) <name=value>", "\(table.passThrough.help) \(table.passThrough.detail)")
    text += Roff.heading("EXIT STATUS") + exitCodes.map { Roff.entry("\($0.rawValue)", "\($0.meaning).") }.joined()
    text += Roff.heading("ENVIRONMENT")
    text += Roff.entry(
      "\(table.environmentPrefix)NAME",
      "The setting name, in upper case and with _ for -. For a secret also \(table.environmentPrefix)NAME_FILE, the "
        + "path of a file that holds it.")
    text += Roff.entry(
      "\(table.environmentPrefix)\(table.passThrough.environmentPrefix)NAME",
      "The property name of librdkafka, in upper case and with _ for the full stop.")
    text += Roff.heading("SEE ALSO") + Roff.line("\(program).properties(5)")
    return text
  }

  private func command(_ command: Command<Name>) -> String {
    var text = Roff.subheading(command.name.rawValue)
    text += Roff.synopsis(command.name.rawValue, synopsis(of: command)) + Roff.paragraph("\(command.summary).")
    for paragraph in command.discussion.split(separator: "\n") { text += Roff.paragraph(String(paragraph)) }
    let flags = table.settings(of: command.name).compactMap(\.facts.flag)
    if !flags.isEmpty { text += Roff.paragraph("Options: \(flags.joined(separator: ", ")).") }
    for positional in command.positionals { text += Roff.entry("<\(positional.name)>", positional.help) }
    for example in command.examples { text += Roff.example(example.line, example.purpose) }
    return text
  }

  private func synopsis(of command: Command<Name>) -> String {
    let required = table.settings(of: command.name).map(\.facts)
      .filter { $0.requiredBy.contains(command.name.path) }
      .map { [$0.flag, $0.flagMetavar].compactMap { $0 }.joined(separator: " ") }
    return (required + ["[options]"] + command.positionals.map(\.usage)).joined(separator: " ")
  }

  private func option(_ facts: SettingFacts) -> String {
    let names = [facts.short.map { "-\($0)" }, facts.flag, facts.negation].compactMap { $0 }.joined(separator: ", ")
    let label = [names, facts.flagMetavar].compactMap { $0 }.joined(separator: " ")
    let commands = table.commands.map(\.name).filter { facts.commands.contains($0.path) }.map(\.rawValue)
    let takers = commands.count == table.commands.count ? "all" : commands.joined(separator: ", ")
    return Roff.entry(label, "\(facts.help) Commands: \(takers).")
  }

  // MARK: - Section 5

  func file() -> String {
    let name = "\(program).properties"
    var text = Roff.title(name, section: 5, source: "\(program) \(version)", manual: "File Formats")
    text += Roff.heading("NAME") + Roff.line("\(name) - settings of \(program)")
    text += Roff.heading("DESCRIPTION")
    text += Roff.line(
      "The file that --\(table.fileSetting.facts.name) names. Each line is KEY=VALUE; a line that begins with # is a "
        + "comment. A flag or an environment variable of the same setting counts before the file.")
    text += Roff.paragraph(
      "A line \(table.passThrough.filePrefix)NAME=VALUE hands the property NAME on to librdkafka. "
        + table.passThrough.detail)
    for group in table.groups {
      let settings = group.settings.map(\.facts).filter { $0.sources.contains(.file) }
      if !settings.isEmpty { text += Roff.heading(group.title.uppercased()) + settings.map(key).joined() }
    }
    text += Roff.heading("FILES")
    text += Roff.entry("/etc/\(program)/worker.properties", "The file that the systemd unit names.")
    text += Roff.heading("SEE ALSO") + Roff.line("\(program)(1)")
    return text
  }

  private func key(_ facts: SettingFacts) -> String {
    let label = facts.isSecret ? "\(facts.name), \(facts.fileFormName)" : facts.name
    var sentences = [facts.help, facts.detail].filter { !$0.isEmpty }
    sentences.append("Value: \(facts.expectation).")
    if facts.requiredBy.isEmpty {
      if !facts.defaultText.isEmpty { sentences.append("Default: \(facts.defaultText).") }
    } else {
      sentences.append("Required.")
    }
    if facts.sources.contains(.environment) {
      sentences.append("Environment: \(table.environmentName(facts.name)).")
    }
    return Roff.entry(label, sentences.joined(separator: " "))
  }
}

/// The few macros of man(7) that manual pages are written in.
enum Roff {
  /// The first line of a page; the date stays empty, since a page is written at any time.
  static func title(_ name: String, section: Int, source: String, manual: String) -> String {
    ".TH \"\(escaped(name.uppercased()))\" \(section) \"\" \"\(escaped(source))\" \"\(manual)\"\n"
  }

  static func heading(_ text: String) -> String { ".SH \"\(escaped(text))\"\n" }

  static func subheading(_ text: String) -> String { ".SS \"\(escaped(text))\"\n" }

  /// Words to type, then what may follow them.
  static func synopsis(_ words: String, _ rest: String) -> String { ".B \(escaped(words))\n\(line(rest))" }

  static func paragraph(_ text: String) -> String { ".PP\n\(line(text))" }

  /// A term and, indented below it, what it means.
  static func entry(_ term: String, _ text: String) -> String { ".TP\n\\fB\(escaped(term))\\fR\n\(line(text))" }

  /// A command line as it is typed, below what it does.
  static func example(_ command: String, _ purpose: String) -> String {
    ".PP\n\(line("\(purpose):"))\n.RS 4\n.nf\n\(line(command)).fi\n.RE\n".replacing("\n\n", with: "\n")
  }

  /// One line of text, none of whose characters is taken for a macro.
  static func line(_ text: String) -> String {
    let escaped = escaped(text.replacing("\n", with: " "))
    return (escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&\(escaped)" : escaped) + "\n"
  }

  /// Without the back quotes of Markdown; `-` as the character that is typed, not a hyphen; `\` as itself; a quotation mark
  /// that ends no argument.
  static func escaped(_ text: String) -> String {
    text.replacing("`", with: "").replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing(
      "\"", with: "\\(dq")
  }
}
