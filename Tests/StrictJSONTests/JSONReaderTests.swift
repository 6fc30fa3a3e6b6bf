import StrictJSON
import Testing

@Suite struct JSONReaderTests {
  @Test(arguments: [
    "{}", "[]", "null", "true", "false", "0", "-0.5e+10", "\"\"", " [ 1 , { \"a\" : [ ] } ] ",
    "\"\\u00e9\\ud83d\\ude00\"", "\"\u{7f}\u{2028}é😀\"", "{\"a\":{\"b\":{\"c\":[[[{}]]]}},\"d\":1}",
  ])
  func `what RFC 8259 allows is read to its end`(text: String) {
    #expect(error(reading: text) == nil)
  }

  @Test(arguments: [
    ("", JSONError.Reason.endOfInput, 0), ("{", .endOfInput, 1), ("[1,]", .unexpectedByte, 3),
    ("{\"a\" 1}", .unexpectedByte, 5), ("{\"a\":1,}", .unexpectedByte, 7), ("{a:1}", .unexpectedByte, 1),
    ("[1 2]", .unexpectedByte, 3), ("01", .trailingBytes, 1), ("-", .invalidNumber, 0), ("1.", .invalidNumber, 0),
    ("1e", .invalidNumber, 0), ("tru", .endOfInput, 3), ("trux", .invalidLiteral, 0), ("\"a", .endOfInput, 2),
    ("\"\\x\"", .invalidEscape, 1), ("\"\\u12g4\"", .invalidEscape, 1), ("\"a\nb\"", .controlCharacterInString, 2),
    ("{} {}", .trailingBytes, 3), ("'a'", .unexpectedByte, 0), ("[1}", .unexpectedByte, 2),
    ("{\"a\":1]", .unexpectedByte, 6),
    ("NaN", .unexpectedByte, 0), ("[\u{b}]", .unexpectedByte, 1),
  ])
  func `what RFC 8259 forbids is refused at its byte`(text: String, reason: JSONError.Reason, offset: Int) {
    #expect(error(reading: text) == JSONError(reason, at: offset))
  }

  @Test(
    arguments: [
      [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0xFF],
    ] as [[UInt8]])
  func `ill-formed UTF-8 in a string is refused where it begins`(bytes: [UInt8]) {
    let text = [UInt8(ascii: "\""), UInt8(ascii: "a")] + bytes + [UInt8(ascii: "\"")]
    #expect(error(reading: text) == JSONError(.invalidUTF8, at: 2))
    #expect(UTF8Validation.firstInvalidByte(in: text.span) == 2)
  }

  @Test func `as many levels as the limit are read and one more is refused, a hundred thousand without a crash`() {
    let deepest = JSONReader.maximumDepth
    #expect(error(reading: nested(deepest)) == nil)
    #expect(error(reading: nested(deepest + 1)) == JSONError(.tooDeep, at: deepest))
    #expect(error(reading: nested(100_000)) == JSONError(.tooDeep, at: deepest))
    #expect(error(reading: String(repeating: "{\"a\":", count: 100_000))?.reason == .tooDeep)
  }

  @Test func `a slice of a string says whether it holds escapes and lone surrogates`() throws {
    let plain = try slice(of: #""abc""#)
    #expect(plain.range == 1..<4 && plain.isString && !plain.hasEscapes)
    #expect(try slice(of: #""a\nb""#).hasEscapes)
    #expect(try !slice(of: #""\ud83d\ude00""#).hasLoneSurrogate)
    #expect(try slice(of: #""\ud83d""#).hasLoneSurrogate)
    #expect(try slice(of: #""\ude00\ud83d""#).hasLoneSurrogate)
    #expect(try slice(of: #""\ud83dA\u0041""#).hasLoneSurrogate)
  }

  @Test func `specials are found at every place of a block of sixteen`() throws {
    for length in 0..<70 {
      let text = "\"" + String(repeating: "x", count: length) + "\\n" + String(repeating: "y", count: 5) + "\""
      let slice = try slice(of: text)
      #expect(slice.range == 1..<length + 8 && slice.hasEscapes)
    }
  }

  @Test func `the first sixteen bytes of a slice are the same near the end of the text and far from it`() throws {
    let near = Array(#"{"time":1}"#.utf8)
    let far = Array(#"{"time":1}                                  "#.utf8)
    let key = JSONSlice(2, 6, .string)
    let expected: UInt128 = 0x656d_6974
    #expect(JSONReader(near.span).prefix16(of: key) == expected)
    #expect(JSONReader(far.span).prefix16(of: key) == expected)
  }

  private func nested(_ depth: Int) -> String {
    String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
  }

  private func slice(of text: String) throws -> JSONSlice {
    let bytes = Array(text.utf8)
    var reader = JSONReader(bytes.span)
    return try reader.readValue()
  }
}

/// The error that reading one whole text gives, nil where it is JSON.
func error(reading text: String) -> JSONError? { error(reading: Array(text.utf8)) }

func error(reading bytes: [UInt8]) -> JSONError? {
  var reader = JSONReader(bytes.span)
  do throws(JSONError) {
    _ = try reader.readValue()
    try reader.expectEnd()
    return nil
  } catch {
    return error
  }
}
