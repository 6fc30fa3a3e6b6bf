import Secrets

/// Brings the sources together for one command, strongest first: flags, environment, file, default.
struct Resolver<Name: CommandName> {
  private(set) var mistakes: [SettingDiagnostic] = []

  /// Whether every mistake is one of a file or of the environment.
  var hasOnlyMistakesElsewhere: Bool {
    !mistakes.isEmpty
      && mistakes.allSatisfy { mistake in
        switch mistake.origin {
        case .file, .environment, .contents: true
        default: false
        }
      }
  }

  private let table: SettingTable<Name>
  private let processEnvironment: ProcessEnvironment
  private let reserved: [String: String]
  private let command: Command<Name>
  private var settings: [any AnySetting]
  private var takesProperties: Bool
  /// The settings file that was read; nil without one.
  private var filePath: String?
  private var isFileUnreadable = false

  init(reader: CommandLineReader<Name>, command: Command<Name>) {
    table = reader.table
    processEnvironment = reader.processEnvironment
    self.command = command
    settings = reader.table.settings(of: command.name)
    takesProperties = reader.table.passThrough.commands.contains(command.name.path)
    reserved = Dictionary(
      (reader.reserved + reader.table.ownedProperties).map { ($0.name, $0.reason) },
      uniquingKeysWith: { first, _ in first }
    )
  }

  /// The values; where `mistakes` is not empty afterwards they must not be used.
  mutating func resolve(_ scanned: ArgumentScanner<Name>) -> SettingValues {
    mistakes += scanned.mistakes
    var values = SettingValues()
    readArguments(scanned.arguments, into: &values)

    let flags = SourceTexts(flags: scanned.options)
    closeGate(flags)
    let environment = EnvironmentSource(processEnvironment.environment, table: table)
    mistakes += flags.mistakes + environment.mistakes
    let file = readFile(flags: flags, environment: environment.texts)
    mistakes += file.mistakes

    let sources = [flags, environment.texts, file]
    let problems = readSettings(sources, into: &values)
    let position = mistakes.count
    readPassThrough(sources, into: &values)
    mistakes += table.derivation.apply(&values).map { SettingDiagnostic($0) }
    // What a file that cannot be read may hold is not missing.
    let left = problems.filter { problem in
      !problem.isMissing || values.isUnset(problem.id) && !isFileUnreadable
    }
    mistakes.insert(contentsOf: left.map(\.mistake), at: position)
    let mistaken = Set((isFileUnreadable ? problems : left).map(\.id))
    let taken = Set(settings.map(\.facts.id))
    for check in table.checks where check.ids.isSubset(of: taken) && check.ids.isDisjoint(with: mistaken) {
      if let sentence = check.verify(values) { mistakes.append(SettingDiagnostic(sentence)) }
    }
    return values
  }

  /// Leaves out what is of no use without the flag that the gate waits for.
  private mutating func closeGate(_ flags: SourceTexts) {
    guard let gate = table.gate, gate.commands.contains(command.name.path),
      flags.found[gate.opener.facts.name] == nil
    else { return }
    let opener = gate.opener.facts.flag ?? gate.opener.facts.name
    let closed = settings.filter { gate.ids.contains($0.facts.id) }
    settings.removeAll { gate.ids.contains($0.facts.id) }
    takesProperties = false
    for facts in closed.map(\.facts) {
      for name in [facts.name, facts.fileFormName] {
        guard let origin = flags.found[name]?.first?.origin else { continue }
        mistakes.append(SettingDiagnostic(origin, "is of use only with \(opener)"))
        break
      }
    }
    if let origin = flags.passed.first?.origin {
      mistakes.append(SettingDiagnostic(origin, "is of use only with \(opener)"))
    }
  }

  // MARK: - Arguments

