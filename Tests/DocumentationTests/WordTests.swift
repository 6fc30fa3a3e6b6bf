import Foundation
import TestSupport
import Testing

@Suite struct WordTests {
  /// Words that CONTRIBUTING rules out: the pattern, and what to write in its place.
  private static let banned: [(word: String, instead: String)] = [
    ("for ever", "until it is stopped; without end"), ("anew", "again; recreate"),
    ("whoever", "anyone who; the code that"),
    ("be it", "whether; even"), ("stops to fit", "stops matching"), ("options of now", "current options"),
  ]

  /// The glossary and this test have to name the words; pattern files repeat the words of the programs they are about.
  private static func isExempt(_ path: String) -> Bool {
    ["/Glossary.md", "/CONTRIBUTING.md", "/WordTests.swift", "/Programs.md"].contains { path.hasSuffix($0) }
  }

  @Test func `sources, tests and pages are free of the words that CONTRIBUTING rules out`() throws {
    let root = ProjectFiles.root
    var paths = ["\(root)/README.md", "\(root)/Package.swift"]
    for folder in ["Sources", "Tests", "deploy", ".github"] {
      let names = try #require(FileManager.default.subpaths(atPath: "\(root)/\(folder)"))
      paths += names.filter { name in [".swift", ".h", ".c", ".md", ".yml", ".yaml"].contains { name.hasSuffix($0) } }
        .map { "\(root)/\(folder)/\($0)" }
    }
    var count = 0
    for path in paths.sorted() where !Self.isExempt(path) {
      count += 1
      let text = String(decoding: try ProjectFiles.read(path), as: UTF8.self)
      for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
        for finding in Self.findings(in: line) { Issue.record("\(path):\(index + 1): \(finding)") }
      }
    }
    #expect(count > 400)
  }

  @Test func `a banned word is found in any case and not inside of another word`() {
    #expect(Self.findings(in: "Whoever reads it begins ANEW.").count == 2)
    #expect(Self.findings(in: "maybe it is for every manewver").isEmpty)
  }

  private static func findings(in line: Substring) -> [String] {
    let words = " " + line.lowercased().map { $0.isLetter ? String($0) : " " }.joined() + " "
    return banned.filter { words.contains(" \($0.word) ") }.map { "\"\($0.word)\": write \($0.instead)" }
  }
}
