import TestSupport
import Testing

/// The commands that show what the program knows, and the demonstration.
@Suite struct LookingTests {
  private var values: String { "\(ProjectFiles.root)/Fixtures/values" }

  @Test func `explain shows each record's program, text and events`() throws {
    let result = try ProgramUnderTest.run("explain", "--whole", "\(values)/seed-session-opened.json")
    #expect(result.exitCode == 0)
    for name in ["program", "text", "sekoia", "ecs"] {
      #expect(result.outputLines.contains { $0.hasPrefix("\(name) ") }, "\(name)")
    }
  }

  @Test func `explain gets over every fixture`() throws {
    let files = try ProjectFiles.names(in: values).map { "\(values)/\($0)" }
    let result = try ProgramUnderTest.run(["explain", "--whole"] + files)
    #expect(result.exitCode == 0, "\(result.error)")
    #expect(result.outputLines.count > files.count)
  }

  @Test func `the patterns of a program are listed and shown`() throws {
    let list = try ProgramUnderTest.run("patterns", "list")
    #expect(list.exitCode == 0)
    let first = try #require(
      list.outputLines.compactMap { $0.split(separator: " ").first }.first { !$0.contains("*") }.map(String.init))
    let shown = try ProgramUnderTest.run("patterns", "show", first)
    #expect(shown.exitCode == 0)
    #expect(shown.outputText.contains("pattern"))
  }

  @Test func `of a program that nobody knows the patterns of any program are shown`() throws {
    let unknown = try ProgramUnderTest.run("patterns", "show", "no-such-program")
    #expect(unknown.exitCode == 0)
    let known = try ProgramUnderTest.run("patterns", "show", "sshd")
    #expect(unknown.outputLines.count < known.outputLines.count)
  }

  @Test func `patterns check says where a file is wrong`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("mine.patterns", "this is no pattern file\n")
    let result = try ProgramUnderTest.run("patterns", "check", file)
    #expect(result.exitCode == 2)
    #expect(result.error.contains("\(file):1:"), "\(result.error)")
  }

  @Test func `the demonstration runs, shows what came out, and ends by itself`() throws {
    let result = try ProgramUnderTest.run("demo")
    #expect(result.exitCode == 0, "\(result.error)")
    let messages = try ProjectFiles.names(in: values).count + 1
    #expect(result.outputText.contains("produced \(messages) messages to raw"))
    #expect(result.outputLines.contains { $0.hasPrefix("events: ") })
    #expect(result.outputLines.contains { $0.hasPrefix("dead letters: ") })
    for reason in ["empty_value", "invalid_json", "invalid_utf8", "not_a_record", "foreign_record", "missing_message"] {
      #expect(result.outputLines.contains { $0.hasPrefix("  \(reason) ") }, "\(reason)")
    }
    let offsets = result.outputLines.filter { $0.hasPrefix("  raw-") }.map { $0.split(separator: " ") }
    #expect(offsets.count == 3)
    for line in offsets { #expect(line.count == 4 && line[1] == line[3], "All of \(line[0]) is committed.") }
  }

  @Test func `watch says of a worker that does not answer that it does not, and ends with 3 if none does`() throws {
    let result = try ProgramUnderTest.run("watch", "--url", "http://127.0.0.1:1", "--once", "--interval", "200ms")
    #expect(result.exitCode == 3)
    #expect(result.outputText.contains("127.0.0.1:1 does not answer: "))
    let refused = try ProgramUnderTest.run("watch", "--url", "file:///etc/passwd", "--once")
    #expect(refused.exitCode == 2)
  }
}
