import TestSupport
import Testing

@testable import chaos

@Suite struct BrokenBuildTests {
  @Test(arguments: BrokenBuild.all.map(\.name))
  func `a broken worker's rule stands in the source, once`(name: String) throws {
    let build = try #require(BrokenBuild.all.first { $0.name == name })
    for change in build.changes {
      let text = String(decoding: try ProjectFiles.read("\(ProjectFiles.root)/\(change.path)"), as: UTF8.self)
      let changed = try #require(change.applied(to: text), "\(change.path) no longer has the lines that are taken out.")
      #expect(changed != text)
      #expect(change.applied(to: changed + change.original + change.original) == nil)
    }
  }
}
