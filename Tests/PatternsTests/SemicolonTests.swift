import Patterns
import Testing

@Suite struct SemicolonTests {
  private static func values(
    _ catalogue: Catalogue, program: String = "p", _ text: String, mayBeLost: Bool = true
  ) -> [String: String]? {
    var matcher = Matcher(catalogue)
    let bytes = Array(text.utf8)
    let result = matcher.match(
      program: Array(program.utf8).span, text: bytes.span, semicolonsMayBeLost: mayBeLost)
    guard case .matched(let index) = result.outcome else { return nil }
    return catalogue.yield(of: catalogue.patterns[index], text: bytes, matcher)
      .mapValues { String(decoding: $0, as: UTF8.self) }
  }

  @Test(arguments: ["a ; b=1; c", "a   b=1  c", "a  b=1 c"])
  func `a semicolon may be a blank or nothing where the record may have lost it`(text: String) throws {
    let catalogue = try catalogue(pattern: "a ; b={.x:number}; {:text}")
    #expect(Self.values(catalogue, text)?["azure_linux.x"] == "1")
    #expect((Self.values(catalogue, text, mayBeLost: false) != nil) == text.contains(";"))
  }

  @Test func `blanks for a semicolon do not stop blanks that are skipped`() throws {
    let catalogue = try catalogue(pattern: "a{:blanks}; b={.x:word}")
    #expect(Self.values(catalogue, "a     b=1")?["azure_linux.x"] == "1")
  }

  @Test func `each sample of the product is read alike without its semicolons`() throws {
    let catalogue = try Catalogue.builtIn()
    for pattern in catalogue.patterns where ["sudo.patterns", "pam-unix.patterns"].contains(pattern.file) {
      for sample in pattern.samples where !sample.isHostile {
        let text = String(decoding: sample.text, as: UTF8.self)
        guard text.contains(" ; ") || text.contains("; logname"), !text.contains("echo a ;"), !text.hasSuffix(";"),
          !text.hasSuffix("; ")
        else { continue }
        let program = String(decoding: sample.program, as: UTF8.self)
        let whole = Self.values(catalogue, program: program, text, mayBeLost: false)
        for replacement in [" ", ""] {
          let lost = text.split(separator: ";", omittingEmptySubsequences: false).joined(separator: replacement)
          #expect(Self.values(catalogue, program: program, lost) == whole, "\(lost)")
        }
      }
    }
  }

  @Test(arguments: [
    "bob : TTY=pts/0   PWD=/tmp/x   USER=alice   COMMAND=/usr/bin/true   USER=root   COMMAND=/bin/bash",
    "bob : TTY=pts/0   PWD=/tmp/x  USER=alice  COMMAND=/usr/bin/true   USER=root   COMMAND=/bin/bash",
    "bob : TTY=pts/0  PWD=/tmp/x ; USER=alice ; COMMAND=/usr/bin/true  USER=root  COMMAND=/bin/bash",
  ])
  func `a directory forges no item of a line that has lost its semicolons`(text: String) throws {
    let values = try #require(Self.values(try Catalogue.builtIn(), program: "sudo", text))
    #expect(values["user.name"] == "bob")
    #expect(values["user.effective.name"] == nil)
    #expect(values["process.command_line"] == nil)
    #expect(values["process.working_directory"] == nil)
    #expect(values["azure_linux.sudo.ambiguous"] == "true")
  }
}
