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
