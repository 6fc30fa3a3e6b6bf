/// Splits the words behind a command into options and arguments, by the conventions of swift-argument-parser.
///
/// `--name value`, `--name=value`, `-x value`, `-xvalue`, `-x=value`; `--` ends the options; a lone `-` is an
/// argument. A value may begin with a hyphen only behind `=` or when a digit or a dot follows, so that a forgotten
/// value is noticed.
struct ArgumentScanner<Name: CommandName> {
  /// One option as it was written.
  struct Option {
    /// Nil for the pass-through.
    let setting: (any AnySetting)?

    /// The flag as it was written, without its value.
    let flag: String
    let value: String
  }

  private(set) var options: [Option] = []
  private(set) var arguments: [String] = []
  private(set) var mistakes: [SettingDiagnostic] = []

  private let table: SettingTable<Name>
  private let command: Command<Name>
  private let settings: [any AnySetting]
  private var words: ArraySlice<String>

  init(_ words: ArraySlice<String>, command: Command<Name>, table: SettingTable<Name>) {
    self.table = table
    self.command = command
    self.words = words
    settings = table.settings(of: command.name)
    while let word = self.words.popFirst() {
      if word == "--" {
        arguments += self.words
        break
      } else if word.hasPrefix("--") {
        takeLong(word)
      } else if word.hasPrefix("-"), word != "-" {
        takeShort(word)
      } else {
        arguments.append(word)
      }
    }
  }

  // MARK: - Long options

  private mutating func takeLong(_ word: String) {
    let separator = word.firstIndex(of: "=")
    let flag = String(word[..<(separator ?? word.endIndex)])
    let attached = separator.map { String(word[word.index(after: $0)...]) }
    for setting in settings {
      let facts = setting.facts
      if facts.flag == flag {
        take(setting, flag: flag, attached: attached)
        return
      }
      if facts.negation == flag {
        takeBoolean(setting, flag: flag, attached: attached, value: "false")
        return
      }
    }
    refuseUnknown(flag, attached: attached)
  }

  private mutating func take(_ setting: (any AnySetting)?, flag: String, attached: String?) {
    if let setting, setting.facts.isBoolean {
      takeBoolean(setting, flag: flag, attached: attached, value: "true")
    } else if let value = attached ?? takeValue() {
      options.append(Option(setting: setting, flag: flag, value: value))
    } else {
      let metavar = setting?.facts.flagMetavar ?? "<name=value>"
      mistakes.append(SettingDiagnostic("\(flag) needs a value: \(flag) \(metavar)"))
    }
  }

  private mutating func takeBoolean(_ setting: any AnySetting, flag: String, attached: String?, value: String) {
    guard attached == nil else {
      let other = setting.facts.negation.map { "; say \(setting.facts.flag ?? flag) or \($0)" } ?? ""
      mistakes.append(SettingDiagnostic("\(flag) takes no value\(other)"))
      return
    }
    options.append(Option(setting: setting, flag: flag, value: value))
  }

  private mutating func takeValue() -> String? {
    guard let next = words.first else { return nil }
    if next.hasPrefix("-"), next != "-", let second = next.dropFirst().first,
      !(second.isASCII && second.isNumber), second != "."
    {
      return nil
    }
    words.removeFirst()
    return next
  }

  // MARK: - Short options

  private mutating func takeShort(_ word: String) {
    guard let letter = word.dropFirst().first else { return }
    let flag = "-\(letter)"
    var attached: String? = String(word.dropFirst(2))
    if attached?.isEmpty == true { attached = nil }
    if attached?.hasPrefix("=") == true { attached?.removeFirst() }
    if letter == table.passThrough.short, table.passThrough.commands.contains(command.name.path) {
      take(nil, flag: flag, attached: attached)
    } else if let setting = settings.first(where: { $0.facts.short == letter }) {
      take(setting, flag: flag, attached: attached)
    } else if let long = settings.compactMap(\.facts.flag).first(where: { $0 == "-" + word.prefix { $0 != "=" } }) {
      mistakes.append(SettingDiagnostic("unknown option \(quoted(word)); did you mean \(long)?"))
      if attached == nil || !word.contains("=") { skipValue() }
    } else {
      refuseUnknown(flag, attached: attached)
    }
  }

  // MARK: - Unknown options

  private mutating func refuseUnknown(_ flag: String, attached: String?) {
    var text = "unknown option \(quoted(flag))"
    var takesValue = true
    let name = String(flag.drop { $0 == "-" })
    if let secret = settings.first(where: { $0.facts.isSecret && $0.facts.name == name }) {
      let variable = table.environmentName(name)
      text =
        "\(flag) is not an option, since every user of a machine can read the arguments of its programs; "
        + "use \(secret.facts.flag ?? "a file"), \(variable) or \(variable)_FILE"
    } else if let other = table.settings.first(where: { $0.facts.flag == flag || $0.facts.negation == flag }) {
      let commands = table.commands.map(\.name).filter { other.facts.commands.contains($0.path) }.map(\.rawValue)
      text = "\(flag) is an option of \(wordList(commands, or: "and")), not of \(command.name.rawValue)"
      takesValue = !other.facts.isBoolean
    } else if flag == table.passThrough.flag {
      text = "\(flag) is not an option of \(command.name.rawValue)"
    } else if flag.hasPrefix("--") {
      let known = settings.flatMap { [$0.facts.flag, $0.facts.negation].compactMap { $0 } } + ["--help", "--version"]
      if let near = nearestName(to: name, among: known.map { String($0.dropFirst(2)) }) {
        text += "; did you mean --\(near)?"
        takesValue = settings.first { $0.facts.flag == "--\(near)" }.map { !$0.facts.isBoolean } ?? false
      }
    }
    mistakes.append(SettingDiagnostic(text))
    if attached == nil, takesValue { skipValue() }
  }

  /// Drops what was most likely the value of an unknown option, so that one slip is not reported as two.
  private mutating func skipValue() {
    if let next = words.first, !next.hasPrefix("-") { words.removeFirst() }
  }
}
