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
