/// What a JSON string's escapes stand for (RFC 8259, section 7).
public enum JSONString {
  /// Appends the characters that the inside of a JSON string stands for, as UTF-8.
  ///
  /// `escaped` has been read by `JSONReader`, so its escapes are well formed; what is not is taken as it stands.
  /// A lone surrogate becomes U+FFFD.
  public static func appendDecoded(_ escaped: Span<UInt8>, to buffer: inout ByteBuffer) {
    unsafe escaped.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      var position = 0
      while position < source.count {
        var run = position
        while run < source.count, unsafe base[run] != UInt8(ascii: "\\") { run += 1 }
        unsafe buffer.append(UnsafeBufferPointer(start: base + position, count: run - position))
        position = run
        guard position + 1 < source.count else {
          // Nothing, or a lone backslash that no reader lets through.
          return
        }
        let kind = unsafe base[position + 1]
        guard kind == UInt8(ascii: "u") else {
          buffer.append(simpleEscape(kind))
          position += 2
          continue
        }
        guard source.count - position >= 6, let unit = unsafe codeUnit(base + position + 2) else { return }
        position += 6
        if unit & 0xF800 != 0xD800 {
          buffer.append(scalar: unit)
        } else if unit < 0xDC00, let low = unsafe lowSurrogate(base + position, remaining: source.count - position) {
          position += 6
          buffer.append(scalar: 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        } else {
          buffer.append(scalar: 0xFFFD)
        }
      }
    }
  }

  private static func simpleEscape(_ kind: UInt8) -> UInt8 {
    switch kind {
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: kind
    }
  }

  /// The value of the four hexadecimal digits at `p`.
  static func codeUnit(_ p: UnsafePointer<UInt8>) -> UInt32? {
    var unit: UInt32 = 0
    for index in 0..<4 {
      let digit = unsafe p[index]
      let value: UInt8
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = digit - UInt8(ascii: "A") + 10
      default: return nil
      }
      unit = unit << 4 | UInt32(value)
    }
    return unit
  }

  /// The low half of a surrogate pair, if an escape for one stands at `p`.
  static func lowSurrogate(_ p: UnsafePointer<UInt8>, remaining: Int) -> UInt32? {
    guard remaining >= 6, unsafe p[0] == UInt8(ascii: "\\"), unsafe p[1] == UInt8(ascii: "u"),
      let unit = unsafe codeUnit(p + 2), unit & 0xFC00 == 0xDC00
    else { return nil }
    return unit
  }
}

/// One value inside a JSON text: where it stands and what it is, without a copy of it.
///
/// Offsets count from the first byte of the text. Of a string they leave the quotes out.
public struct JSONSlice: Equatable, Sendable {
  public enum Kind: UInt8, Sendable {
    /// No value at all; what a slice is before one was found.
    case absent
    case string, number, object, array, boolean, null
  }

  public struct Flags: OptionSet, Sendable {
    public let rawValue: UInt8
    @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A string that holds at least one backslash escape: its bytes are not yet its characters.
    @inlinable public static var hasEscapes: Flags { Flags(rawValue: 1) }
    /// A string with half a surrogate pair (`\ud800` alone): no character stands for it, U+FFFD is written instead.
    @inlinable public static var hasLoneSurrogate: Flags { Flags(rawValue: 2) }
  }

  @usableFromInline let start: UInt32
  @usableFromInline let end: UInt32
  public let kind: Kind
  public let flags: Flags

  @inlinable public static var absent: JSONSlice { JSONSlice(0, 0, .absent) }

  @inlinable
  public init(_ start: Int, _ end: Int, _ kind: Kind, _ flags: Flags = []) {
    self.start = UInt32(truncatingIfNeeded: start)
    self.end = UInt32(truncatingIfNeeded: end)
    self.kind = kind
    self.flags = flags
  }

  @inlinable public var range: Range<Int> { Int(start)..<max(Int(start), Int(end)) }
  @inlinable public var isEmpty: Bool { end <= start }
  @inlinable public var isString: Bool { kind == .string }
  @inlinable public var hasEscapes: Bool { flags.contains(.hasEscapes) }
  @inlinable public var hasLoneSurrogate: Bool { flags.contains(.hasLoneSurrogate) }
}

/// Why bytes are not one JSON text (RFC 8259), and at which byte that shows.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Reason: UInt8, Sendable {
    case endOfInput
    case invalidUTF8
    case controlCharacterInString
    case invalidEscape
    case invalidNumber
    case invalidLiteral
    case unexpectedByte
    case trailingBytes
    case tooDeep
  }

  public let reason: Reason
  /// Counted from the first byte of the text that was read, from 0.
  public let byteOffset: Int

  @inlinable
  public init(_ reason: Reason, at byteOffset: Int) {
    self.reason = reason
    self.byteOffset = byteOffset
  }

  public var description: String {
    let what =
      switch reason {
      case .endOfInput: "the text ends inside a value"
      case .invalidUTF8: "the bytes are not UTF-8"
      case .controlCharacterInString: "a control character stands unescaped in a string"
      case .invalidEscape: "a backslash is followed by no known escape"
      case .invalidNumber: "a number is malformed"
      case .invalidLiteral: "a word is none of true, false, null"
      case .unexpectedByte: "a byte stands where none of its kind may"
      case .trailingBytes: "bytes follow the end of the value"
      case .tooDeep: "values are nested deeper than \(JSONReader.maximumDepth)"
      }
    return "\(what), at byte \(byteOffset)"
  }
}
