import Foundation
import Patterns
import TestSupport
import Testing

@Suite struct PageTests {
  @Test func `the README has at most 200 lines`() throws {
    #expect(try DocumentationFile(path: "\(ProjectFiles.root)/README.md").lineCount <= 200)
  }

  @Test func `every link to a file leads to one`() throws {
    var count = 0
    for file in try DocumentationFile.all() {
      let folder = (file.path as NSString).deletingLastPathComponent
      for link in file.linkedFiles {
        count += 1
        #expect(ProjectFiles.exists("\(folder)/\(link)"), "\(file.path) links to \(link)")
      }
    }
    #expect(count > 10)
  }

  @Test func `every linked page of the documentation exists, and each page is linked from the first`() throws {
    let pages = try ProjectFiles.names(in: DocumentationFile.folder).map { $0.replacing(".md", with: "") }
    for file in try DocumentationFile.all() {
      for page in file.linkedPages { #expect(pages.contains(page), "\(file.path) links to doc:\(page)") }
    }
    let first = try DocumentationFile(page: "Documentation")
    #expect(Set(first.linkedPages) == Set(pages).subtracting(["Documentation"]))
  }

  @Test func `the modules and their imports are those of Package.swift`() throws {
    let manifest = String(decoding: try ProjectFiles.read("\(ProjectFiles.root)/Package.swift"), as: UTF8.self)
    let target = #/\.(?:target|executableTarget)\(\s*name: "([^"]+)"(?:,\s*dependencies: \[([^\]]*)\])?(?<rest>[^\n]*)/#
    var expected: [String: Set<String>] = [:]
    for match in manifest.matches(of: target) {
      let name = String(match.output.1)
      // Targets in Tests say so in their path; those of C hold no rules.
      guard ProjectFiles.exists("\(ProjectFiles.root)/Sources/\(name)"), name.prefixMatch(of: /C[A-Z]/) == nil,
        name != "fuzz"
      else {
        continue
      }
      let imports = (match.output.2 ?? "").matches(of: #/"([^"]+)"/#).map { String($0.output.1) }
      expected[name] = Set(imports)
    }
    #expect(expected.count > 8)
    var written: [String: Set<String>] = [:]
    let block = try #require(try DocumentationFile(page: "Architecture").block("modules"))
    for line in block.split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      try #require(cells.count == 3, "\(line)")
      let names = { (cell: String) in cell.matches(of: #/`([^`]+)`/#).map { String($0.output.1) } }
      for name in names(cells[0]) { written[name] = Set(names(cells[2])) }
    }
    for (name, imports) in expected { #expect(written[name] == imports, "\(name)") }
    #expect(Set(written.keys) == Set(expected.keys))
  }

  @Test func `the first pattern file of the language reference is a right one`() throws {
    let lines = LanguageReference.text.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex(of: "    written-by peer    user"))
    let example = lines[start...].prefix { $0.isEmpty || $0.hasPrefix("    ") }.map { $0.dropFirst(4) }
    let file = PatternFile(name: "mine.patterns", text: example.joined(separator: "\n"))
    let catalogue = try Catalogue.builtIn(userFiles: [file])
    #expect(catalogue.check().isEmpty, "\(catalogue.check())")
    #expect(catalogue.patterns.count { $0.isUserDefined } == 1)
  }

  @Test func `the language reference names every kind of capture, writer and alias`() throws {
    for kind in CaptureKind.allCases { #expect(LanguageReference.text.contains("| `\(kind.name)` |")) }
    for writer in Writer.allCases { #expect(LanguageReference.text.contains("| `\(writer.rawValue)` |")) }
    for (alias, field) in FieldTable.aliases {
      #expect(LanguageReference.text.contains("`\(alias)` | `\(field)`"), "\(alias)")
    }
  }
}
