import Patterns
import Testing

@Suite struct ExplanationTests {
  private func explain(_ pattern: String, _ text: String) throws -> Explanation.NearMiss? {
    try catalogue(pattern: pattern).explain(program: Array("p".utf8), text: Array(text.utf8)).nearMisses.first
  }

  @Test func `a match is explained by its captures in the order of the text`() throws {
    let catalogue = try SampleFiles.catalogue()
    let explanation = catalogue.explain(
      program: Array("sshd".utf8), text: Array("Failed none for x from 1.1.1.1 port 9 ssh2".utf8))
    #expect(explanation.outcome == .matched(pattern: 1))
    #expect(explanation.captures.map(\.field.name) == [".ssh.method", "user.name", "source.address", "source.port"])
    #expect(explanation.captures.map(\.range) == [7..<11, 16..<17, 23..<30, 36..<37])
    #expect(explanation.nearMisses.isEmpty)
  }

  @Test(
    arguments: [
      ("abcd {.x}", "abxd", 2, "\"cd \""),
      ("a {.x} port {port}", "a b prt 1", 3, "\" port \""),
      ("a {.x} port", "a  port", 2, "{.x:word}"),
      ("a {.x:number} b", "a 12x b", 4, "{.x:number}"),
      ("a {.x:number} b {.y}", "a 12 c", 4, "\" b \""),
      ("a {.x}", "a b c", 3, "{.x:word}"),
      ("a {.x} end", "a b en", 6, "\" end\" at the end"),
      ("{user} from {address}", "me from [1]", 8, "{source.address:address}"),
      ("{user} from {address} x", "me frm 1 x", 8, "\" from \" and {source.address:address} before here"),
      ("abc", "abcd", 3, "the end of the text"),
    ])
  func `a near miss says where it stopped and what was expected there`(
    pattern: String, text: String, position: Int, expected: String
  ) throws {
    let miss = try #require(try explain(pattern, text))
    #expect(miss.position == position)
    #expect(miss.expected == expected)
  }

  @Test func `the pattern that explains most comes first`() throws {
    let catalogue = try SampleFiles.catalogue()
    let text = Array("Failed password for root from 10.0.0.1 port x ssh2".utf8)
    let explanation = catalogue.explain(program: Array("sshd".utf8), text: text, limit: 2)
    #expect(explanation.outcome == .gap)
    #expect(explanation.nearMisses.first.map { catalogue.patterns[$0.pattern].title } == "login failed")
    #expect(explanation.nearMisses.first?.position == 44)
    #expect(explanation.nearMisses.count <= 2)
    #expect(catalogue.explain(program: Array("sshd".utf8), text: Array("zzz".utf8)).nearMisses.isEmpty)
    #expect(catalogue.explain(program: [], text: [], limit: -1).nearMisses.isEmpty)
  }
}