  private mutating func readArguments(_ words: [String], into values: inout SettingValues) {
    var words = words[...]
    for positional in command.positionals {
      let mine = words.prefix(positional.count.upperBound)
      words = words.dropFirst(mine.count)
      if mine.count < positional.count.lowerBound {
        mistakes.append(SettingDiagnostic("missing argument <\(positional.name)>"))
      }
      var read: [any Sendable] = []
      for word in mine {
        switch positional.read(word) {
        case .success(let value): read.append(value)
        case .failure(let mistake): mistakes.append(mistake)
        }
      }
      values.set(argument: positional.name, to: read)
    }
    for word in words { mistakes.append(SettingDiagnostic("unexpected argument \(quoted(word))")) }
  }

  // MARK: - File

  private mutating func readFile(flags: SourceTexts, environment: SourceTexts) -> SourceTexts {
    let setting = table.fileSetting
    guard settings.contains(where: { $0.facts.id == setting.facts.id }),
      let named = [flags, environment].lazy.compactMap({ $0.found[setting.facts.name]?.last }).first
    else { return SourceTexts(.file) }
    let path = named.text
    switch processEnvironment.readFile(path, .mebibytes(1)) {
    case .failure(let problem):
      mistakes.append(SettingDiagnostic(named.origin, "cannot read \(quoted(path)): \(problem.reason)"))
      isFileUnreadable = true
      return SourceTexts(.file)
    case .success(let bytes):
      filePath = path
      return SourceTexts(file: PropertyFile(bytes), path: path, table: table)
    }
  }

  // MARK: - Settings

  /// A setting that is mistaken, or missing unless a rule fills it in.
  private struct Problem {
    let id: String
    let mistake: SettingDiagnostic
    var isMissing = false
  }

  /// Reads each setting from its strongest source.
  private func readSettings(_ sources: [SourceTexts], into values: inout SettingValues) -> [Problem] {
    var problems: [Problem] = []
    for setting in settings {
      let facts = setting.facts
      values.set(setting, to: setting.anyDefault, from: .default)
      let names = [facts.name] + (facts.isSecret ? [facts.fileFormName] : [])
      let source = sources.first { source in
        facts.sources.contains(source.kind) && names.contains { source.found[$0] != nil }
      }
      guard let source else {
        if facts.requiredBy.contains(command.name.path) {
          problems.append(Problem(id: facts.id, mistake: missing(facts), isMissing: true))
        }
        continue
      }
      switch text(of: facts, in: source).flatMap({ read(setting, from: $0) }) {
      case .success((let value, let origin)): values.set(setting, to: value, from: origin)
      case .failure(let mistake): problems.append(Problem(id: facts.id, mistake: mistake))
      }
    }
    return problems
  }

  private func missing(_ facts: SettingFacts) -> SettingDiagnostic {
    let flag = facts.flag.map { "\($0) \(facts.flagMetavar ?? "")" } ?? facts.name
    let variable = facts.sources.contains(.environment) ? " or \(table.environmentName(facts.name))" : ""
    guard let filePath, facts.sources.contains(.file) else {
      return SettingDiagnostic("\(facts.name) is missing; set \(flag)\(variable)")
    }
    return SettingDiagnostic(
      "\(facts.name) is missing; write \(facts.name)= into \(harmless(filePath)), or set \(flag)\(variable)",
      of: .file(path: filePath, line: 0))
  }

  /// The one text that a source gives for a setting, read from its own file where that is named.
  private func text(of facts: SettingFacts, in source: SourceTexts) -> Result<SourceTexts.Found, SettingDiagnostic> {
    let direct = source.found[facts.name] ?? []
    let named = facts.isSecret ? source.found[facts.fileFormName] ?? [] : []
    if let first = direct.first, let file = named.first {
      return .failure(SettingDiagnostic("\(first.origin) and \(file.origin) both set \(facts.name); keep one of them"))
    }
    let found = direct + named
    guard let first = found.first else { return .failure(SettingDiagnostic("\(facts.name) is missing")) }
    if found.count > 1 {
      guard facts.isList, case .flag = first.origin else { return .failure(doubled(facts.name, found)) }
      return .success(SourceTexts.Found(text: found.map(\.text).joined(separator: ","), origin: first.origin))
    }
    if !named.isEmpty { return contents(of: first) }
    guard facts.isSecret else { return .success(first) }
    return .success(SourceTexts.Found(text: withoutLastNewline(first.text), origin: first.origin))
  }

