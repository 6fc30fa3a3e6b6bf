/// Names and values beside a message, in the order in which they were written.
public struct Metadata: Sendable, Equatable, ExpressibleByDictionaryLiteral {
  private(set) var pairs: [(key: String, value: MetadataValue)] = []

  public init() {}

  /// Takes pairs; of two equal names the last counts.
  public init(dictionaryLiteral elements: (String, MetadataValue)...) {
    for (key, value) in elements { self[key] = value }
  }

  /// The value of a name; nil removes it.
  public subscript(key: String) -> MetadataValue? {
    get { pairs.first { $0.key == key }?.value }
    set {
      let index = pairs.firstIndex { $0.key == key }
      switch (index, newValue) {
      case (let index?, let value?): pairs[index].value = value
      case (let index?, nil): pairs.remove(at: index)
      case (nil, let value?): pairs.append((key, value))
      case (nil, nil): break
      }
    }
  }

  /// Adds what another has; it counts where both have a name.
  public mutating func merge(_ other: Metadata) {
    for pair in other.pairs { self[pair.key] = pair.value }
  }

  public static func == (left: Metadata, right: Metadata) -> Bool {
    left.pairs.elementsEqual(right.pairs) { $0.key == $1.key && $0.value == $1.value }
  }
}

/// A value beside a message.
public enum MetadataValue: Sendable, Equatable, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
  case string(String)
  case integer(Int)
  case decimal(Double)
  case boolean(Bool)
  case array([MetadataValue])

  /// Stands for a value that must not be shown; the value itself is never taken.
  case secret

  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(floatLiteral value: Double) { self = .decimal(value) }
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
  public init(arrayLiteral elements: MetadataValue...) { self = .array(elements) }

  /// The text of a single value; of several, joined by commas.
  var text: String {
    switch self {
    case .string(let value): value
    case .integer(let value): String(value)
    case .decimal(let value): String(value)
    case .boolean(let value): String(value)
    case .array(let values): values.map(\.text).joined(separator: ",")
    case .secret: "[hidden]"
    }
  }
}
