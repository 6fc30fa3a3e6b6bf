import Foundation
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
    #expect(result.exitCode == 6, "Some of them are dead letters. \(result.error)")
    #expect(result.outputLines.count > files.count)
  }

  @Test func `a text is explained without a record around it`() throws {
    let text = "Failed password for root from 192.0.2.7 port 22 ssh2"
    let result = try ProgramUnderTest.run("explain", "--program", "sshd", "--text", text)
    #expect(result.exitCode == 0, "\(result.error)")
    #expect(result.outputText.contains("192.0.2.7") && result.outputText.contains("sshd-login.patterns"))
    let gap = try ProgramUnderTest.run("explain", "--program", "sshd", "--text", "Frobnicated \"password\"")
    #expect(gap.exitCode == 6 && gap.outputText.contains("near "))
    for arguments in [["--text", "a"], ["--program", "sshd"], ["--program", "a", "--text", "b", "file"]] {
      #expect(try ProgramUnderTest.run(["explain"] + arguments, input: []).exitCode == 2)
    }
  }

  private func explained(_ name: String) throws -> [String] {
    try ProgramUnderTest.run("explain", "--whole", "\(values)/\(name).json").outputLines
  }

  private func texts(_ lines: [String], _ name: String) -> [String] {
    lines.filter { $0.hasPrefix("\(name) ") }.map { $0.dropFirst(name.count).trimmingPrefix(while: { $0 == " " }) }.map(
      String.init)
  }

  @Test func `explain shows each of several values, also behind one that is damaged`() throws {
    let several = try explained("several-values")
    #expect(texts(several, "text").count == 3)
    #expect(texts(several, "pattern").allSatisfy { !$0.hasPrefix("none") })
    #expect(texts(several, "record").count == 4)
    let broken = try explained("broken-after-two")
    #expect(texts(broken, "text").count == 2)
    #expect(texts(broken, "dead letter").count == 1)
  }

  @Test func `explain shows a record inside a JSON string, and says so`() throws {
    let lines = try explained("record-in-string")
    #expect(texts(lines, "read from") == ["a JSON string that holds the record"])
    #expect(texts(lines, "text").first?.hasPrefix("Failed password for invalid user admin") ?? false)
    #expect(texts(lines, "pattern").first?.hasPrefix("Failed") ?? false)
  }

  @Test func `explain matches a row as the worker does, and says whether its semicolons are lost`() throws {
    let lines = try explained("syslog-rows-lost-semicolons")
    let said = texts(lines, "semicolons")
    #expect(said.count == texts(lines, "text").count)
    #expect(said.first?.hasPrefix("none") ?? false)
    #expect(said.dropFirst().contains { $0.hasPrefix("lost") })
    #expect(!texts(lines, "pattern").contains { $0.hasPrefix("none: a gap") })
    #expect(texts(try explained("extension-compact"), "semicolons").isEmpty)
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

  @Test(arguments: ["sshd", "sudo", "CRON", "*"])
  func `what is shown of a program's patterns is a file of the pattern language`(program: String) throws {
    let shown = try ProgramUnderTest.run("patterns", "show", program)
    #expect(shown.exitCode == 0, "\(shown.error)")
    let folder = try TemporaryFolder()
    let file = try folder.write("copy.patterns", shown.outputText)
    let checked = try ProgramUnderTest.run("patterns", "check", "--allow-shadowing", file)
    #expect(checked.exitCode == 0, "\(checked.error)")
  }

  @Test func `of a program that nobody knows no patterns are shown, and those of every program under a star`() throws {
    let unknown = try ProgramUnderTest.run("patterns", "show", "no-such-program")
    #expect(unknown.exitCode == 2)
    #expect(unknown.error.contains("no pattern is for the program no-such-program besides the "), "\(unknown.error)")
    #expect(unknown.output.isEmpty)
    let every = try ProgramUnderTest.run("patterns", "show", "*")
    #expect(every.exitCode == 0 && every.outputText.contains("pam_"))
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
    #expect(result.error == "", "Nothing looks like a fault.")
    #expect(result.outputText.contains("produced \(messages) messages to raw"))
    #expect(
      result.outputText.contains("becomes, with --format ecs:") && result.outputText.contains("with --format sekoia"))
    let closed = result.outputText.components(separatedBy: "and the record becomes:").last ?? ""
    #expect(closed.contains("login") && closed.contains("192.0.2.7"), "\(closed)")
    #expect(result.outputText.contains("Next, records of your own: azure-linux-ecs normalize"))
    #expect(result.outputLines.contains { $0.hasPrefix("events: ") })
    #expect(result.outputLines.contains { $0.hasPrefix("dead letters: ") })
    for reason in ["empty_value", "invalid_json", "invalid_utf8", "not_a_record", "foreign_record", "missing_message"] {
      #expect(result.outputLines.contains { $0.hasPrefix("  \(reason) ") }, "\(reason)")
    }
    let offsets = result.outputLines.filter { $0.hasPrefix("  raw-") }.map { $0.split(separator: " ") }
    #expect(offsets.count == 3)
    for line in offsets { #expect(line.count == 4 && line[1] == line[3], "All of \(line[0]) is committed.") }
  }

  @Test func `the demonstration's pattern file is right`() throws {
    let shown = try ProgramUnderTest.run("demo")
    let text =
      shown.outputText.components(separatedBy: "without a release:\n").last?
      .components(separatedBy: "\n\n").first ?? ""
    let folder = try TemporaryFolder()
    let checked = try ProgramUnderTest.run("patterns", "check", folder.write("demo.patterns", text + "\n"))
    #expect(checked.exitCode == 0 && checked.error == "", "\(text)\(checked.error)")
  }

  @Test func `watch says of a worker that does not answer that it does not, and ends with 3 if none does`() throws {
    let result = try ProgramUnderTest.run("watch", "--url", "http://127.0.0.1:1", "--once", "--interval", "200ms")
    #expect(result.exitCode == 3)
    #expect(result.outputText.contains("127.0.0.1:1 does not answer: "))
    let refused = try ProgramUnderTest.run("watch", "--url", "file:///etc/passwd", "--once")
    #expect(refused.exitCode == 2)
  }
}