  private func doubled(_ name: String, _ found: [SourceTexts.Found]) -> SettingDiagnostic {
    let origins = found.map(\.origin.description)
    let isRepeated = Set(origins).count == 1
    return isRepeated
      ? SettingDiagnostic("\(origins.first ?? name) is given \(found.count) times; keep one of them")
      : SettingDiagnostic("\(wordList(origins, or: "and")) all set \(name); keep one of them")
  }

  private func contents(of named: SourceTexts.Found) -> Result<SourceTexts.Found, SettingDiagnostic> {
    switch processEnvironment.readFile(named.text, .kibibytes(64)) {
    case .failure(let problem):
      return .failure(SettingDiagnostic(named.origin, "cannot read \(quoted(named.text)): \(problem.reason)"))
    case .success(let bytes):
      guard let text = String(validating: bytes, as: UTF8.self) else {
        return .failure(SettingDiagnostic(named.origin, "the file \(quoted(named.text)) is not UTF-8"))
      }
      let origin = Origin.contents(path: named.text, namedBy: named.origin)
      return .success(SourceTexts.Found(text: withoutLastNewline(text), origin: origin))
    }
  }

  /// Editors and `echo` end what they write with a newline, no secret ends with one.
  private func withoutLastNewline(_ text: String) -> String {
    var scalars = text.unicodeScalars[...]
    if scalars.last == "\n" { scalars.removeLast() }
    if scalars.last == "\r" { scalars.removeLast() }
    return String(scalars)
  }

  private func read(
    _ setting: any AnySetting, from found: SourceTexts.Found
  ) -> Result<(value: any Sendable, origin: Origin), SettingDiagnostic> {
    let facts = setting.facts
    if found.text.isEmpty {
      return .failure(SettingDiagnostic(found.origin, "the value is empty, expected \(facts.expectation)"))
    }
    if found.text.utf8.contains(0) {
      return .failure(SettingDiagnostic(found.origin, "the value holds a NUL character"))
    }
    return setting.read(found.text).map { ($0, found.origin) }.mapError { problem in
      // A reason of its own may quote a part of the text.
      let problem = !facts.isSecret && SecretRule.hides(found.text, of: facts.name) ? .malformed : problem
      let isHidden = facts.isSecret || SecretRule.hides(found.text, of: facts.name)
      let sentence = problem.sentence(about: found.text, isSecret: isHidden, expectation: facts.expectation)
      return switch found.origin {
      case .flag, .environment: SettingDiagnostic(found.origin, sentence)
      default: SettingDiagnostic(found.origin, "\(facts.name): \(sentence)")
      }
    }
  }

  // MARK: - Pass-through

  private mutating func readPassThrough(_ sources: [SourceTexts], into values: inout SettingValues) {
    guard takesProperties else { return }
    var properties: [String: PassedProperty] = [:]
    for source in sources {
      let names = Dictionary(grouping: source.passed, by: \.name)
      for (name, found) in names.sorted(by: { $0.key < $1.key }) {
        guard let first = found.first else { continue }
        if found.count > 1 {
          let origins = Set(found.map(\.origin.description)).sorted()
          mistakes.append(
            SettingDiagnostic("\(wordList(origins, or: "and")): one property is set \(found.count) times; keep one"))
        }
        if let reason = reserved[name] {
          mistakes.append(SettingDiagnostic(first.origin, "the Kafka property \(name) may not be set here: \(reason)"))
        } else if case .flag = first.origin, first.isSecret {
          let file = "\(table.passThrough.filePrefix)\(harmless(name))=VALUE"
          mistakes.append(
            SettingDiagnostic(
              first.origin,
              "a value that may be secret is not taken from the command line, since every user of a machine can read the "
                + "arguments of its programs; write \(file) in the file that --\(table.fileSetting.facts.name) names"))
        } else if first.value.utf8.contains(0) {
          mistakes.append(SettingDiagnostic(first.origin, "the value holds a NUL character"))
        } else if properties[name] == nil {
          properties[name] = first
        }
      }
    }
    values.passedProperties = properties.values.sorted { $0.name < $1.name }
  }
}
