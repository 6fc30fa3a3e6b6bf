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
