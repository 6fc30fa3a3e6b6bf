import Foundation
import StrictJSON
import Testing

@Suite struct ByteBufferTests {
  @Test func `escaped bytes are read back by another JSON reader as they were, at every length and place`() throws {
    for length in 0..<40 {
      for special in ["\"", "\\", "\n", "\u{1}", "\u{1f}", "\t", "\r", "\u{8}", "\u{c}", "é", "\u{7f}", "😀"] {
        let text = String(repeating: "a", count: length) + special + String(repeating: "b", count: 17) + special
        var buffer = ByteBuffer(capacity: 1)
        buffer.append(UInt8(ascii: "\""))
        buffer.appendEscaped(text)
        buffer.append(UInt8(ascii: "\""))
        #expect(try decoded(buffer) == text)
      }
    }
  }

  @Test(arguments: [
    (#"a\"b\\c\/d\b\f\n\r\t"#, "a\"b\\c/d\u{8}\u{c}\n\r\t"), (#"\u0041\u00e9\u20ac"#, "Aé€"),
    (#"\ud83d\ude00"#, "😀"), (#"x\ud83dy"#, "x\u{FFFD}y"), (#"\ude00"#, "\u{FFFD}"),
    (#"\ud83d\ud83d\ude00"#, "\u{FFFD}😀"),
    ("plain", "plain"), ("", ""), (#"\u0000"#, "\u{0}"),
  ])
  func `escapes are decoded, half a surrogate pair as the replacement character`(escaped: String, text: String) {
    var buffer = ByteBuffer()
    JSONString.appendDecoded(Array(escaped.utf8).span, to: &buffer)
    #expect(string(buffer) == text)
  }

  @Test(arguments: [0, 7, -7, 10, 4_294_967_296, Int64.max, Int64.min])
  func `numbers are written in decimal`(number: Int64) {
    var buffer = ByteBuffer(capacity: 1)
    buffer.append(decimal: number)
    #expect(string(buffer) == String(number))
  }

  @Test func `a buffer that grew for one large record can be shrunk and keeps its bytes`() {
    var buffer = ByteBuffer(capacity: 64)
    buffer.append(String(repeating: "x", count: 100_000))
    buffer.removeAll()
    buffer.append("kept")
    buffer.shrink(above: 4096)
    #expect(buffer.capacity == 4096 && string(buffer) == "kept")
  }

  private func string(_ buffer: borrowing ByteBuffer) -> String {
    String(decoding: Array(buffer), as: UTF8.self)
  }

  private func decoded(_ buffer: borrowing ByteBuffer) throws -> String? {
    try JSONSerialization.jsonObject(with: Data(Array(buffer)), options: .fragmentsAllowed) as? String
  }
}

extension [UInt8] {
  init(_ buffer: borrowing ByteBuffer) {
    self = []
    let span = buffer.span
    for index in span.indices { append(span[index]) }
  }
}
