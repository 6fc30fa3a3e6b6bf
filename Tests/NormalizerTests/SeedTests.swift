import Foundation
import Normalizer
import Testing

/// The ten published samples of the integration document.
@Suite struct SeedTests {
  @Test(.enabled(if: Corpus.isThere, "the reference corpus is not beside the project"))
  func `all ten published samples become their published events, equal as JSON`() throws {
    let files = try Corpus.files("seed")
    #expect(files.count == 10)
    for file in files {
      let sample = try #require(
        try JSONSerialization.jsonObject(with: Data(try Corpus.bytes("seed/\(file)"))) as? [String: Any])
      let input = try #require(sample["input"] as? String)
      let expected = try #require(sample["expected"] as? NSDictionary)
      let normalized = try Normalized.one(input)
      #expect(normalized.outcome == .event, "\(file)")
      #expect(try normalized.fields == expected, "\(file)")
    }
  }

  @Test(arguments: Fixtures.names)
  func `a fixture becomes what its expected file says`(name: String) throws {
    let origin = RecordOrigin(
      partition: 0, offset: 0, timestampMilliseconds: 1_773_480_414_000, hasKey: true)
    let results = try Normalized.all(try Fixtures.value(name), origin: origin)
    let expected = try Fixtures.expected(name)
    try #require(results.count == expected.count)
    for (result, line) in zip(results, expected) {
      let tree = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? NSDictionary)
      if let letter = tree["dead_letter"] as? NSDictionary {
        #expect(result.reason?.rawValue == letter["reason"] as? String)
        #expect(result.detail == letter["detail"] as? String)
      } else {
        #expect(result.outcome == .event)
        #expect(try result.fields == tree)
      }
    }
  }

  @Test func `the fixtures reach every reason but the size limits`() throws {
    var reasons: Set<String> = []
    for name in Fixtures.names {
      for line in try Fixtures.expected(name) where line.hasPrefix("{\"dead_letter\"") {
        let tree = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? NSDictionary
        if let reason = tree.flatMap({ Normalized.value("dead_letter.reason", in: $0) }) as? String {
          reasons.insert(reason)
        }
      }
    }
    #expect(reasons == Set(DeadLetterReason.allCases.map(\.rawValue)).subtracting(["too_large"]))
  }
}
