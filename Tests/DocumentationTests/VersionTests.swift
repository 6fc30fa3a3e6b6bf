import Base
import CommandLine
import Foundation
import Settings
import TestSupport
import Testing

/// What repeats the version, and the exit codes, says the same as the program.
@Suite struct RepeatedFactsTests {
  private func text(_ path: String) throws -> String {
    String(decoding: try ProjectFiles.read("\(ProjectFiles.root)/\(path)"), as: UTF8.self)
  }

  private func version() throws -> String {
    let program = try text("Sources/azure-linux-ecs/Program.swift")
    return String(try #require(program.firstMatch(of: /static let version = "([0-9]+\.[0-9]+\.[0-9]+)"/)).1)
  }

  @Test func `deploy's version is the program's`() throws {
    let process = Process()
    process.executableURL = URL(filePath: "\(ProjectFiles.root)/deploy/version")
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let printed = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(String(decoding: printed, as: UTF8.self) == "\(try version())\n")
  }

  @Test(arguments: [
    ("deploy/helm/azure-linux-ecs/Chart.yaml", "\nversion: "),
    ("deploy/helm/azure-linux-ecs/Chart.yaml", "\nappVersion: "),
    ("deploy/kubernetes/kustomization.yaml", "newTag: "),
    ("Sources/azure-linux-ecs/Documentation.docc/Install.md", "./azure-linux-ecs_"),
    ("README.md", "./azure-linux-ecs_"),
  ])
  func `a file that repeats the version has the program's`(path: String, before: String) throws {
    let file = try text(path)
    let start = try #require(file.firstRange(of: before), "\(path) has no \(before)").upperBound
    #expect(file[start...].prefix { $0.isNumber || $0 == "." } == (try version()))
  }

  @Test func `the changelog begins with the program's version`() throws {
    let changelog = try text("Sources/azure-linux-ecs/Documentation.docc/Changelog.md")
    let first = try #require(changelog.split(separator: "\n").first { $0.hasPrefix("## ") })
    #expect(first == "## \(try version())")
  }

  @Test func `the page Delivery has the exit codes of the manual page`() throws {
    let page = try text("Sources/azure-linux-ecs/Documentation.docc/Delivery.md")
    let section = try #require(page.components(separatedBy: "## Exit codes").last)
    let rows = section.split(separator: "\n").filter { $0.wholeMatch(of: /\| [0-9]+ \|.*/) != nil }
    let written = rows.map { $0.split(separator: "|").prefix(2).map { $0.trimmingCharacters(in: .whitespaces) } }
    #expect(written == ExitCode.allCases.map { ["\($0.rawValue)", $0.meaning] })
  }
}
