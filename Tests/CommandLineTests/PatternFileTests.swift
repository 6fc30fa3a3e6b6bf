import TestSupport
import Testing

/// What of a user's pattern file is refused, by every command that writes events or decides by it.
@Suite struct PatternFileTests {
  private let whole = """
    written-by peer user
    also sshd
    event visitor refused
      category authentication
      type     info
      outcome  failure
      pattern Refused the visitor {user}
      sample  Refused the visitor bob
      hostile Refused the visitor x from y
        user.name = x from y

    """

  /// The commands, with arguments that are right and nobody listening: 3 says that only the broker was missing.
  private func run(with file: String, _ flags: [String] = []) throws -> [String: CompletedProcess] {
    let topics = ["--input", "a", "--output", "b", "--dead-letters", "c", "--group", "g"]
    let connection = ["--brokers", "127.0.0.1:1", "--timeout", "200ms"]
    var results: [String: CompletedProcess] = [:]
    results["patterns check"] = try ProgramUnderTest.run(["patterns", "check", file] + flags)
    let use = ["--patterns", file] + flags
    results["check"] = try ProgramUnderTest.run(["check"] + topics + connection + use)
    results["normalize"] = try ProgramUnderTest.run(["normalize"] + use, input: [])
    results["dead-letters test"] = try ProgramUnderTest.run(
      ["dead-letters", "test", "--dead-letters", "c"] + connection + use)
    return results
  }

  @Test func `a file that is right is accepted everywhere`() throws {
    let folder = try TemporaryFolder()
    let results = try run(with: folder.write("mine.patterns", whole))
    #expect(results.mapValues(\.exitCode) == ["patterns check": 0, "check": 3, "normalize": 0, "dead-letters test": 3])
    #expect(results["patterns check"]?.outputText == "1 pattern and 2 samples are right\n")
    #expect(results["patterns check"]?.error == "")
  }

  @Test(arguments: ["category", "type", "outcome"])
  func `an event without a meaning is refused everywhere`(missing: String) throws {
    let folder = try TemporaryFolder()
    // Without a category there is no type that fits one.
    let left = whole.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      !line.hasPrefix("  \(missing)") && !(missing == "category" && line.hasPrefix("  type"))
    }
    let file = try folder.write("draft.patterns", left.joined(separator: "\n"))
    for (command, result) in try run(with: file) {
      #expect(result.exitCode == 2, "\(command)")
      #expect(result.error.contains("the event \"visitor refused\" has no \(missing)"), "\(command): \(result.error)")
    }
  }

  @Test func `a wide pattern is refused in one line, unless the user means it`() throws {
    let folder = try TemporaryFolder()
    let text = whole.replacing("Refused the visitor {user}", with: "{user}").replacing(
      "= x", with: "= Refused the visitor x")
    let file = try folder.write("wide.patterns", text)
    for (command, result) in try run(with: file) {
      #expect(result.exitCode == 2, "\(command)")
      let lines = result.error.split(separator: "\n").filter { $0.contains("also matches texts of") }
      #expect(lines.count == 1 && lines.first?.contains("wide.patterns:7:1: ") == true, "\(command): \(result.error)")
      #expect(lines.first?.contains("expected a narrower one, or --allow-shadowing") == true)
    }
    let accepted = try run(with: file, ["--allow-shadowing"])
    #expect(
      accepted.mapValues(\.exitCode) == ["patterns check": 0, "check": 3, "normalize": 0, "dead-letters test": 3])
  }

  @Test func `a sample that does not fit is refused whatever is allowed`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      "wrong.patterns", whole.replacing("sample  Refused the visitor bob", with: "sample  Refused bob"))
    for (command, result) in try run(with: file, ["--allow-shadowing"]) {
      #expect(result.exitCode == 2 && result.error.contains("wrong.patterns:8:1: "), "\(command): \(result.error)")
    }
  }

  @Test func `a file without patterns is no file to check, and one without samples gets advice`() throws {
    let folder = try TemporaryFolder()
    let empty = try ProgramUnderTest.run("patterns", "check", folder.write("empty.patterns", "# nothing\n"))
    #expect(empty.exitCode == 2 && empty.error.contains("empty.patterns holds no pattern"))
    let bare = whole.split(separator: "\n").prefix { !$0.hasPrefix("  sample") }.joined(separator: "\n")
    let checked = try ProgramUnderTest.run("patterns", "check", folder.write("bare.patterns", bare + "\n"))
    #expect(checked.exitCode == 0 && checked.error.contains("warning: "), "\(checked.error)")
    #expect(checked.error.contains("bare.patterns:7:1: a pattern without a sample"))
    let open = bare + "\n  sample Refused the visitor bob\n"
    let unsafe = try ProgramUnderTest.run("patterns", "check", folder.write("open.patterns", open))
    #expect(unsafe.exitCode == 0 && unsafe.error.contains("no hostile line shows that nobody can forge user.name"))
  }
}
