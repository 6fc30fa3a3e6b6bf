extension SettingTable {
  /// What is wrong with the declarations themselves, as sentences; a test keeps it empty.
  public func defects() -> [String] {
    nameDefects() + commandDefects() + settings.flatMap { settingDefects($0) }
  }

  private func nameDefects() -> [String] {
    var found: [String] = []
    let ids = settings.map(\.facts.id)
    for id in Set(ids) where ids.filter({ $0 == id }).count > 1 { found.append("The id \(id) is declared twice.") }
    for command in commands {
      var words: [String] = []
      for setting in settings(of: command.name) {
        let facts = setting.facts
        words += [facts.name, facts.short.map { "-\($0)" }, facts.isSecret ? facts.fileFormName : nil].compactMap { $0 }
        words += facts.negation.map { [String($0.dropFirst(2))] } ?? []
      }
      words += ["help", "version", "-h", passThrough.flag]
      for word in Set(words) where words.filter({ $0 == word }).count > 1 {
        found.append("The command \(command.name.rawValue) has two options \(word).")
      }
    }
    let shared = settings.filter { $0.facts.sources != .flag }.map(\.facts.name)
    for name in Set(shared) where shared.filter({ $0 == name }).count > 1 {
      found.append("Two settings \(name) share one environment name or key.")
    }
    return found
  }

  private func commandDefects() -> [String] {
    var found: [String] = []
    let names = commands.map(\.name)
    for name in Name.allCases where names.filter({ $0 == name }).count != 1 {
      found.append("The command \(name.rawValue) is not declared exactly once.")
    }
    for command in commands {
      if let group = command.name.path.group, !commandGroups.contains(where: { $0.word == group }) {
        found.append("The group \(group) is not declared.")
      }
      if command.positionals.dropLast().contains(where: { $0.count.lowerBound != $0.count.upperBound }) {
        found.append("The command \(command.name.rawValue) may leave out an argument that is not its last.")
      }
    }
    return found
  }

  private func settingDefects(_ setting: any AnySetting) -> [String] {
    let facts = setting.facts
    var found: [String] = []
    let isPlain = facts.name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    if !isPlain || facts.name.isEmpty { found.append("The name \(facts.name) is not lower case with hyphens.") }
    if !facts.requiredBy.isSubset(of: facts.commands) {
      found.append("\(facts.name) is required by a command that does not take it.")
    }
    let known = Set(commands.map(\.name.path))
    if facts.commands.isEmpty || !facts.commands.isSubset(of: known) {
      found.append("\(facts.name) is taken by no command, or by an unknown one.")
    }
    if facts.isNegatable && !facts.isBoolean { found.append("\(facts.name) cannot be negated.") }
    if facts.isSecret && !facts.sources.isSuperset(of: [.environment, .file]) {
      found.append("\(facts.name) is a secret that can only be given as an argument.")
    }
    if !facts.help.hasSuffix(".") || facts.help.contains("\n") {
      found.append("The help of \(facts.name) is not one sentence with a full stop.")
    }
    let text = setting.write(setting.anyDefault)
    if !text.isEmpty, !facts.isSecret {
      if case .success(let value) = setting.read(text), setting.write(value) == text { return found }
      found.append("The default of \(facts.name) is not a value that it takes.")
    }
    return found
  }
}
