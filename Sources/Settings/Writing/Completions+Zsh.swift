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
