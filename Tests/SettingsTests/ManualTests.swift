import Base
import Testing

@testable import CommandLine
@testable import Settings

@Suite struct `Manual pages` {
  private static let program = SettingTable.worker.manual(version: "1.2.3", exitCodes: ExitCode.allCases)
  private static let file = SettingTable.worker.fileManual(version: "1.2.3")

  @Test func `the program's page has every command, flag and exit code`() {
    for command in SettingTable.worker.commands {
      #expect(Self.program.contains(Roff.subheading(command.name.rawValue)), "\(command.name)")
      for example in command.examples { #expect(Self.program.contains("\n" + Roff.line(example.line))) }
    }
    for flag in SettingTable.worker.settings.compactMap(\.facts.flag) {
      #expect(Self.program.contains(Roff.escaped(flag)), "\(flag)")
    }
    for code in ExitCode.allCases {
      #expect(Self.program.contains("\\fB\(code.rawValue)\\fR\n\(Roff.line(code.meaning + "."))"))
    }
  }

  @Test func `the file's page has every key of a file and no other setting`() {
    let all = SettingTable.worker.settings.map(\.facts)
    for facts in all {
      let term = facts.isSecret ? "\(facts.name), \(facts.fileFormName)" : facts.name
      let isThere = Self.file.contains("\n\\fB\(Roff.escaped(term))\\fR\n")
      // Two settings may share a name where no command has both.
      let isKey = all.contains { $0.name == facts.name && $0.sources.contains(.file) }
      #expect(isThere == isKey, "\(facts.name)")
    }
  }

  @Test(arguments: [program, file]) func `every macro is one of the few that are meant`(page: String) {
    let macros: Set<Substring> = [".TH", ".SH", ".SS", ".B", ".br", ".PP", ".TP", ".RS", ".RE", ".nf", ".fi"]
    var count = 0
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) where line.hasPrefix(".") {
      count += 1
      #expect(macros.contains(line.prefix { $0 != " " }), "\(line)")
    }
    #expect(count > 60)
    #expect(page.contains("1.2.3") && !page.contains("`"))
  }

  @Test(arguments: [
    (".config in the folder", "\\&.config in the folder\n"), ("'quoted'", "\\&'quoted'\n"), ("a\\b", "a\\eb\n"),
    ("--flag", "\\-\\-flag\n"), ("two\nlines", "two lines\n"), ("`code`", "code\n"),
  ])
  func `a text is never taken for a macro`(text: String, line: String) { #expect(Roff.line(text) == line) }
}
