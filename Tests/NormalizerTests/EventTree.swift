import Foundation

/// An event read by the letter of RFC 8259, with what other readers pass over in silence: a name that stands twice.
struct EventTree {
  indirect enum Value: Equatable {
    case string(String)
    case number(String)
    case boolean(Bool)
    case null
    case array([Value])
    case object([Member])

    var text: String? { if case .string(let text) = self { text } else { nil } }

    /// The strings of an array of nothing else.
    var texts: [String]? {
      guard case .array(let elements) = self else { return nil }
      let texts = elements.compactMap(\.text)
      return texts.count == elements.count ? texts : nil
    }
  }

  struct Member: Equatable {
    let name: String
    let value: Value
  }

  struct Mistake: Error, CustomStringConvertible {
    let description: String
  }

  /// Every value that is no object, by its path, in the order of the text. An empty object counts as a value.
  let leaves: [(path: String, value: Value)]
  private let byPath: [String: Value]

  init(_ event: some Collection<UInt8>) throws {
    var parser = Parser(bytes: Array(event))
    let root = try parser.parseWhole()
    guard case .object = root else { throw Mistake(description: "the event is no object") }
    var leaves: [(String, Value)] = []
    Self.collect(root, path: "", into: &leaves)
    self.leaves = leaves
    byPath = Dictionary(leaves) { first, _ in first }
  }

  subscript(path: String) -> Value? { byPath[path] }

  private static func collect(_ value: Value, path: String, into leaves: inout [(String, Value)]) {
    guard case .object(let members) = value, !members.isEmpty else { return leaves.append((path, value)) }
    for member in members {
      collect(member.value, path: path.isEmpty ? member.name : "\(path).\(member.name)", into: &leaves)
    }
  }
}

extension EventTree {
  private struct Parser {
    let bytes: [UInt8]
    var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func parseWhole() throws -> Value {
      let value = try parseValue()
      guard position == bytes.count else { throw mistake("more behind the event") }
      return value
    }

    private func mistake(_ what: String) -> Mistake { Mistake(description: "\(what), at byte \(position)") }

    private var byte: UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func skip(_ expected: Character) throws {
      guard let ascii = expected.asciiValue, byte == ascii else { throw mistake("expected \(expected)") }
      position += 1
    }

    private mutating func skip(word: String) throws {
      for character in word { try skip(character) }
    }

    private mutating func parseValue() throws -> Value {
      switch byte {
      case UInt8(ascii: "{"): return try parseObject()
      case UInt8(ascii: "["): return try parseArray()
      case UInt8(ascii: "\""): return .string(try parseString())
      case UInt8(ascii: "t"):
        try skip(word: "true")
        return .boolean(true)
      case UInt8(ascii: "f"):
        try skip(word: "false")
        return .boolean(false)
      case UInt8(ascii: "n"):
        try skip(word: "null")
        return .null
      default: return .number(try parseInteger())
      }
    }

    private mutating func parseObject() throws -> Value {
      var members: [Member] = []
      var names: Set<String> = []
      try skip("{")
      if byte != UInt8(ascii: "}") {
        while true {
          let name = try parseString()
          guard names.insert(name).inserted else { throw mistake("the name \(name) stands twice") }
          try skip(":")
          members.append(Member(name: name, value: try parseValue()))
          guard byte == UInt8(ascii: ",") else { break }
          position += 1
        }
      }
      try skip("}")
      return .object(members)
    }

    private mutating func parseArray() throws -> Value {
      var elements: [Value] = []
      try skip("[")
      if byte != UInt8(ascii: "]") {
        while true {
          elements.append(try parseValue())
          guard byte == UInt8(ascii: ",") else { break }
          position += 1
        }
      }
      try skip("]")
      return .array(elements)
    }

    /// The events hold no other numbers than whole ones.
    private mutating func parseInteger() throws -> String {
      let start = position
      if byte == UInt8(ascii: "-") { position += 1 }
      let firstDigit = position
      while byte &- UInt8(ascii: "0") < 10 { position += 1 }
      guard position > firstDigit else { throw mistake("expected a value") }
      guard bytes[firstDigit] != UInt8(ascii: "0") || position == firstDigit + 1 else {
        throw mistake("a leading zero")
      }
      return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func parseString() throws -> String {
      try skip("\"")
      var decoded: [UInt8] = []
      while true {
        guard position < bytes.count else { throw mistake("a string without its end") }
        let start = position
        position = endOfRun()
        decoded += bytes[start..<position]
        switch byte {
        case UInt8(ascii: "\""):
          position += 1
          guard let text = String(validating: decoded, as: UTF8.self) else {
            throw mistake("a string that is not UTF-8")
          }
          return text
        case UInt8(ascii: "\\"): decoded += try parseEscape()
        default: throw mistake("a control character in a string")
        }
      }
    }

    /// Where the next byte stands that means something in a string; a plain loop, since texts are long and tests unoptimized.
    private func endOfRun() -> Int {
      let span = bytes.span
      var end = position
      while end < span.count {
        let byte = span[end]
        if byte < 0x20 || byte == 0x22 || byte == 0x5C { break }
        end += 1
      }
      return end
    }

    private mutating func parseEscape() throws -> [UInt8] {
      position += 1
      let kind = byte
      position += 1
      switch kind {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [kind]
      case UInt8(ascii: "b"): return [0x08]
      case UInt8(ascii: "f"): return [0x0C]
      case UInt8(ascii: "n"): return [0x0A]
      case UInt8(ascii: "r"): return [0x0D]
      case UInt8(ascii: "t"): return [0x09]
      case UInt8(ascii: "u"):
        let high = try parseCodeUnit()
        guard high & 0xF800 == 0xD800 else { return Array(String(decoding: [high], as: UTF16.self).utf8) }
        try skip("\\")
        try skip("u")
        let low = try parseCodeUnit()
        guard high < 0xDC00, low & 0xFC00 == 0xDC00 else { throw mistake("half a surrogate pair") }
        return Array(String(decoding: [high, low], as: UTF16.self).utf8)
      default: throw mistake("an unknown escape")
      }
    }

    private mutating func parseCodeUnit() throws -> UInt16 {
      guard position + 4 <= bytes.count,
        let unit = UInt16(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
      else { throw mistake("an escape without its digits") }
      position += 4
      return unit
    }
  }
}
