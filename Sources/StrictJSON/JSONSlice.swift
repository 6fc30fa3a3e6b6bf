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
