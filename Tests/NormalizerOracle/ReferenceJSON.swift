/// A JSON text read by the letter of RFC 8259 into a tree: slow, plain, and written in another way than the product's reader.
package struct ReferenceJSON {
  package indirect enum Content: Equatable {
    /// The characters as UTF-8, U+FFFD for half a surrogate pair.
    case string([UInt8])
    case number([UInt8])
    case boolean(Bool)
    case null
    case array([ReferenceJSON])
    case object([(name: [UInt8], value: ReferenceJSON)])

    package static func == (left: Content, right: Content) -> Bool {
      switch (left, right) {
      case (.string(let left), .string(let right)), (.number(let left), .number(let right)): left == right
      case (.boolean(let left), .boolean(let right)): left == right
      case (.null, .null): true
      case (.array(let left), .array(let right)): left.map(\.content) == right.map(\.content)
      case (.object(let left), .object(let right)):
        left.count == right.count
          && zip(left, right).allSatisfy { $0.name == $1.name && $0.value.content == $1.value.content }
      default: false
      }
    }
  }

  package struct Invalid: Error {
    package let what: String
    package let position: Int
  }

  package let content: Content
  /// Where the value stands in its text; of a string with its quotes.
  package let range: Range<Int>
  /// Of a string: whether it is written with backslashes.
  package let hasEscapes: Bool

  /// The last member of exactly this name, else the last of this name in another case.
  package func member(_ name: String) -> ReferenceJSON? {
    guard case .object(let members) = content else { return nil }
    let bytes = Array(name.utf8)
    if let exact = members.last(where: { $0.name == bytes }) { return exact.value }
    let folded = Self.lowercased(bytes)
    return members.last { Self.lowercased($0.name) == folded }?.value
  }

  /// A string that is not empty.
  package var text: [UInt8]? {
    if case .string(let bytes) = content, !bytes.isEmpty { bytes } else { nil }
  }

  package var isObject: Bool { if case .object = content { true } else { false } }

  /// The value at a dotted path of names.
  package func value(_ path: String) -> ReferenceJSON? {
    var value: ReferenceJSON? = self
    for name in path.split(separator: ".") { value = value?.member(String(name)) }
    return value
  }

  package static func lowercased(_ bytes: [UInt8]) -> [UInt8] {
    bytes.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 + 32 : $0 }
  }
}

extension ReferenceJSON {
  /// - Parameter bytes: UTF-8; a byte order mark is no part of it.
  package init(_ bytes: [UInt8], maximumDepth: Int = 128) throws(Invalid) {
    var parser = Parser(bytes: bytes, maximumDepth: maximumDepth)
    self = try parser.whole()
  }

  private struct Parser {
    let bytes: [UInt8]
    let maximumDepth: Int
    var position = 0
    var depth = 0

    init(bytes: [UInt8], maximumDepth: Int) {
      self.bytes = bytes
      self.maximumDepth = maximumDepth
    }

    mutating func whole() throws(Invalid) -> ReferenceJSON {
      let value = try value()
      skipSpace()
      guard position == bytes.count else { throw invalid("more behind the value") }
      return value
    }

    private func invalid(_ what: String) -> Invalid { Invalid(what: what, position: position) }
    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
      while let next, next == 0x20 || next == 0x09 || next == 0x0A || next == 0x0D { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
      guard next == byte else { return false }
      position += 1
      return true
    }

    private mutating func value() throws(Invalid) -> ReferenceJSON {
      skipSpace()
      let start = position
      var hasEscapes = false
      let content: Content
      switch next {
      case UInt8(ascii: "{"): content = try container { parser throws(Invalid) in try parser.object() }
      case UInt8(ascii: "["): content = try container { parser throws(Invalid) in try parser.array() }
      case UInt8(ascii: "\""): content = .string(try string(&hasEscapes))
      case UInt8(ascii: "t"): content = try word("true", .boolean(true))
      case UInt8(ascii: "f"): content = try word("false", .boolean(false))
      case UInt8(ascii: "n"): content = try word("null", .null)
      default: content = try number()
      }
      return ReferenceJSON(content: content, range: start..<position, hasEscapes: hasEscapes)
    }

