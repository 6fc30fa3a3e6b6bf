import Patterns
import Testing

/// A candidate that begins with the steps of one tried before goes on from there; here that would be wrong.
@Suite struct SharedStepsTests {
  /// The title of the first pattern that fits and its values.
  private func first(_ patterns: [String], _ text: String) throws -> (index: Int, values: [String: String])? {
    let file = "programs p\n" + patterns.map { "event e\npattern \"\($0)\"\n" }.joined()
    let catalogue = try catalogue(file)
    guard case .matched(let index) = outcome(catalogue, program: "p", text) else { return nil }
    return (index, values(catalogue, text) ?? [:])
  }

  @Test func `a literal that lies in the ending of the next candidate does not count for it`() throws {
    // The first finds " b" at the end and wants a number behind it. For the second those bytes are its ending.
    let found = try first(["{.a:word} b{.n:number}", "{.a:word} b{.t:text} bx"], "aaaaa bx")
    #expect(found == nil)
  }

  @Test func `what fails before one ending may fit where the text is longer`() throws {
    let found = try first(["{.a:text}, z{.b:text}, z", "{.a:text}, z{.c:text}"], "qqqqq, z")
    #expect(found?.index == 1)
    #expect(found?.values == [".a": "qqqqq"])
  }

  @Test func `what fails behind a short beginning may fit behind a longer one`() throws {
    let found = try first(["x{.a:word} {.n:number}", "x y{.a:word} {.b:word}"], "x y1 z")
    #expect(found?.index == 1)
    #expect(found?.values == [".a": "1", ".b": "z"])
  }

  @Test func `what was found before is captured under the names of the pattern that fits`() throws {
    let found = try first(
      ["{.a:word} {.b=c|d} {.n:number}", "{.x:text}!", "{.u:word} {.v=c|d} {.w:word}"], "1 d e")
    #expect(found?.index == 2)
    #expect(found?.values == [".u": "1", ".v": "d", ".w": "e"])
  }

  @Test func `patterns that begin alike are passed over together only as far as they fail together`() throws {
    // All begin with the same two steps, and the endings of some are shorter, so that more of the text is theirs.
    let patterns = [
      "{.a:word} from {.b:word} port {.n:number} end", "{.a:word} from {.b:word} port {.t:text} end",
      "{.a:word} from {.b:word} port {.n:number}", "{.a:word} from {.t:text} end", "{.a:word} from {.t:text}",
      "{.a:word} {.t:text}",
    ]
    let texts = [
      ("x from y port 1 end", 0), ("x from y port z end", 1), ("x from y port 1", 2), ("x from y end", 3),
      ("x from y", 4), ("x from end", 4), ("x of y", 5), ("x from y port end", 3),
    ]
    for (text, index) in texts { #expect(try first(patterns, text)?.index == index, "\(text)") }
    #expect(try first(patterns, "x") == nil)
  }

  @Test func `the last candidate leaves nothing for the next text`() throws {
    let catalogue = try catalogue("programs p\nevent e\npattern {.a:word} {.n:number}\n")
    var matcher = Matcher(catalogue)
    let program = Array("p".utf8)
    for (text, range) in [("abc x", nil), ("a 1", 0..<1), ("abcdef 1", 0..<6), ("a x", nil), ("", nil)]
      as [(String, Range<Int>?)]
    {
      _ = matcher.match(program: program.span, text: Array(text.utf8).span)
      #expect(matcher.captureRange(0) == range)
    }
  }
}
