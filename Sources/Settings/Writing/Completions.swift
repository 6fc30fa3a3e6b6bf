/// The shells that completions are written for.
public enum Shell: String, CaseIterable, Sendable {
  case bash, zsh, fish
}

extension SettingTable {
  /// A script that makes a shell complete commands, flags, words and files.
  public func completionScript(for shell: Shell) -> String {
    let grammar = CompletionGrammar(table: self)
    return switch shell {
    case .bash: grammar.bash()
    case .zsh: grammar.zsh()
    case .fish: grammar.fish()
    }
  }
}

/// What the three scripts are written from: words, and for each command its flags and arguments.
struct CompletionGrammar: Sendable {
  struct Flag: Sendable {
    /// `--input`, `-b`.
    let words: [String]
    let help: String
    let takesValue: Bool
    let completion: Completion
    let repeats: Bool
  }

  struct Entry: Sendable {
    /// `patterns list`.
    let words: String
    let summary: String
    let flags: [Flag]
    let arguments: Completion
  }

  let program: String
  let entries: [Entry]
  let groups: [(word: String, summary: String)]

  init<Name>(table: SettingTable<Name>) {
    program = table.program
    groups = table.commandGroups.map { ($0.word, $0.summary) }
    entries = table.commands.map { command in
      var flags = table.settings(of: command.name).compactMap { CompletionGrammar.flag($0.facts) }.flatMap { $0 }
      if table.passThrough.commands.contains(command.name.path) {
        flags.append(
          Flag(
            words: [table.passThrough.flag], help: table.passThrough.help, takesValue: true, completion: .nothing,
            repeats: true))
      }
      flags.append(
        Flag(
          words: ["-h", "--help"], help: "Show help information.", takesValue: false, completion: .nothing,
          repeats: false))
      return Entry(
        words: command.name.rawValue, summary: command.summary, flags: flags,
        arguments: command.positionals.first?.completion ?? .nothing)
    }
  }

  private static func flag(_ facts: SettingFacts) -> [Flag]? {
    guard let flag = facts.flag else { return nil }
    let words = [facts.short.map { "-\($0)" }, flag].compactMap { $0 }
    let positive = Flag(
      words: words, help: facts.help, takesValue: !facts.isBoolean, completion: facts.flagCompletion,
      repeats: facts.isList)
    guard let negation = facts.negation else { return [positive] }
    return [
      positive,
      Flag(words: [negation], help: "Not: \(facts.help)", takesValue: false, completion: .nothing, repeats: false),
    ]
  }

  /// First words: single commands, groups, and `help`.
  var firstWords: [(word: String, summary: String)] {
    entries.filter { !$0.words.contains(" ") }.map { ($0.words, $0.summary) } + groups
      + [("help", "Show all about a command or a setting")]
  }

  /// Second words of a group.
  func leaves(of group: String) -> [(word: String, summary: String)] {
    entries.filter { $0.words.hasPrefix("\(group) ") }
      .map { (String($0.words.dropFirst(group.count + 1)), $0.summary) }
  }

  /// The program's name as part of a shell function's name.
  var functionName: String { "_" + program.replacing("-", with: "_") }

  /// Puts a text between single quotation marks, as bash and zsh read it.
  static func shellQuoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
}
