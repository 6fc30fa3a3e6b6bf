/// Walks over a text and says piece by piece what stands for it in the repaired text.
///
/// What a string is, is decided as a strict reader would: it ends at its own kind of quote, unless a backslash stands before.
struct RepairScanner {
  enum Piece {
    case same(Range<Int>)
    /// A `'` that begins or ends a string.
    case quote
    /// A `"` inside a string between `'`.
    case quoteInside
    /// `\'`, an escape that JSON does not have and does not need.
    case apostrophe
    case controlCharacter(UInt8)
    /// An ill-formed sequence of UTF-8.
    case replacement

    /// How many bytes of the repaired text it is.
    var repairedByteCount: Int {
      switch self {
      case .same(let range): range.count
      case .quote, .apostrophe: 1
      case .quoteInside: 2
      case .replacement: 3
      case .controlCharacter(let byte): Self.shortEscape(byte) == nil ? 6 : 2
      }
    }

    var repair: JSONRepairs {
      switch self {
      case .same: []
      case .quote, .quoteInside, .apostrophe: .singleQuotes
      case .controlCharacter: .rawNewlines
      case .replacement: .invalidUTF8
      }
    }

    /// The letter behind the backslash, for the control characters that have one.
    static func shortEscape(_ byte: UInt8) -> UInt8? {
      switch byte {
      case 0x08: UInt8(ascii: "b")
      case 0x09: UInt8(ascii: "t")
      case 0x0A: UInt8(ascii: "n")
      case 0x0C: UInt8(ascii: "f")
      case 0x0D: UInt8(ascii: "r")
      default: nil
      }
    }
  }

  private let repairs: JSONRepairs
  /// Where the next piece begins in the text.
  private(set) var position = 0
  /// The quote of the string that is open, nil between strings.
  private var openQuote: UInt8?

  private static let doubleQuote = UInt8(ascii: "\"")
  private static let singleQuote = UInt8(ascii: "'")
  private static let backslash = UInt8(ascii: "\\")

  init(_ repairs: JSONRepairs) { self.repairs = repairs }

  /// The next piece; nil behind the last. Always called with the same text.
  mutating func next(in text: Span<UInt8>) -> Piece? {
    let start = position
    while position < text.count {
      guard let (piece, count) = change(in: text) else {
        pass(text)
        continue
      }
      // What stays the same goes out first; the change is found again by the next call.
      guard position == start else { break }
      if case .quote = piece { openQuote = openQuote == nil ? Self.singleQuote : nil }
      position += count
      return piece
    }
    return position > start ? .same(start..<position) : nil
  }

  /// What has to be changed here, and how many bytes it stands for.
  private func change(in text: Span<UInt8>) -> (Piece, byteCount: Int)? {
    let byte = text[position]
    switch openQuote {
    case nil: return byte == Self.singleQuote && repairs.contains(.singleQuotes) ? (.quote, 1) : nil
    case Self.singleQuote:
      if byte == Self.singleQuote { return (.quote, 1) }
      if byte == Self.doubleQuote { return (.quoteInside, 1) }
      if byte == Self.backslash, position + 1 < text.count, text[position + 1] == Self.singleQuote {
        return (.apostrophe, 2)
      }
    default: break
    }
    if byte >= 0x80, repairs.contains(.invalidUTF8) {
      let length = UTF8Validation.illFormedLength(at: position, in: text)
      if length > 0 { return (.replacement, length) }
    }
    return byte < 0x20 && repairs.contains(.rawNewlines) ? (.controlCharacter(byte), 1) : nil
  }

  /// Passes over a byte that stays as it is, and over the one that a backslash belongs to.
  private mutating func pass(_ text: Span<UInt8>) {
    let byte = text[position]
    position += 1
    if openQuote == nil {
      if byte == Self.doubleQuote { openQuote = byte }
    } else if byte >= 0x80 {
      position += max(0, UTF8Validation.sequenceLength(at: position - 1, in: text) - 1)
    } else if byte == openQuote {
      openQuote = nil
    } else if byte == Self.backslash, position < text.count {
      position += 1
    }
  }
}
