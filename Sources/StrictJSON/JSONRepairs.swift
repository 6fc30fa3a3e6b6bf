/// The mistakes in a JSON text that can be mended without a guess at what was meant.
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
