import Patterns
import Testing

@testable import Normalizer

@Suite struct `The counts of gaps` {
  private func counts(of programs: [String]) throws -> GapCounts {
    var counts = GapCounts(try Catalogue.builtIn())
    for program in programs { counts.add(Array(program.utf8).span) }
    return counts
  }

  @Test func `programs of the catalogue have their own, all others share one`() throws {
    let counts = try counts(of: [
      "sshd", "sudo", "sshd", "evil\"\n", "", "sshdx", String(repeating: "x", count: 100_000),
    ])
    #expect(counts.programs.filter { $0.count > 0 }.map(\.name) == ["sshd", "sudo"])
    #expect(counts.programs.first { $0.name == "sshd" }?.count == 2)
    #expect(counts.ofOthers == 4)
  }

  @Test func `a program that is known by its ending counts for the ending`() throws {
    let counts = try counts(of: ["gdm(pam_unix)", "(pam_unix)", "pam_unix)"])
    #expect(counts.programs.first { $0.name == "*(pam_unix)" }?.count == 2)
    #expect(counts.ofOthers == 1)
  }

  @Test(arguments: [NormalizerOptions.Unmatched.deadLetter, .emit, .both])
  func `a gap is counted whatever becomes of it`(_ unmatched: NormalizerOptions.Unmatched) throws {
    var normalizer = Normalizer(options: NormalizerOptions(unmatched: unmatched), catalogue: try Catalogue.builtIn())
    let value = Array(#"{"properties":{"ident":"sshd","Msg":"never seen before"}}"#.utf8)
    normalizer.normalize(
      value.span, from: RecordOrigin(partition: 0, offset: 0, timestampMilliseconds: 0, hasKey: false)
    ) { _ in }
    #expect(normalizer.gaps.programs.first { $0.name == "sshd" }?.count == 1)
  }
}
