import TestSupport
import Testing

/// What the program says about itself.
@Suite struct VersionTests {
  private static let commands = [
    "run", "check", "normalize", "explain", "patterns list", "patterns show", "patterns check", "demo", "completions",
  ]

  @Test func `--version names the program and the librdkafka in use`() throws {
    let result = try ProgramUnderTest.run("--version")
    #expect(result.exitCode == 0)
    #expect(result.outputText.hasPrefix("azure-linux-ecs "))
    #expect(result.outputText.contains("(librdkafka 2."))
    #expect(result.error.isEmpty)
  }

  @Test func `--help names every command`() throws {
    let result = try ProgramUnderTest.run("--help")
    #expect(result.exitCode == 0)
    for command in Self.commands { #expect(result.outputText.contains(command)) }
    #expect(result.error.isEmpty)
  }

  @Test(arguments: commands) func `--help of each command shows its usage and an example`(command: String) throws {
    let result = try ProgramUnderTest.run(command.split(separator: " ").map(String.init) + ["--help"])
    #expect(result.exitCode == 0)
    // Once in the usage, once in an example at least.
    #expect(result.outputText.ranges(of: "azure-linux-ecs \(command)").count >= 2, "\(result.outputText)")
    #expect(result.error.isEmpty)
  }

  @Test(arguments: ["bash", "zsh", "fish"]) func `completions are a script that knows commands and options`(
    shell: String
  ) throws {
    let result = try ProgramUnderTest.run("completions", shell)
    #expect(result.exitCode == 0)
    #expect(result.outputText.contains("normalize"))
    #expect(result.outputText.contains("dead-letters"))
    #expect(result.error.isEmpty)
  }

  @Test func `bash takes the completions for bash`() throws {
    let script = try ProgramUnderTest.run("completions", "bash").output
    let result = try CompletedProcess.run("/bin/bash", ["-n"], input: script)
    #expect(result.exitCode == 0, "\(result.error)")
  }
}
