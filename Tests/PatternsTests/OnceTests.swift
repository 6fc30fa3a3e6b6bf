import Patterns
import Testing

@Suite struct OnceTests {
  private static let text = """
    programs p
    once " ; A=| : A=" " ; B="
    event e
    pattern {.x} ; A={.a:text} ; B={.b:text}
    also p
    event f
    pattern {.all:text}
    """

  @Test func `a pattern does not fit a text in which a marker occurs twice`() throws {
    let catalogue = try catalogue(Self.text)
    #expect(values(catalogue, "x ; A=1 ; B=2") == [".x": "x", ".a": "1", ".b": "2"])
    for text in ["x ; A=1 ; A=2 ; B=3", "x ; A=1 : A=2 ; B=3", "x ; A=1 ; B=2 ; B=3", "x ; A= ; A= ; B="] {
      #expect(values(catalogue, text) == [".all": text])
    }
  }

  @Test func `what follows the last marker may hold the others`() throws {
    let catalogue = try catalogue(Self.text)
    #expect(values(catalogue, "x ; A=1 ; B=2 ; A=3 ; A=4") == [".x": "x", ".a": "1", ".b": "2 ; A=3 ; A=4"])
  }

  @Test func `markers are sought in a time that grows with the text and no faster`() throws {
    let catalogue = try catalogue(Self.text)
    var matcher = Matcher(catalogue)
    for repeated in [" ; A", " ;", " ; B=", " "] {
      let text = Array(("x ; A=1 ; B=" + String(repeating: repeated, count: 100_000)).utf8)
      let result = matcher.match(program: Array("p".utf8).span, text: text.span)
      #expect(result.steps <= 12 * text.count)
    }
  }

  @Test func `a once line that cannot be read is a mistake`() {
    #expect(mistakes("programs p\nonce x\nevent e\npattern a\n").count == 1)
    #expect(mistakes("programs p\nonce\nevent e\npattern a\n").count == 1)
    #expect(mistakes("once \" a\"\nprograms p\nevent e\npattern a\n").count == 1)
    #expect(mistakes("programs p\nonce \" a\"\nonce \" b\"\nevent e\npattern a\n").count == 1)
  }
}
