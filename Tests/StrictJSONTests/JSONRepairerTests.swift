import StrictJSON
import Testing

@Suite struct `Repairing JSON` {
  private static let both: JSONRepairs = [.rawNewlines, .singleQuotes]

  private func repaired(_ text: String, _ repairs: JSONRepairs = both) -> String? {
    let bytes = Array(text.utf8)
    guard let error = error(reading: bytes), let repaired = JSONRepairer.repaired(bytes.span, repairs, after: error)
    else {
      return nil
    }
    let span = repaired.span
    return String(decoding: span.indices.map { span[$0] }, as: UTF8.self)
  }

  private func error(reading bytes: [UInt8]) -> JSONError? {
    do throws(JSONError) {
      var reader = JSONReader(bytes.span)
      _ = try reader.readValue()
      try reader.expectEnd()
      return nil
    } catch {
      return error
    }
  }

  @Test func `every control character in a string gets an escape, and white space outside of strings stays`() throws {
    let raw = String(decoding: (0..<0x20).map { UInt8($0) }, as: UTF8.self)
    let text = try #require(repaired("{\n\t\"a\" : \"\(raw)\"\r\n}"))
    #expect(
      text
        == "{\n\t\"a\" : \"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f"
        + "\\u0010\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d\\u001e\\u001f\"\r\n}"
    )
    #expect(error(reading: Array(text.utf8)) == nil)
  }

  @Test(arguments: [
    ("{'a': 'b'}", "{\"a\": \"b\"}"), ("['it\\'s']", "[\"it's\"]"), ("['say \"hi\"']", "[\"say \\\"hi\\\"\"]"),
    ("[\"it's\", 'x']", "[\"it's\", \"x\"]"), ("['a\\\\', 'b']", "[\"a\\\\\", \"b\"]"),
    ("['\\\"']", "[\"\\\"\"]"), ("{\"p\": {'a': \"'\"}}", "{\"p\": {\"a\": \"'\"}}"), ("['']", "[\"\"]"),
  ])
  func `strings between single quotes become strings, and what is inside stays what it was`(
    text: String, expected: String
  ) throws {
    #expect(repaired(text) == expected)
    #expect(error(reading: Array(expected.utf8)) == nil)
  }

  @Test(arguments: [
    "['user's file']", "{'a': 'b", "{'a': 'b\\", "{'a': None}", "{'a': '\\x41'}", "{a: 'b'}", "['a\\\nb']",
    "{'a': 'b'}}",
    "'a' 'b'", "{'a', 'b'}",
  ])
  func `what is wrong besides is still wrong when it is repaired`(text: String) throws {
    let repaired = repaired(text)
    #expect(repaired.map { error(reading: Array($0.utf8)) != nil } ?? true)
  }

  @Test(arguments: ["{\"a\": \"b", "[1,]", "\"\\x\"", "[01]", "{}}", "nul"])
  func `other mistakes are not touched`(text: String) { #expect(repaired(text) == nil) }

  @Test func `each repair is done only where it is wanted`() {
    #expect(repaired("[\"a\nb\"]", .singleQuotes) == nil)
    #expect(repaired("['a']", .rawNewlines) == nil)
    #expect(repaired("[\"a\nb\", 'c']", .rawNewlines) == "[\"a\\nb\", 'c']")
    #expect(repaired("['c', \"a\nb\"]", .singleQuotes) == "[\"c\", \"a\nb\"]")
  }

  @Test func `places of the repaired text are found in the text, with what was repaired between them`() {
    let text = Array("[{\"a\":\"x\ny\"},{'b':'\"\u{1}'},{\"c\":1}]".utf8)
    let repaired = Array("[{\"a\":\"x\\ny\"},{\"b\":\"\\\"\\u0001\"},{\"c\":1}]".utf8)
    var places = RepairedOffsets(Self.both)
    var found: [(String, JSONRepairs)] = []
    var start = 1
    while start < repaired.count - 1 {
      let end = repaired[start...].firstIndex(of: UInt8(ascii: "}")).map { $0 + 1 } ?? repaired.count
      let (range, repairs) = places.original(of: start..<end, in: text.span)
      found.append((String(decoding: text[range], as: UTF8.self), repairs))
      start = end + 1
    }
    #expect(found.map(\.0) == ["{\"a\":\"x\ny\"}", "{'b':'\"\u{1}'}", "{\"c\":1}"])
    #expect(found.map(\.1) == [.rawNewlines, Self.both, []])
  }

  @Test(arguments: [
    ("{\"a\":1,\"b\":{\"a\":2}}", true), ("{\"a\":1,\"A\":2}", false), ("{\"a\":1,\"\\u0061\":2}", false),
    ("{\"p\":{\"x\":1,\"y\":2,\"x\":3}}", false), ("{\"p\":{},\"q\":{}}", false), ("{\"p\":{\"q\":[]}}", false),
    ("{}", true), ("[]", false),
  ])
  func `an object is certain without repeated names and with one inner object at most`(text: String, isCertain: Bool) {
    #expect(JSONRepairer.isCertain(Array(text.utf8).span) == isCertain)
  }

  @Test func `random texts never trap, and places stay inside of the text`() {
    var generator = SystemRandomNumberGenerator()
    let alphabet = Array("{}[]'\"\\,: \n\u{1}aé".utf8)
    for _ in 0..<20_000 {
      let text = (0..<Int.random(in: 0...24, using: &generator)).map { _ in alphabet.randomElement() ?? 0 }
      for repairs in [Self.both, .rawNewlines, .singleQuotes] {
        var places = RepairedOffsets(repairs)
        let guess = JSONError(.controlCharacterInString, at: 0)
        guard let repaired = JSONRepairer.repaired(text.span, repairs.union(.rawNewlines), after: guess) else {
          continue
        }
        var last = 0
        for offset in 0...repaired.count {
          let place = places.original(of: offset, in: text.span)
          #expect(place >= last && place <= text.count)
          last = place
        }
      }
    }
  }
}
