/// Mends texts that are not JSON, by mistakes that are known and leave no doubt about what was meant.
///
/// The mended text is to be read strictly again: what was wrong besides is still refused. It allocates; nothing here is
/// called for a text that is JSON.
public enum JSONMender {
  /// The mended text; nil if the error is none of those that the repairs are for.
  ///
  /// - Parameter error: what the strict reader said of the text.
  public static func mended(_ text: Span<UInt8>, _ repairs: JSONRepairs, after error: JSONError) -> ByteBuffer? {
    switch error.reason {
    case .controlCharacterInString:
      guard repairs.contains(.rawNewlines) else { return nil }
    case .invalidUTF8:
      guard repairs.contains(.invalidUTF8) else { return nil }
    case .unexpectedByte:
      guard repairs.contains(.singleQuotes), error.byteOffset < text.count, text[error.byteOffset] == UInt8(ascii: "'")
      else { return nil }
    default: return nil
    }
    var mended = ByteBuffer(capacity: text.count + text.count / 8)
    var scanner = MendScanner(repairs)
    while let piece = scanner.next(in: text) { append(piece, of: text, to: &mended) }
    return mended
  }

  private static func append(_ piece: MendScanner.Piece, of text: Span<UInt8>, to mended: inout ByteBuffer) {
    switch piece {
    case .same(let range): mended.append(text.extracting(range))
    case .quote: mended.append(UInt8(ascii: "\""))
    case .quoteInside: mended.append("\\\"")
    case .apostrophe: mended.append(UInt8(ascii: "'"))
    case .replacement: mended.append(scalar: 0xFFFD)
    case .controlCharacter(let byte):
      mended.append(UInt8(ascii: "\\"))
      if let letter = MendScanner.Piece.shortEscape(byte) {
        mended.append(letter)
      } else {
        mended.append("u00")
        mended.append(byte >> 4 == 0 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
        mended.append(hexadecimal(byte & 0x0F))
      }
    }
  }

  private static func hexadecimal(_ digit: UInt8) -> UInt8 {
    digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
  }

  // MARK: - Certainty

  /// Whether an object that was quoted with `'` shows no sign of a string that was torn apart.
  ///
  /// A writer that does not write `\'` lets a text such as `x', 'level': 'y` add members. Where such a member replaces one of
  /// the writer's own, its name stands in the object twice; where it ends the object to hide what follows, a second inner
  /// container is needed. A writer of syslog lines has neither.
  public static func isCertain(_ object: Span<UInt8>) -> Bool {
    var reader = JSONReader(object)
    var containers = 0
    do throws(JSONError) {
      return try hasUniqueNames(&reader, of: object, innerContainers: &containers) && containers <= 1
    } catch {
      return false
    }
  }

  /// Reads one object; recursion is bounded by the reader's depth.
  private static func hasUniqueNames(
    _ reader: inout JSONReader, of text: Span<UInt8>, innerContainers: inout Int
  ) throws(JSONError) -> Bool {
    var names: Set<String> = []
    var isFirst = true
    try reader.beginObject()
    while let key = try reader.nextKey(isFirst: &isFirst) {
      var name = ByteBuffer(capacity: 64)
      JSONString.appendDecoded(text.extracting(key.range), to: &name)
      let isNew = unsafe name.span.withUnsafeBufferPointer { bytes in
        names.insert(unsafe String(decoding: bytes, as: UTF8.self).lowercased()).inserted
      }
      guard isNew else { return false }
      switch try reader.peek() {
      case UInt8(ascii: "{"):
        innerContainers += 1
        guard try hasUniqueNames(&reader, of: text, innerContainers: &innerContainers) else { return false }
      case UInt8(ascii: "["):
        innerContainers += 1
        _ = try reader.readValue()
      default: _ = try reader.readValue()
      }
    }
    return true
  }
}
