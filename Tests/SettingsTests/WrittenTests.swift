@unsafe @preconcurrency import Glibc
import Testing

@testable import CommandLine
@testable import Settings

@Suite struct `Help and reference` {
  @Test func `the help of a command shows usage, options with defaults, and examples`() throws {
    let help = try #require(Toy.read(["run", "--help"]).help)
    #expect(help.hasPrefix("OVERVIEW: Runs.\n\nUSAGE: toy run --input <text> [options]\n"))
    #expect(help.contains("  -i, --input <text>      Where it comes from. (required)\n"))
    #expect(help.contains("  --count <n>             How many. (default: 5)\n"))
    #expect(help.contains("  --loud/--no-loud        With noise. (default: true)\n"))
    #expect(help.contains("  --dry                   Only say what would be done.\n"))
    #expect(help.contains("  --password-file <file>  What opens it. (the file holds it)\n"))
    #expect(help.contains("  -X <name=value>         Any property.\n"))
    #expect(help.contains("  # Runs once\n  toy run --input x\n"))
  }

  @Test func `the help of a command leaves out what it does not take`() throws {
    let help = try #require(Toy.read(["list", "all", "--help"]).help)
    #expect(!help.contains("--input") && !help.contains("-X"))
  }

  @Test func `the help of the program names every command`() throws {
    let help = try #require(Toy.read(["--help"]).help)
    for command in ToyCommand.allCases { #expect(help.contains("  \(command.rawValue) ")) }
  }

  @Test func `the help of a setting says all its spellings`() throws {
    let help = try #require(Toy.read(["help", "password"]).help)
    for part in [
      "--password-file <file>", "TOY_PASSWORD, or TOY_PASSWORD_FILE", "password, or password-file", "list all",
    ] {
      #expect(help.contains(part))
    }
  }

  @Test func `no line of the product's help is wider than the terminal`() throws {
    for command in WorkerCommand.allCases {
      let help = try #require(product(["help"] + command.rawValue.split(separator: " ").map(String.init)).help)
      let options = help.split(separator: "EXAMPLES:").first ?? ""
      for line in options.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
  }

  @Test func `the reference has every setting once, and a bar in a text does not break its table`() {
    let reference = SettingTable.worker.markdownReference
    let names = SettingTable.worker.settings.map(\.facts.name)
    for name in names {
      // Two settings may share a name where no command has both.
      let count = names.count { $0 == name }
      #expect(reference.split(separator: "\n| `\(name)`").count == count + 1, "\(name)")
    }
    #expect(Toy.table.markdownReference.contains("| `count` | a whole number from 1 to 10 | 5 | all | How many. |"))
  }

  @Test func `the report shows name, value and origin in columns`() throws {
    let values = try #require(Toy.read(["run", "-i", "x"], environment: ["TOY_KAFKA_DEBUG": "all"]).values)
    let text = values.report.text
    #expect(text.contains("\ninput ") == false && text.hasPrefix("input "))
    #expect(values.report.first == ReportLine(name: "input", value: "x", origin: .flag("-i")))
    #expect(
      values.report.last == ReportLine(name: "kafka.debug", value: "all", origin: .environment("TOY_KAFKA_DEBUG")))
  }
}

@Suite struct `Completions` {
  @Test(arguments: Shell.allCases)
  func `every command, flag and word of the product is in the script`(_ shell: Shell) {
    let script = SettingTable.worker.completionScript(for: shell)
    for command in WorkerCommand.allCases { #expect(script.contains(command.path.leaf), "\(command)") }
    for setting in SettingTable.worker.settings {
      let flag = setting.facts.flag ?? ""
      #expect(script.contains(shell == .fish ? "-l \(flag.dropFirst(2))" : flag), "\(flag)")
      if case .words(let words) = setting.facts.completion, !setting.facts.isBoolean {
        for word in words { #expect(script.contains(word)) }
      }
    }
  }

  @Test(
    .enabled(if: Shells.path(of: "bash") != nil, "bash is not installed"))
  func `bash accepts the script`() throws {
    try #expect(Shells.run("bash", ["-n"], script: SettingTable.worker.completionScript(for: .bash)) == 0)
    try #expect(Shells.run("bash", ["-n"], script: Toy.table.completionScript(for: .bash)) == 0)
    try #expect(Shells.run("bash", ["-n"], script: "if") != 0)
  }

  @Test(.enabled(if: Shells.path(of: "zsh") != nil, "zsh is not installed"))
  func `zsh accepts the script`() throws {
    try #expect(Shells.run("zsh", ["-n"], script: SettingTable.worker.completionScript(for: .zsh)) == 0)
    try #expect(Shells.run("zsh", ["-n"], script: "if") != 0)
  }

  @Test(.enabled(if: Shells.path(of: "fish") != nil, "fish is not installed"))
  func `fish accepts the script`() throws {
    try #expect(Shells.run("fish", ["--no-execute"], script: SettingTable.worker.completionScript(for: .fish)) == 0)
    try #expect(Shells.run("fish", ["--no-execute"], script: "end") != 0)
  }

  @Test(
    .enabled(if: Shells.path(of: "bash") != nil, "bash is not installed"),
    arguments: [
      ("", "run", true), ("ru", "run", true), ("ru", "check", false), ("patterns ", "list", true),
      ("patterns ", "run", false), ("run --form", "--format", true), ("run --format ", "sekoia", true),
      ("run --format = ", "ecs", true), ("run --format = s", "sekoia", true), ("run --format = s", "ecs", false),
      ("check --", "--probe-write", true), ("run --", "--probe-write", false),
      ("run --input x --off", "--offset-reset", true),
      ("completions ", "fish", true), ("help ", "normalize", true), ("normalize --whole --no-", "--no-original", true),
    ])
  func `bash offers what fits`(_ line: String, _ word: String, _ isOffered: Bool) throws {
    let words =
      "azure-linux-ecs \(line)".split(separator: " ", omittingEmptySubsequences: true).map(String.init)
      + (line.isEmpty || line.hasSuffix(" ") ? [""] : [])
    let quotedWords = words.map(CompletionGrammar.shellQuoted).joined(separator: " ")
    let script =
      SettingTable.worker.completionScript(for: .bash) + """
        COMP_WORDS=(\(quotedWords))
        COMP_CWORD=\(words.count - 1)
        _azure_linux_ecs
        for word in "${COMPREPLY[@]}"; do [ "$word" = '\(word)' ] && exit 0; done
        exit 9
        """
    try #expect(Shells.run("bash", [], script: script) == (isOffered ? 0 : 9))
  }
}

/// Runs a shell on a script.
enum Shells {
  static func path(of name: String) -> String? {
    let directories = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "/usr/bin:/bin"
    return directories.split(separator: ":").map { "\($0)/\(name)" }.first { unsafe access($0, X_OK) == 0 }
  }

  /// The exit code of a shell that gets the script as its standard input's file.
  static func run(_ name: String, _ options: [String], script: String) throws -> Int32 {
    let shell = try #require(path(of: name))
    var template = Array("/tmp/completion-XXXXXX".utf8CString)
    let descriptor = unsafe mkstemp(&template)
    try #require(descriptor >= 0)
    let file = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { unsafe unlink(file) }
    let bytes = Array(script.utf8)
    let written = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    close(descriptor)
    try #require(written == bytes.count)

    var arguments = unsafe ([shell] + options + [file]).map { unsafe strdup($0) } + [nil]
    defer { for index in unsafe arguments.indices { unsafe free(arguments[index]) } }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    var child = pid_t()
    let status = unsafe posix_spawn(&child, shell, &actions, nil, &arguments, environ)
    try #require(status == 0)
    var result = Int32()
    while unsafe waitpid(child, &result, 0) < 0, errno == EINTR {}
    return result & 0x7F == 0 ? (result >> 8) & 0xFF : -1
  }
}
