import Foundation
import TestSupport
import Testing

@Suite struct ReadmeExampleTests {
  private let readme: DocumentationFile

  init() throws { readme = try DocumentationFile(path: "\(ProjectFiles.root)/README.md") }

  /// One member of the event a line, in the order of their names.
  private func lines(_ event: [String: Any]) throws -> String {
    let members = try event.keys.sorted().map { name in
      let value = try JSONSerialization.data(
        withJSONObject: event[name] ?? "", options: [.fragmentsAllowed, .sortedKeys, .withoutEscapingSlashes])
      return "\"\(name)\":\(String(decoding: value, as: UTF8.self))"
    }
    return "{" + members.joined(separator: ",\n ") + "}"
  }

  @Test func `the README's record becomes the README's event`() throws {
    let start = try #require(readme.text.firstRange(of: "```json\n"))
    let record = String(readme.text[start.upperBound...].prefix { $0 != "`" })
    let result = try ProgramUnderTest.run(
      "normalize", "--whole", "--format", "ecs", "--no-original", input: record)
    #expect(result.exitCode == 0, "\(result.error)")
    let event = try #require(try JSONSerialization.jsonObject(with: Data(result.output)) as? [String: Any])
    let block = "```json\n\(try lines(event))\n```\n"
    if ProcessInfo.processInfo.environment["UPDATE_DOCUMENTATION"] == "1" {
      let text = try #require(readme.replacing("event", with: block))
      try text.write(toFile: readme.path, atomically: true, encoding: .utf8)
    }
    let written = try DocumentationFile(path: readme.path).block("event").map(String.init)
    #expect(
      written == block, "Run: UPDATE_DOCUMENTATION=1 swift test --filter DocumentationTests")
  }

  @Test func `help patterns prints the reference of the pattern language`() throws {
    let reference = try ProjectFiles.read("\(ProjectFiles.root)/Sources/CPatternFiles/LANGUAGE.md")
    #expect(try ProgramUnderTest.run("help", "patterns").output == reference)
  }
}
