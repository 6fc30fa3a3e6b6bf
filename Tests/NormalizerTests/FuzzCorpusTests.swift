import Foundation
import NormalizerOracle
import Testing

/// What a fuzzer has found worth keeping, and the project's own values, judged by the slow second implementation.
@Suite struct FuzzCorpusTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Fixtures/fuzz").standardizedFileURL

  @Test func `what a fuzzer found is normalized as the contract says`() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path).sorted()
    #expect(!names.isEmpty)
    let oracle = NormalizerOracle(try Normalized.catalogue.get())
    for name in names {
      let disagreements = oracle.disagreements(about: [UInt8](try Data(contentsOf: Self.folder.appending(path: name))))
      #expect(disagreements.isEmpty, "\(name): \(disagreements)")
    }
  }

  @Test func `the project's own values are normalized as the contract says`() throws {
    let oracle = NormalizerOracle(try Normalized.catalogue.get())
    for name in Fixtures.names {
      let disagreements = oracle.disagreements(about: FuzzInput.bytes(ofValue: try Fixtures.value(name)))
      #expect(disagreements.isEmpty, "\(name): \(disagreements)")
    }
  }
}
