import Base
import CommandLine
import ECS
import Foundation
import Normalizer
import Patterns
import Settings
import StatusServer
import TestSupport
import Testing

@Suite struct GeneratedBlockTests {
  /// Compares a block with what generates it; with UPDATE_DOCUMENTATION=1 in the environment, writes it first.
  private func check(_ name: String, of page: String, against generated: String) throws {
    let content = generated.trimmingCharacters(in: .newlines) + "\n"
    if ProcessInfo.processInfo.environment["UPDATE_DOCUMENTATION"] == "1" {
      let file = try DocumentationFile(page: page)
      let text = try #require(file.replacing(name, with: content), "\(page).md has no block \(name)")
      try text.write(toFile: file.path, atomically: true, encoding: .utf8)
    }
    let written = try #require(try DocumentationFile(page: page).block(name), "\(page).md has no block \(name)")
    #expect(
      written == content,
      "\(page).md is out of date. Run: UPDATE_DOCUMENTATION=1 swift test --filter DocumentationTests")
  }

  @Test func `the page Settings lists the declared settings`() throws {
    try check("settings", of: "Settings", against: SettingTable.worker.markdownReference)
  }

  @Test func `the page Metrics lists the declared metrics`() throws {
    try check("metrics", of: "Metrics", against: MetricTable.markdown)
  }

  @Test func `the page Delivery lists the exit codes`() throws {
    try check("exit codes", of: "Delivery", against: ExitCode.markdown)
  }

  @Test func `the page DeadLetters names every header of a dead letter`() throws {
    let page = try DocumentationFile(page: "DeadLetters").text
    for header in DeadLetterHeader.allCases {
      let name = header.rawValue
      #expect(
        page.contains("`\(name)`") || page.contains("`.\(name.dropFirst(DeadLetterHeader.prefix.count))`"), "\(name)")
    }
  }

  @Test func `the page Programs lists what the catalogue understands`() throws {
    try check("patterns", of: "Programs", against: CatalogueTable(try Catalogue.builtIn()).markdown)
  }

  @Test(arguments: ["producer", "consumer", "transaction", "mock cluster"])
  func `the examples of the page UsingKafka are those that a test runs`(_ name: String) throws {
    let path = "\(ProjectFiles.root)/Tests/KafkaTests/UsingKafkaTests.swift"
    let lines = String(decoding: try ProjectFiles.read(path), as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0.trimmingCharacters(in: .whitespaces) == "// example: \(name)" })
    let example = lines[(start + 1)...].prefix { $0.trimmingCharacters(in: .whitespaces) != "// end of example" }
    let indentation = lines[start].prefix { $0 == " " }.count
    let code = example.map { String($0.dropFirst(indentation)) }.joined(separator: "\n")
    try check(name, of: "UsingKafka", against: "```swift\n\(code)\n```")
  }
}
