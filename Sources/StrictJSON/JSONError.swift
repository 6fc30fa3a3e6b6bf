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
