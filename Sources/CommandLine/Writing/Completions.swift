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

extension CompletionGrammar {
  /// The script for bash 4 and newer, without the bash-completion package.
  ///
  /// Readline splits `--flag=value` at the equals sign, which is why the sign may stand as a word of its own.
  func bash() -> String {
    """
    # bash completion for \(program)
    \(functionName)() {
      local cur="${COMP_WORDS[COMP_CWORD]}" prev="" words="" command="" word="" index=0 skip=0
      COMPREPLY=()
      if (( COMP_CWORD > 0 )); then prev="${COMP_WORDS[COMP_CWORD-1]}"; fi
      if [[ "$cur" == "=" ]]; then
        cur=""
      elif [[ "$prev" == "=" ]] && (( COMP_CWORD > 1 )); then
        prev="${COMP_WORDS[COMP_CWORD-2]}"
      fi
      for (( index = 1; index < COMP_CWORD; index++ )); do
        word="${COMP_WORDS[index]}"
        case "$word" in
          -*|=) break ;;
          \(groups.isEmpty ? "''" : groups.map(\.word).joined(separator: "|"))) command="$word" ;;
          *) command="${command:+$command }$word"; break ;;
        esac
      done
      case "$command" in
        '') words='\(firstWords.map(\.word).joined(separator: " ")) --help --version' ;;
        help) words='\((firstWords.map(\.word)).joined(separator: " "))' ;;
    \(groups.map { "    \($0.word)) words='\(leaves(of: $0.word).map(\.word).joined(separator: " ")) --help' ;;" }.joined(separator: "\n"))
    \(entries.map(bashCommand).joined(separator: "\n"))
      esac
      COMPREPLY=( $(compgen -W "$words" -- "$cur") )
    }
    complete -F \(functionName) \(program)

    """
  }

  private func bashCommand(_ entry: Entry) -> String {
    var lines: [String] = []
    for flag in entry.flags where flag.takesValue {
      let names = flag.words.joined(separator: "|")
      lines.append("        \(names)) \(bashValues(flag.completion)) return ;;")
    }
    let flags = entry.flags.flatMap(\.words).joined(separator: " ")
    let values = lines.isEmpty ? "" : "      case \"$prev\" in\n\(lines.joined(separator: "\n"))\n      esac\n"
    let arguments =
      switch entry.arguments {
      case .nothing: "      words='\(flags)'"
      case .words(let words): "      words='\(words.joined(separator: " ")) \(flags)'"
      case .files:
        "      if [[ \"$cur\" != -* ]]; then COMPREPLY=( $(compgen -f -- \"$cur\") ); return; fi\n      words='\(flags)'"
      }
    return "    '\(entry.words)')\n\(values)\(arguments) ;;"
  }

  private func bashValues(_ completion: Completion) -> String {
    switch completion {
    case .nothing: ""
    case .files: "COMPREPLY=( $(compgen -f -- \"$cur\") );"
    case .words(let words): "COMPREPLY=( $(compgen -W '\(words.joined(separator: " "))' -- \"$cur\") );"
    }
  }
}

