import Foundation
import StrictJSON
import Testing

/// The public JSON parsing test suite, read where it lies beside the project; see the corpus's README there.
@Suite struct JSONSuiteTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/corpus/json-suite").standardizedFileURL
  static let files = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".json") }.sorted()

  @Test(.enabled(if: !files.isEmpty, "the JSON suite is not beside the project"))
  func `texts that must be read are read, those that must be refused are refused, and none ends the process`() throws {
    #expect(Self.files.count > 300)
    for name in Self.files {
      let bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: name)))
      let result = error(reading: bytes)
      if name.hasPrefix("y_") { #expect(result == nil, "\(name)") }
      if name.hasPrefix("n_") { #expect(result != nil, "\(name)") }
    }
  }
}
