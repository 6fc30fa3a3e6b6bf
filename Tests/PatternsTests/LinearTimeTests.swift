import Patterns
import Testing

/// The bound: for each reading of a pattern that shares the text's beginning, no byte of the text is looked at more
/// than three times (once to see where a kind ends, twice in the search of Knuth, Morris and Pratt), and the literals
/// of the pattern are compared once more.
@Suite struct LinearTimeTests {
  private static let looksPerByte = 3

  /// Patterns that invite a search to start over and over, how many readings each has, and the text that is repeated.
  private static let provocations: [(pattern: String, readings: Int, repeated: String)] = [
    ("{.a:text}aaaaaaaaaaaaaaab{.b:text}aaaaaaaaaaaaaaab{:text}c", 1, "a"),
    ("{.a:text}aaaaaaaaaaaaaaab{.b:text}aaaaaaaaaaaaaaab{:text}", 1, "a"),
    ("x{.a:user}baaaaaaaaaaaaaaa{.b:text}", 1, "a"),
    ("{:text} from {:text} from {:user} from {.a:text} from {.b:text} port", 1, " from"),
    ("{:text} from {:text} from {:user} from {.a:text} from {.b:text} port {port}", 1, " from "),
    ("{user} from {address} port {port} ssh2", 1, " from 1.2.3.4 port 22 ssh2"),
    ("{user} from {address} port {port} ssh2{?: {.s:text}}", 2, " from 1.2.3.4 port 22 ssh2: "),
    ("{.a:word}aaaab{.b:word}aaaab{.c:word}", 1, "aaaa"),
    ("{.a:word}::{.b:word}::::x", 1, ":"),
    ("{:user} {.a:word}aaaab{.b:word}", 1, "a"),
    ("{.a:number}1111111112{.b:text}", 1, "1"),
    ("{.a:text}{? b}{? c}{? d}{? e}{? f}{? g}", 64, " b c d e f g"),
    ("{?{.a:text}, }{?{.b:text}, }{?{.c:text}, }{.d:word}", 8, "a, "),
    ("({.a:text}) CMD ({.b:text})", 1, ") CMD ("),
    ("{{{.a:text}}}{.b:text}{{{.c:text}}}x", 1, "}{"),
    ("{.a:address}: {.b:number}: {.c:text}", 1, "1:2:3: "),
    ("{.a:text}\\n{.b:text}\\n\\n{.c:word}", 1, "\n"),
  ]

  @Test(arguments: provocations.indices)
  func `steps grow with the length of the text and no faster`(index: Int) throws {
    let (pattern, readings, repeated) = Self.provocations[index]
    let catalogue = try catalogue(pattern: "\"\(pattern)\"")
    var matcher = Matcher(catalogue)
    for size in [64 * 1024, 1024 * 1024] {
      for ending in ["", "x", " port 1", "\n"] {
        for beginning in ["", "x", "("] {
          var text = Array((beginning + String(repeating: repeated, count: size / repeated.utf8.count)).utf8)
          text += ending.utf8
          let result = matcher.match(program: Array("p".utf8).span, text: text.span)
          let literals = readings * pattern.utf8.count + 2
          #expect(result.steps <= readings * Self.looksPerByte * text.count + literals)
        }
      }
    }
  }

  @Test func `a catalogue of many patterns looks at a text as often as those that share its beginning`() throws {
    let fillers = (0..<400).map { "event e\npattern Filler \($0) of {user} from {address} port {port}\n" }.joined()
    let wanted = "event e\npattern Failed {.m} for {user} from {address} port {port} ssh2\n"
    let alone = try catalogue("programs p\n" + wanted)
    let many = try catalogue("programs p\n" + fillers + wanted)
    let text = Array("Failed password for root from 10.0.0.1 port 50122 ssh2".utf8)
    var first = Matcher(alone)
    var second = Matcher(many)
    let program = Array("p".utf8)
    let few = first.match(program: program.span, text: text.span)
    let same = second.match(program: program.span, text: text.span)
    #expect(same.outcome == .matched(pattern: 400))
    #expect(same.steps == few.steps)
    #expect(same.steps <= 2 * text.count)
  }

  @Test func `a long program name costs its length`() throws {
    let catalogue = try SampleFiles.catalogue()
    var matcher = Matcher(catalogue)
    let program = Array(repeating: UInt8(ascii: "s"), count: 1_000_000) + Array("(pam_unix)".utf8)
    let result = matcher.match(program: program.span, text: Array("x".utf8).span)
    #expect(result.outcome == .gap)
    #expect(result.steps <= program.count + 40)
  }
}
