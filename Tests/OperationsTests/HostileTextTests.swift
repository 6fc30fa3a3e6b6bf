import Operations
import Patterns
import Testing

/// What attackers choose reaches people through these views: program and host names, texts, topics, headers.
@Suite struct HostileTextTests {
  /// An ANSI escape, a C1 control that is one by itself, marks that reorder or hide, a line's end, DEL.
  private static let hostile = "a\u{1B}[2J\u{9B}31m\u{202E}\u{2066}\u{200B}\u{2028}\r\n\u{7F}\u{FEFF}b"

  private static func isHarmless(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      if scalar == "\n" { return true }
      return switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: false
      default: true
      }
    }
  }

  private static let catalogue = Result { try Catalogue.builtIn() }

  private func letter(reason: String) -> DeadLetter {
    var letter = DeadLetter(partition: 0, offset: 0, writtenMilliseconds: 0)
    letter.set("reason", reason)
    for name in ["detail", "program", "host", "group", "worker", "topic", "truncated"] {
      letter.set(name, Self.hostile)
    }
    letter.key = Array(Self.hostile.utf8)
    letter.value = Array(Self.hostile.utf8)
    letter.otherHeaders = [(name: Self.hostile, value: Array(Self.hostile.utf8))]
    return letter
  }

  @Test(arguments: ["unmatched_message", "invalid_json", "foreign_record", "\u{1B}[2J"])
  func `a dead letter is shown without anything that a terminal obeys`(_ reason: String) throws {
    let view = DeadLetterView(catalogue: try Self.catalogue.get())
    #expect(Self.isHarmless(view.text(letter(reason: reason))))
    let json = view.json(letter(reason: reason))
    #expect(Self.isHarmless(json))
    #expect(json.contains(#"a\u001b[2J\u009b31m\u202e\u2066\u200b\u2028\r\n\u007f\ufeffb"#), "\(json)")
  }

  @Test func `the summary of dead letters shows nothing that a terminal obeys`() {
    var summary = DeadLetterSummary()
    summary.add(letter(reason: Self.hostile))
    #expect(Self.isHarmless(summary.text))
    #expect(Self.isHarmless(summary.json))
  }
}
