/// What one source gives, as text, sorted by the names it is for; unknown names are mistakes.
struct SourceTexts {
  struct Found {
    let text: String
    let origin: Origin
  }

  /// Which source this is; a setting that may not come from it does not look here.
  private(set) var kind: SettingSources

  /// By the setting's name, or by its file form's name.
  private(set) var found: [String: [Found]] = [:]
  private(set) var passed: [PassedProperty] = []
  private(set) var mistakes: [SettingDiagnostic] = []

  /// Makes an empty source.
  init(_ kind: SettingSources) { self.kind = kind }

  mutating func add(_ name: String, _ text: String, from origin: Origin) {
    found[name, default: []].append(Found(text: text, origin: origin))
  }

  mutating func pass(_ name: String, _ value: String, from origin: Origin) {
    passed.append(PassedProperty(name: name, value: value, origin: origin))
  }

  mutating func refuse(_ mistake: SettingDiagnostic) { mistakes.append(mistake) }

  // MARK: - Flags

  init<Name>(flags options: [ArgumentScanner<Name>.Option]) {
    kind = .flag
    for option in options {
      guard let facts = option.setting?.facts else {
        takeProperty(option.value, flag: option.flag)
        continue
      }
      add(facts.isSecret ? facts.fileFormName : facts.name, option.value, from: .flag(option.flag))
    }
  }

  private mutating func takeProperty(_ text: String, flag: String) {
    guard let separator = text.firstIndex(of: "=") else {
      mistakes.append(SettingDiagnostic("\(flag): the value has no =, expected NAME=VALUE"))
      return
    }
    let name = trimmed(text[..<separator])
    guard !name.isEmpty else {
      mistakes.append(SettingDiagnostic("\(flag): the value has no name before =, expected NAME=VALUE"))
      return
    }
    pass(name, String(text[text.index(after: separator)...]), from: .flag("\(flag) \(name)"))
  }

  // MARK: - File

  init<Name>(file: PropertyFile, path: String, table: SettingTable<Name>) {
    kind = .file
    mistakes = file.problems.map { SettingDiagnostic(.file(path: path, line: $0.number), "the line \($0.text)") }
    let settings = table.settings.map(\.facts).filter { $0.sources.contains(.file) }
    let known = Set(settings.map(\.name) + settings.filter(\.isSecret).map(\.fileFormName))
    var unknown = UnknownLines(path: path)
    for line in file.lines {
      let origin = Origin.file(path: path, line: line.number)
      if let mistake = unknown.mistakeInBlock(line) {
        mistakes += mistake
      } else if line.name.hasPrefix(table.passThrough.filePrefix) {
        let name = String(line.name.dropFirst(table.passThrough.filePrefix.count))
        if name.isEmpty {
          refuse(SettingDiagnostic(origin, "no name after \(table.passThrough.filePrefix)"))
        } else {
          pass(name, line.value, from: origin)
        }
      } else if known.contains(line.name) {
        add(line.name, line.value, from: origin)
      } else {
        unknown.add(SettingDiagnostic(origin, unknownName(line.name, settings, known, table)))
      }
      unknown.note(line)
    }
    mistakes += unknown.mistakes
  }

  /// What is said of a name that is not known, without the name: it may be a secret that was put in the wrong place.
  private func unknownName<Name>(
    _ name: String, _ settings: [SettingFacts], _ known: Set<String>, _ table: SettingTable<Name>
  ) -> String {
    if name == table.fileSetting.facts.name { return "a file cannot name another file; \(name) is not read here" }
    if let setting = settings.first(where: { $0.kafkaNames.contains(name) }) {
      return "unknown name; the setting is called \(setting.name) here"
    }
    if let setting = table.settings.first(where: { $0.facts.name == name }) {
      return "\(name) can only be given as the flag \(setting.facts.flag ?? name)"
    }
    guard UnknownLines.looksLikeName(name) else { return "the line does not begin with the name of a setting" }
    if let near = nearestName(to: name, among: known.sorted()) { return "unknown name; did you mean \(near)?" }
    return name.contains(".")
      ? "unknown name; a property of the Kafka library is written \(table.passThrough.filePrefix)NAME=VALUE"
      : "unknown name"
  }
}
