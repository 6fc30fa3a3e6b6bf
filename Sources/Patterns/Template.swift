/// Text with captures in it, e.g. `{.pam.service}:session`, bound to the captures of one pattern.
///
/// If a capture that a template names is empty or absent in a match, the template yields no value at all.
public struct Template: Sendable, Hashable {
  /// A piece of a template.
  public enum Part: Sendable, Hashable {
    /// These bytes.
    case literal([UInt8])
    /// The bytes of the pattern's capture with this index.
    case capture(Int)
  }

  public let parts: [Part]

  public init(parts: [Part]) { self.parts = parts }

  /// The value of a template without captures.
  public var constant: [UInt8]? {
    var value: [UInt8] = []
    for part in parts {
      guard case .literal(let bytes) = part else { return nil }
      value += bytes
    }
    return value
  }

  /// The value, given the bytes of a capture by its index; nil if one of them is absent.
  public func value(_ capture: (Int) -> [UInt8]?) -> [UInt8]? {
    var value: [UInt8] = []
    for part in parts {
      switch part {
      case .literal(let bytes):
        value += bytes
      case .capture(let index):
        guard let bytes = capture(index), !bytes.isEmpty else { return nil }
        value += bytes
      }
    }
    return value
  }
}

/// A template as it stands in a file, before it is known to which pattern's captures its names refer.
struct TemplateSource {
  enum Part {
    case literal([UInt8])
    case name(Field, column: Int)
  }

  var parts: [Part]
  var column: Int

  init(_ text: LineText) throws(PatternLineError) {
    parts = []
    column = text.column(at: 0)
    var literal: [UInt8] = []
    var index = 0
    while index < text.bytes.count {
      let byte = text.bytes[index]
      let isDoubled = index + 1 < text.bytes.count && text.bytes[index + 1] == byte
      switch byte {
      case UInt8(ascii: "{") where isDoubled, UInt8(ascii: "}") where isDoubled:
        literal.append(byte)
        index += 2
      case UInt8(ascii: "}"):
        throw PatternLineError(text.column(at: index), "a } without its {", "write }} for a brace in the text")
      case UInt8(ascii: "{"):
        guard let end = text.bytes[index...].firstIndex(of: UInt8(ascii: "}")) else {
          throw PatternLineError(text.column(at: index), "a { without its }", "write {{ for a brace in the text")
        }
        let name = String(decoding: text.bytes[(index + 1)..<end], as: UTF8.self)
        guard let field = FieldTable.field(named: name) else {
          throw PatternLineError(
            text.column(at: index + 1), "unknown field \(quoted(name))", FieldTable.suggestion(for: name))
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
        literal = []
        parts.append(.name(field, column: text.column(at: index + 1)))
        index = end + 1
      default:
        literal.append(byte)
        index += 1
      }
    }
    if !literal.isEmpty { parts.append(.literal(literal)) }
  }

  /// The template over a pattern's captures; nil if the pattern lacks one that it names.
  func bound(to captures: [Capture]) -> Template? {
    var bound: [Template.Part] = []
    for part in parts {
      switch part {
      case .literal(let bytes):
        bound.append(.literal(bytes))
      case .name(let field, _):
        guard let index = captures.firstIndex(where: { $0.field == field }) else { return nil }
        bound.append(.capture(index))
      }
    }
    return Template(parts: bound)
  }
}