    private mutating func container(
      _ body: (inout Parser) throws(Invalid) -> Content
    ) throws(Invalid) -> Content {
      position += 1
      depth += 1
      guard depth <= maximumDepth else { throw invalid("too deep") }
      let content = try body(&self)
      depth -= 1
      return content
    }

    private mutating func word(_ word: String, _ content: Content) throws(Invalid) -> Content {
      for byte in word.utf8 where !take(byte) { throw invalid("no word") }
      return content
    }

    private mutating func object() throws(Invalid) -> Content {
      var members: [(name: [UInt8], value: ReferenceJSON)] = []
      skipSpace()
      if take(UInt8(ascii: "}")) { return .object(members) }
      repeat {
        skipSpace()
        var hasEscapes = false
        guard next == UInt8(ascii: "\"") else { throw invalid("no name") }
        let name = try string(&hasEscapes)
        skipSpace()
        guard take(UInt8(ascii: ":")) else { throw invalid("no colon") }
        members.append((name: name, value: try value()))
        skipSpace()
      } while take(UInt8(ascii: ","))
      guard take(UInt8(ascii: "}")) else { throw invalid("no end of an object") }
      return .object(members)
    }

    private mutating func array() throws(Invalid) -> Content {
      var elements: [ReferenceJSON] = []
      skipSpace()
      if take(UInt8(ascii: "]")) { return .array(elements) }
      repeat {
        elements.append(try value())
        skipSpace()
      } while take(UInt8(ascii: ","))
      guard take(UInt8(ascii: "]")) else { throw invalid("no end of an array") }
      return .array(elements)
    }

    private mutating func digits() throws(Invalid) {
      let start = position
      while let next, (0x30...0x39).contains(next) { position += 1 }
      guard position > start else { throw invalid("no digit") }
    }

    private mutating func number() throws(Invalid) -> Content {
      let start = position
      _ = take(UInt8(ascii: "-"))
      if !take(UInt8(ascii: "0")) { try digits() }
      if take(UInt8(ascii: ".")) { try digits() }
      if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
        if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
        try digits()
      }
      return .number(Array(bytes[start..<position]))
    }

    private mutating func string(_ hasEscapes: inout Bool) throws(Invalid) -> [UInt8] {
      position += 1
      var units: [UInt8] = []
      while let byte = next {
        position += 1
        switch byte {
        case UInt8(ascii: "\""): return units
        case UInt8(ascii: "\\"):
          hasEscapes = true
          units += try escape()
        case ..<0x20: throw invalid("a control character")
        default: units.append(byte)
        }
      }
      throw invalid("no end of a string")
    }

    private mutating func escape() throws(Invalid) -> [UInt8] {
      guard let kind = next else { throw invalid("no end of an escape") }
      position += 1
      switch kind {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [kind]
      case UInt8(ascii: "b"): return [0x08]
      case UInt8(ascii: "f"): return [0x0C]
      case UInt8(ascii: "n"): return [0x0A]
      case UInt8(ascii: "r"): return [0x0D]
      case UInt8(ascii: "t"): return [0x09]
      case UInt8(ascii: "u"):
        let unit = try codeUnit()
        if (0xD800..<0xDC00).contains(unit), let low = lowSurrogate() {
          return Array(String(decoding: [unit, low], as: UTF16.self).utf8)
        }
        // What is half a pair decodes to U+FFFD.
        return Array(String(decoding: [unit], as: UTF16.self).utf8)
      default: throw invalid("an unknown escape")
      }
    }

    private mutating func codeUnit() throws(Invalid) -> UInt16 {
      var unit: UInt16 = 0
      for _ in 0..<4 {
        guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
          throw invalid("no hexadecimal digit")
        }
        unit = unit << 4 | UInt16(digit)
        position += 1
      }
      return unit
    }

    /// The second half of a pair, if an escape with one follows.
    private mutating func lowSurrogate() -> UInt16? {
      var ahead = self
      guard ahead.take(UInt8(ascii: "\\")), ahead.take(UInt8(ascii: "u")) else { return nil }
      do throws(Invalid) {
        let unit = try ahead.codeUnit()
        guard (0xDC00..<0xE000).contains(unit) else { return nil }
        position = ahead.position
        return unit
      } catch { return nil }
    }
  }
}
