/// Repairs texts that are not JSON, by mistakes that are known and leave no doubt about what was meant.
///
/// The repaired text is to be read strictly again: what was wrong besides is still refused. It allocates; nothing here is
/// called for a text that is JSON.
public enum JSONRepairer {
  /// The repaired text; nil if the error is none of those that the repairs are for.
  ///
  /// - Parameter error: what the strict reader said of the text.
  public static func repaired(_ text: Span<UInt8>, _ repairs: JSONRepairs, after error: JSONError) -> ByteBuffer? {
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
    var repaired = ByteBuffer(capacity: text.count + text.count / 8)
    var scanner = RepairScanner(repairs)
    while let piece = scanner.next(in: text) { append(piece, of: text, to: &repaired) }
    return repaired
  }

  private static func append(_ piece: RepairScanner.Piece, of text: Span<UInt8>, to repaired: inout ByteBuffer) {
    switch piece {
    case .same(let range): repaired.append(text.extracting(range))
    case .quote: repaired.append(UInt8(ascii: "\""))
    case .quoteInside: repaired.append("\\\"")
    case .apostrophe: repaired.append(UInt8(ascii: "'"))
    case .replacement: repaired.append(scalar: 0xFFFD)
    case .controlCharacter(let byte):
      repaired.append(UInt8(ascii: "\\"))
      if let letter = RepairScanner.Piece.shortEscape(byte) {
        repaired.append(letter)
      } else {
        repaired.append("u00")
        repaired.append(byte >> 4 == 0 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
        repaired.append(hexadecimal(byte & 0x0F))
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

/// The mistakes in a JSON text that can be repaired without a guess at what was meant.
public struct JSONRepairs: OptionSet, Sendable {
  public let rawValue: UInt8
  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Control characters that stand in a string without an escape (RFC 8259, section 7 wants one).
  @inlinable public static var rawNewlines: JSONRepairs { JSONRepairs(rawValue: 1) }
  /// Strings and names between `'`, with `\'` for one that belongs to the string.
  @inlinable public static var singleQuotes: JSONRepairs { JSONRepairs(rawValue: 2) }
  /// Bytes in a string that are not UTF-8: U+FFFD stands for each ill-formed sequence.
  @inlinable public static var invalidUTF8: JSONRepairs { JSONRepairs(rawValue: 4) }
}

/// Finds the places of a repaired text in the text that it was made of.
///
/// It walks over the text once more and keeps no table: a hostile text has as many repairs as bytes.
public struct RepairedOffsets {
  private var scanner: RepairScanner
  private var piece: RepairScanner.Piece?
  /// Where the current piece begins, in the text and in the repaired text.
  private var start = 0
  private var repairedStart = 0
  private var passed: JSONRepairs = []

  /// - Parameter repairs: those that the text was repaired with.
  public init(_ repairs: JSONRepairs) { scanner = RepairScanner(repairs) }

  /// Where a part of the repaired text stands in `text`, and what was repaired in it.
  ///
  /// Parts have to be asked for in their order, always with the same text. Bounds lie between pieces or in unchanged ones,
  /// as those of JSON values do.
  public mutating func original(
    of part: Range<Int>, in text: Span<UInt8>
  ) -> (range: Range<Int>, repairs: JSONRepairs) {
    let lower = original(of: part.lowerBound, in: text)
    passed = []
    let upper = original(of: part.upperBound, in: text)
    return (lower..<max(lower, upper), passed)
  }

  /// Whether something of a kind was repaired anywhere; for the whole text, before any part is asked for.
  public func isRepaired(_ repairs: JSONRepairs, _ repairedByteCount: Int, in text: Span<UInt8>) -> Bool {
    var places = self
    return !places.original(of: 0..<repairedByteCount, in: text).repairs.isDisjoint(with: repairs)
  }

  /// Where a byte of the repaired text stands in `text`; asked for in ascending order.
  public mutating func original(of offset: Int, in text: Span<UInt8>) -> Int {
    if piece == nil { advance(in: text) }
    while let current = piece, repairedStart + current.repairedByteCount <= offset {
      passed.formUnion(current.repair)
      repairedStart += current.repairedByteCount
      advance(in: text)
    }
    guard case .same(let range)? = piece else { return start }
    return min(range.upperBound, range.lowerBound + max(0, offset - repairedStart))
  }

  private mutating func advance(in text: Span<UInt8>) {
    start = scanner.position
    piece = scanner.next(in: text)
  }
}
