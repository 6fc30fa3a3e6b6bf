import Kafka
import TestSupport
import Testing

/// What is wrong with a command line, its environment or its file is said in a sentence, with exit code 2, before anything is done.
@Suite struct RefusalTests {
  private static let needed = [
    "--brokers", "127.0.0.1:1", "--input", "a", "--output", "b", "--dead-letters", "c", "--group", "g",
  ]

  private func expectRefusal(
    _ arguments: [String], environment: [String: String] = [:], saying sentence: String,
    withUsage hasUsage: Bool = true, location: SourceLocation = #_sourceLocation
  ) throws {
    let result = try ProgramUnderTest.run(arguments, environment: environment)
    #expect(result.exitCode == 2, sourceLocation: location)
    #expect(result.output.isEmpty, sourceLocation: location)
    #expect(result.error.contains("Error: \(sentence)"), "\(result.error)", sourceLocation: location)
    #expect(result.error.contains("Usage: azure-linux-ecs ") == hasUsage, sourceLocation: location)
  }

  @Test func `a misspelt option is refused with the nearest`() throws {
    try expectRefusal(["run", "--brkers", "x"], saying: "unknown option '--brkers'; did you mean --brokers?")
  }

  @Test func `a misspelt command is refused with the nearest`() throws {
    try expectRefusal(["rn"], saying: "unknown command 'rn'; did you mean run?")
    try expectRefusal(["patterns", "lst"], saying: "unknown command 'patterns lst'; did you mean patterns list?")
    try expectRefusal([], saying: "a command is missing")
  }

  @Test func `a misspelt key of the file is refused with its line and the nearest`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("worker.properties", "brokers=a:1\n# a comment\ngropu=x\n")
    try expectRefusal(
      ["check", "--config", file], saying: "\(file):3: unknown name; did you mean group?", withUsage: false)
  }

  @Test func `a misspelt environment name is refused with the nearest`() throws {
    try expectRefusal(
      ["check"] + Self.needed, environment: ["AZURE_LINUX_ECS_GRUOP": "g"],
      saying: "unknown environment variable 'AZURE_LINUX_ECS_GRUOP'; did you mean AZURE_LINUX_ECS_GROUP?")
  }

  @Test func `a value out of range is refused with the range`() throws {
    try expectRefusal(
      ["check"] + Self.needed + ["--max-record-size", "1GiB"], saying: "--max-record-size: '1GiB' is out of range")
    let result = try ProgramUnderTest.run(["check"] + Self.needed + ["--max-record-size", "1GiB"])
    #expect(result.error.contains("from 1KiB to 64MiB"))
  }

  @Test func `the group protocol of KIP-848 is refused with the reason`() throws {
    try expectRefusal(
      ["run"] + Self.needed + ["-X", "group.protocol=consumer"], saying: "-X group.protocol")
    let result = try ProgramUnderTest.run(["run"] + Self.needed + ["-X", "group.protocol=consumer"])
    #expect(result.error.contains("Only the classic protocol has been proven"), "\(result.error)")
  }

  @Test func `cooperative-sticky is refused where the library loses partitions with it`() throws {
    guard !LibraryVersion.isAtLeast(2, 10, 0) else { return }
    for command in ["run", "check"] {
      let result = try ProgramUnderTest.run([command] + Self.needed + ["--assignor", "cooperative-sticky"])
      #expect(result.exitCode == 2)
      #expect(result.error.contains("needs librdkafka 2.10.0 or newer"), "\(result.error)")
    }
  }

  @Test func `a stall that a drain could cause is refused`() throws {
    try expectRefusal(
      ["run"] + Self.needed + ["--stall-timeout", "20s", "--drain-timeout", "20s"],
      saying: "stall-timeout (20s) must be longer than drain-timeout")
  }

  @Test func `a word that is no choice is refused with the nearest`() throws {
    try expectRefusal(
      ["normalize", "--format", "ec"], saying: "--format: 'ec' is not sekoia or ecs; did you mean ecs?")
  }

  @Test func `a property that delivery rests on is refused, wherever it stands`() throws {
    let sentence = "the Kafka property enable.auto.commit may not be set here: The worker commits what has been"
    try expectRefusal(
      ["run"] + Self.needed + ["-X", "enable.auto.commit=true"], saying: "-X enable.auto.commit: \(sentence)")
    let folder = try TemporaryFolder()
    let file = try folder.write("worker.properties", "kafka.enable.auto.commit=true\n")
    try expectRefusal(["run"] + Self.needed + ["--config", file], saying: "\(file):1: \(sentence)", withUsage: false)
  }

  @Test func `what contradicts itself is refused`() throws {
    try expectRefusal(
      ["normalize", "--dead-letter-file", "x", "--no-dead-letters"],
      saying: "--dead-letter-file and --no-dead-letters contradict each other; keep one")
  }

  @Test func `all that is missing is named at once`() throws {
    let result = try ProgramUnderTest.run("run")
    #expect(result.exitCode == 2)
    for name in ["brokers", "input", "output", "dead-letters", "group"] {
      #expect(result.error.contains("Error: \(name) is missing; set --\(name)"))
    }
  }
}
