import ECS
import Normalizer
import Patterns
import Testing

/// PAM's modules write in the name of the program that has loaded them: a text like theirs proves nothing by itself.
@Suite struct PAMProgramTests {
  private static let text = "pam_unix(sshd:session): session opened for user root(uid=0) by (uid=0)"
  private static let mark = "azure_linux.pam.unlisted_program"

  private func event(_ program: String, _ format: OutputFormat = .ecs, catalogue: Catalogue? = nil) throws -> Normalized
  {
    try Normalized.one(record(Self.text, program: program), NormalizerOptions(format: format), catalogue: catalogue)
  }

  @Test(arguments: ["node", "x", "SSHD"])
  func `a login that a program claims which no file names is marked`(program: String) throws {
    let event = try event(program)
    #expect(try event.text("event.action") == "logged-on")
    #expect(try event.value(Self.mark) as? Bool == true)
  }

  @Test(arguments: ["sshd", "sudo", "login", "systemd", "CRON", "lightdm", "sshd(pam_unix)"])
  func `a login of a program that loads PAM's modules is not`(program: String) throws {
    #expect(try event(program).value(Self.mark) == nil)
  }

  @Test func `a file of one's own names a program`() throws {
    let file = PatternFile(name: "mine.patterns", text: "also node\n")
    #expect(try event("node", catalogue: Catalogue.builtIn(userFiles: [file])).value(Self.mark) == nil)
  }

  @Test func `other texts of such a program have no mark, nor has the other format`() throws {
    let plain = try Normalized.one(record("listening", program: "node"), NormalizerOptions(format: .ecs))
    #expect(try plain.value(Self.mark) == nil)
    #expect(!(try event("node", .sekoia).event.contains("unlisted")))
  }
}
