extension SettingTable {
  /// The reference of all settings as Markdown: a heading and a table for each group.
  public var markdownReference: String {
    var text = """
      A setting `drain-timeout` is the flag `--drain-timeout`, the variable `\(environmentName("drain-timeout"))` or \
      the line `drain-timeout=VALUE` in the file that `--\(fileSetting.facts.name)` names. A flag counts before the \
      environment, the environment before the file, the file before the default. A secret `NAME` has no flag of its \
      own: `--NAME-file`, `\(environmentPrefix)NAME_FILE` and the key `NAME-file` name a file that holds it.


      """
    for group in groups {
      text += "### \(group.title)\n\n| Setting | Value | Default | Commands | Meaning |\n|---|---|---|---|---|\n"
      text += group.settings.map { row($0.facts) }.joined() + "\n"
    }
    let passed = passThrough
    text += """
      ### Kafka library

      | In a file | Flag | Environment | Meaning |
      |---|---|---|---|
      | `\(passed.filePrefix)NAME=VALUE` | `\(passed.flag) NAME=VALUE` | \
      `\(environmentPrefix)\(passed.environmentPrefix)NAME`, dots as `_` | \(cell("\(passed.help) \(passed.detail)")) |

      """
    return text
  }

  private func row(_ facts: SettingFacts) -> String {
    var name = "`\(facts.name)`"
    if let short = facts.short { name += ", `-\(short)`" }
    if let negation = facts.negation { name += ", `\(negation)`" }
    if facts.sources == .flag { name += " (flag only)" }
    let taking = commands.map(\.name).filter { facts.commands.contains($0.path) }
    let takers =
      taking.count == commands.count
      ? "all"
      : taking.map { facts.requiredBy.contains($0.path) ? "**\($0.rawValue)**" : $0.rawValue }.joined(separator: ", ")
    let kafka = facts.kafkaNames.isEmpty ? "" : " Kafka: `\(facts.kafkaNames.joined(separator: "`, `"))`."
    let meaning = [facts.help, facts.detail].filter { !$0.isEmpty }.joined(separator: " ") + kafka
    let standard = facts.requiredBy.isEmpty ? facts.defaultText : "(required)"
    return "| \(name) | \(cell(facts.expectation)) | \(cell(standard)) | \(takers) | \(cell(meaning)) |\n"
  }

  private func cell(_ text: String) -> String {
    text.replacing("|", with: "\\|").replacing("\n", with: " ")
  }
}
