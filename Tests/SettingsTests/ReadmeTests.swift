import Foundation
import Settings
import Testing

@Suite struct ReadmeTests {
  @Test func `the README's reference of settings is what the table says`() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../README.md")
    let readme = try String(contentsOf: file, encoding: .utf8)
    let start = try #require(readme.range(of: "<!-- settings -->\n"))
    let end = try #require(readme.range(of: "<!-- /settings -->"))
    let reference = readme[start.upperBound..<end.lowerBound].trimmingCharacters(in: .whitespacesAndNewlines)
    let table = SettingTable.worker.markdownReference.trimmingCharacters(in: .whitespacesAndNewlines)
    if let path = ProcessInfo.processInfo.environment["WRITE_SETTINGS_REFERENCE_TO"] {
      try table.write(toFile: path, atomically: true, encoding: .utf8)
    }
    #expect(reference == table, "run the test with WRITE_SETTINGS_REFERENCE_TO=FILE and put FILE between the markers")
  }
}
