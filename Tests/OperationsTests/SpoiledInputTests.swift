import Logging
import Operations
import Patterns
import TestSupport
import Testing

/// Files and headers that anyone may have written: whatever stands in them, there is an answer and no trap.
@Suite struct SpoiledInputTests {
  private static let patternFile = """
    written-by peer    user .my.text
    written-by program address
    escaped "\\""

    programs myapp *-helper
    once " user=" " from="
    service my
    claim my_{:identifier}(

    event login
      category authentication
      type     start
      action   {.my.method}_login
      outcome  failure
      reason   {.my.text}
      set      .my.kind a {user}
      sekoia   action.name x

      pattern {?my: }login {.my.method=a|b|} of {user} from {address} port {port}{? {:blanks}({.my.text:text})}
      sample  my: login a of bob from 192.0.2.7 port 22 (x)
        user.name = bob
      hostile login b of "x from 1.2.3.4" from 192.0.2.7 port 22
        source.address = 192.0.2.7
    """

  @Test func `a spoiled pattern file is read or refused with places, and never traps`() throws {
    let words = [
      "{", "}", "{{", "{?", "{:text}", "{user}", "{user:user}", "|", "\"", "\\x", "\n", "\npattern ", "\nprograms *\n",
      "\nevent x\n", "\nsample ", "\nonce \" x\"\n", "{a|b|c|d|e|f|g|h}", "{?{?{?", "\u{202E}", "\u{0}",
    ]
    var refusals = 0
    for bytes in Mutations(of: Self.patternFile, words: words, count: 1_000, seed: 16) {
      do throws(PatternFileErrors) {
        let catalogue = try Catalogue(files: [], userFiles: [PatternFile(name: "mine", bytes: bytes)])
        for mistake in catalogue.check() { #expect(mistake.line >= 1 && mistake.column >= 1) }
        var matcher = Matcher(catalogue)
        _ = matcher.match(program: Array("myapp".utf8).span, text: bytes.span)
      } catch {
        refusals += 1
        for mistake in error.mistakes {
          #expect(mistake.line >= 1 && mistake.column >= 1)
          #expect(Terminal.sanitize(mistake.description) == mistake.description)
        }
      }
    }
    #expect((1..<1_000).contains(refusals))
  }

  @Test func `spoiled headers of a dead letter make a letter that is shown and left`() throws {
    let view = DeadLetterView(catalogue: try Catalogue.builtIn())
    let names = [
      "reason", "detail", "topic", "partition", "offset", "record", "timestamp", "program", "host", "group", "worker",
      "attempts", "emitted", "truncated",
    ]
    let words = ["-", "9223372036854775807", "99999999999999999999", "\u{1B}[2J", "true", ".", "raw", "\u{0}", "٣"]
    for (index, bytes) in Mutations(of: "unmatched_message 12", words: words, count: 3_000, seed: 17).enumerated() {
      var letter = DeadLetter(partition: 0, offset: Int64(index), writtenMilliseconds: 0)
      for (number, name) in names.enumerated() where (index >> (number % 5)) & 1 == 0 {
        letter.set(name, String(decoding: bytes, as: UTF8.self))
      }
      letter.value = bytes
      #expect(letter.attempts <= 999)
      let text = view.text(letter) + view.json(letter)
      #expect(!text.contains("\u{1B}") && !text.contains("\u{0}"))
    }
  }
}
