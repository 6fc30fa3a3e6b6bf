@unsafe @preconcurrency import Glibc
import TestSupport
import Testing

/// What is written where people look, and who may read it.
@Suite struct HarmlessOutputTests {
  private static let record =
    #"{"operationName":"LinuxSyslogEvent","properties":{"ident":"app","Msg":"a\u009b31m\u202eb","Facility":"user","Severity":"info"}}"#

  @Test func `events on a terminal hold no character that it would obey, reorder or hide`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("in", Self.record + "\n")
    let python = ProjectFiles.command("python3") ?? "/usr/bin/python3"
    let result = try CompletedProcess.run(
      python,
      [
        "-c", "import pty,sys; pty.spawn(sys.argv[1:])", ProgramUnderTest.path(), "normalize", "--format", "ecs",
        "--repair", "raw-newlines", file,
      ])
    #expect(
      result.outputText.contains("azure_linux") || result.outputText.contains("@timestamp"), "\(result.outputText)")
    for character in ["\u{9B}", "\u{202E}"] { #expect(!result.outputText.contains(character)) }
  }

  @Test func `a file of dead letters is its owner's alone, and no link is followed`() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("dead.jsonl")
    let arguments = ["normalize", "--dead-letter-file"]
    #expect(try ProgramUnderTest.run(arguments + [file], input: Array("no json\n".utf8)).exitCode == 6)
    var facts = stat()
    #expect(unsafe stat(file, &facts) == 0)
    #expect(facts.st_mode & 0o777 == 0o600)
    let link = folder.file("link.jsonl")
    #expect(unsafe symlink(file, link) == 0)
    let refused = try ProgramUnderTest.run(arguments + [link], input: Array("no json\n".utf8))
    #expect(refused.exitCode == 2, "\(refused.error)")
  }

  @Test func `two signals in a moment are one wish to stop`() throws {
    let worker = try ProgramUnderTest.start([
      "run", "--brokers", "127.0.0.1:1", "--input", "a", "--output", "b", "--dead-letters", "c", "--group", "g",
    ])
    #expect(Pause.until { worker.errorText.contains("starting") })
    worker.terminate()
    worker.terminate()
    usleep(20_000)
    worker.terminate()
    #expect(worker.wait(limit: .seconds(30)) == .exited(0), "\(worker.errorText)")
  }
}
