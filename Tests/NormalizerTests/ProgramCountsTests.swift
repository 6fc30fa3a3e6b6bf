import Patterns
import Testing

@testable import Normalizer

@Suite struct `The counts by program` {
  private func counts(of programs: [String]) throws -> ProgramCounts {
    var counts = ProgramCounts(try Catalogue.builtIn())
    for program in programs { counts.addGap(of: Array(program.utf8).span) }
    return counts
  }

  @Test func `programs of the catalogue have their own, all others share one`() throws {
    let counts = try counts(of: [
      "sshd", "sudo", "sshd", "evil\"\n", "", "sshdx", String(repeating: "x", count: 100_000),
    ])
    #expect(counts.gaps.filter { $0.count > 0 }.map(\.program) == ["sshd", "sudo", "other"])
    #expect(counts.gaps.first { $0.program == "sshd" }?.count == 2)
    #expect(counts.gaps.last?.count == 4)
  }

  @Test func `a program that is known by its ending counts for the ending`() throws {
    let counts = try counts(of: ["gdm(pam_unix)", "(pam_unix)", "pam_unix)"])
    #expect(counts.gaps.first { $0.program == "*(pam_unix)" }?.count == 2)
    #expect(counts.gaps.last?.count == 1)
  }

  @Test(arguments: [NormalizerOptions.Unmatched.deadLetter, .emit, .both])
  func `a gap is counted whatever becomes of it`(_ unmatched: NormalizerOptions.Unmatched) throws {
    var normalizer = Normalizer(options: NormalizerOptions(unmatched: unmatched), catalogue: try Catalogue.builtIn())
    let value = Array(#"{"properties":{"ident":"sshd","Msg":"never seen before"}}"#.utf8)
    normalizer.normalize(
      value.span, from: RecordOrigin(partition: 0, offset: 0, timestampMilliseconds: 0, hasKey: false)
    ) { _ in }
    #expect(normalizer.programs.gaps.first { $0.program == "sshd" }?.count == 1)
  }

  @Test func `dead letters are counted by reason and program, and under other or none where there is no known one`()
    throws
  {
    var counts = ProgramCounts(try Catalogue.builtIn())
    let letters: [(DeadLetterReason, String)] = [
      (.unmatchedMessage, "sshd"), (.unmatchedMessage, "sshd"), (.tooLarge, "evil\n"), (.invalidJSON, ""),
      (.invalidJSON, ""),
    ]
    for (reason, program) in letters { counts.addDeadLetter(reason, of: Array(program.utf8).span) }
    let found = counts.deadLetters.map { "\($0.reason.rawValue) \($0.program) \($0.count)" }
    #expect(found == ["invalid_json none 2", "unmatched_message sshd 2", "too_large other 1"])
  }
}