extension CompletionGrammar {
  /// The script for fish 3 and newer: a file `PROGRAM.fish` in `~/.config/fish/completions`.
  func fish() -> String {
    let helper = functionName.dropFirst()
    var lines = [
      "# fish completion for \(program)",
      "function __\(helper)_at",
      "  # Whether the words before the cursor, options left out, begin with exactly these.",
      "  set -l words (commandline -opc | string match -v -- '-*')[2..-1]",
      "  set -l count (count $argv)",
      "  test $count -eq 0; and test (count $words) -eq 0; and return 0",
      "  test $count -gt 0; and test (count $words) -ge $count; and test \"$words[1..$count]\" = \"$argv\"",
      "end",
      "function __\(helper)_ends_at",
      "  __\(helper)_at $argv; and test (count (commandline -opc)) -eq (math (count $argv) + 1)",
      "end",
      "complete -c \(program) -f",
      "complete -c \(program) -n '__\(helper)_at' -l version -d 'Show the version.'",
      "complete -c \(program) -s h -l help -d 'Show help information.'",
    ]
    for first in firstWords {
      lines.append(offer(first, when: "__\(helper)_ends_at"))
      if first.word != "help" { lines.append(offer(first, when: "__\(helper)_ends_at help")) }
    }
    for group in groups {
      for leaf in leaves(of: group.word) { lines.append(offer(leaf, when: "__\(helper)_ends_at \(group.word)")) }
    }
    for entry in entries {
      let condition = "__\(helper)_at \(entry.words)"
      for flag in entry.flags where !flag.words.contains("--help") { lines.append(fishFlag(flag, when: condition)) }
      switch entry.arguments {
      case .nothing: break
      case .files: lines.append("complete -c \(program) -n '\(condition)' -F")
      case .words(let words):
        lines.append("complete -c \(program) -n '\(condition)' -a '\(words.joined(separator: " "))'")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func offer(_ entry: (word: String, summary: String), when condition: String) -> String {
    "complete -c \(program) -n '\(condition)' -a \(entry.word) -d \(fishQuoted(entry.summary))"
  }

  private func fishFlag(_ flag: Flag, when condition: String) -> String {
    let names = flag.words.map { word in
      word.hasPrefix("--") ? "-l \(word.dropFirst(2))" : "-s \(word.dropFirst())"
    }
    let value =
      switch flag.completion {
      case _ where !flag.takesValue: ""
      case .nothing: " -x"
      case .files: " -r -F"
      case .words(let words): " -x -a '\(words.joined(separator: " "))'"
      }
    return
      "complete -c \(program) -n '\(condition)' \(names.joined(separator: " "))\(value) -d \(fishQuoted(flag.help))"
  }

  /// Fish reads `\'` within single quotation marks, the other shells do not.
  private func fishQuoted(_ text: String) -> String {
    "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
  }
}

extension CompletionGrammar {
  /// The script for zsh: a file `_PROGRAM` in a directory of `$fpath`, or sourced after `compinit`.
  func zsh() -> String {
    """
    #compdef \(program)
    # zsh completion for \(program)
    \(functionName)() {
      local context state state_descr line curcontext="$curcontext"
      typeset -A opt_args
      local -a commands
      commands=(
    \(described(firstWords, indent: "    "))
      )
      _arguments -C '--version[Show the version.]' '(- *)'{-h,--help}'[Show help information.]' \\
        '1: :->command' '*:: :->rest'
      case "$state" in
        command) _describe -t commands command commands ;;
        rest)
          case "$line[1]" in
    \(entries.filter { !$0.words.contains(" ") }.map { zshCommand($0, word: $0.words, indent: "        ") }.joined(separator: "\n"))
    \(groups.map(zshGroup).joined(separator: "\n"))
            help) _describe -t commands command commands ;;
          esac ;;
      esac
    }
    if [[ "$funcstack[1]" == "\(functionName)" || "$funcstack[1]" == "_\(program)" ]]; then
      \(functionName) "$@"
    else
      compdef \(functionName) \(program)
    fi

    """
  }

  private func zshGroup(_ group: (word: String, summary: String)) -> String {
    let commands = entries.filter { $0.words.hasPrefix("\(group.word) ") }
    let cases = commands.map {
      zshCommand($0, word: String($0.words.dropFirst(group.word.count + 1)), indent: "            ")
    }
    return """
              \(group.word))
                commands=(
      \(described(leaves(of: group.word), indent: "            "))
                )
                _arguments -C '1: :->leaf' '*:: :->leafrest'
                case "$state" in
                  leaf) _describe -t commands command commands ;;
                  leafrest)
                    case "$line[1]" in
      \(cases.joined(separator: "\n"))
                    esac ;;
                esac ;;
      """
  }

  private func zshCommand(_ entry: Entry, word: String, indent: String) -> String {
    var specifications = entry.flags.map(zshFlag)
    switch entry.arguments {
    case .nothing: break
    case .files: specifications.append("'*:file:_files'")
    case .words(let words): specifications.append("'*:word:(\(words.joined(separator: " ")))'")
    }
    return "\(indent)\(word))\n\(indent)  _arguments \\\n"
      + specifications.map { "\(indent)    \($0)" }.joined(separator: " \\\n") + " ;;"
  }

  private func zshFlag(_ flag: Flag) -> String {
    let help = flag.help.replacing("[", with: "(").replacing("]", with: ")").replacing("'", with: "'\\''")
      .replacing(":", with: "\\:")
    let values =
      switch flag.completion {
      case _ where !flag.takesValue: ""
      case .nothing: ":value: "
      case .files: ":file:_files"
      case .words(let words): ":word:(\(words.joined(separator: " ")))"
      }
    // `=` lets the value follow behind the sign as well as in the next word, `+` behind the letter itself.
    func name(_ word: String) -> String { flag.takesValue ? word + (word.hasPrefix("--") ? "=" : "+") : word }
    let names = flag.words.map(name)
    let star = flag.repeats ? "*" : ""
    if names.count == 1, let only = names.first { return "'\(star)\(only)[\(help)]\(values)'" }
    let exclusive = flag.repeats ? "'*'" : "'(\(flag.words.joined(separator: " ")))'"
    return "\(exclusive){\(names.joined(separator: ","))}'[\(help)]\(values)'"
  }

  private func described(_ words: [(word: String, summary: String)], indent: String) -> String {
    words.map { "\(indent)" + CompletionGrammar.shellQuoted("\($0.word):\($0.summary.replacing(":", with: "\\:"))") }
      .joined(separator: "\n")
  }
}
