import FoundationEssentials
import Logging
import StrictJSON

/// A JSON value that is small enough to be built as a tree, for what the tools print for machines.
indirect enum JSONText {
  case string(String)
  case number(Int64)
  /// Written with four decimals at the most.
  case share(Double)
  case boolean(Bool)
  case null
  case array([JSONText])
  case object([(String, JSONText)])

  static func optional(_ text: String?) -> JSONText { text.map { .string($0) } ?? .null }
  static func optional(_ number: Int64?) -> JSONText { number.map { .number($0) } ?? .null }

  /// The text on one line, without a newline at its end.
  var line: String {
    var buffer = ByteBuffer(capacity: 1024)
    write(to: &buffer)
    // JSON lets through what reorders a line or begins an escape (U+202E, U+009B), and a person may well look at it.
    return Terminal.harmless(
      json: unsafe buffer.span.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) })
  }

  private func write(to buffer: inout ByteBuffer) {
    switch self {
    case .string(let text):
      buffer.append("\"")
      buffer.appendEscaped(text)
      buffer.append("\"")
    case .number(let number): buffer.append(decimal: number)
    case .share(let share):
      let scaled = Int64((min(max(share, 0), 1) * 10_000).rounded())
      let digits = String(10_000 + scaled % 10_000).dropFirst()
      buffer.append("\(scaled / 10_000).\(digits)" as String)
    case .boolean(let flag): buffer.append(flag ? "true" : "false" as String)
    case .null: buffer.append("null")
    case .array(let elements):
      buffer.append("[")
      for (index, element) in elements.enumerated() {
        if index > 0 { buffer.append(",") }
        element.write(to: &buffer)
      }
      buffer.append("]")
    case .object(let members):
      buffer.append("{")
      for (index, member) in members.enumerated() {
        if index > 0 { buffer.append(",") }
        buffer.append("\"")
        buffer.appendEscaped(member.0)
        buffer.append("\":")
        member.1.write(to: &buffer)
      }
      buffer.append("}")
    }
  }
}

/// Tells what stands inside of a JSON string from what does not, scalar by scalar, in a text that is JSON.
public struct JSONStringState {
  private var isInString = false
  private var isEscaped = false

  public init() {}

  /// Whether the next scalar belongs to a string, its quotes included.
  public mutating func takes(_ scalar: Unicode.Scalar) -> Bool {
    guard isInString else {
      isInString = scalar == "\""
      return isInString
    }
    if isEscaped {
      isEscaped = false
    } else if scalar == "\\" {
      isEscaped = true
    } else if scalar == "\"" {
      isInString = false
    }
    return true
  }
}

/// Bytes as text that every JSON reader takes (RFC 4648).
enum Base64 {
  static func text(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
}
