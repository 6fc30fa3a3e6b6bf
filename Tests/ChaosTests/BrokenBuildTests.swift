import TestSupport
import Testing

@testable import chaos

@Suite struct BrokenBuildTests {
  @Test(arguments: BrokenBuild.all.map(\.name))
  func `a broken worker's rule stands in the source, once`(name: String) throws {
    let build = try #require(BrokenBuild.all.first { $0.name == name })
    let text = String(decoding: try ProjectFiles.read("\(ProjectFiles.root)/\(build.path)"), as: UTF8.self)
    let changed = try #require(build.applied(to: text), "\(build.path) no longer has the lines that are taken out.")
    #expect(changed != text)
    #expect(build.applied(to: changed + build.original + build.original) == nil)
  }
}
