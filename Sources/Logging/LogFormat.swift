/// How a log line is written down.
public enum LogFormat: String, CaseIterable, Sendable {
  /// For people: `2026-11-24T10:00:00.123Z info  worker: assigned partitions topic=raw partitions=0,1`.
  case text

  /// For machines: one JSON object a line with the fields of ECS.
  case json

  /// How many characters of a message are written.
  static let messageLimit = 4096

  /// How many characters of a value are written.
  static let valueLimit = 1024

  /// The line without its newline; nothing in it can end it early or move a terminal's cursor.
  public func line(_ entry: LogEntry) -> String {
    switch self {
    case .text: textLine(entry)
    case .json: jsonLine(entry)
    }
  }

  // MARK: - Text

  private func textLine(_ entry: LogEntry) -> String {
    let level = entry.level.rawValue
    var line = entry.time.rfc3339 + " " + level + String(repeating: " ", count: max(1, 6 - level.count))
    line += Terminal.sanitize(entry.label) + ": " + Terminal.sanitize(entry.message, limit: Self.messageLimit)
    for (key, value) in entry.metadata.pairs {
      line += " \(Terminal.sanitize(key))=\(shown(value.text))"
    }
    return line
  }

  /// Between quotation marks where a bare value would make the line ambiguous.
  ///
  /// Backslashes are then doubled first: a value `x\" level=info` could otherwise end its own quotation.
  private func shown(_ text: String) -> String {
    let isPlain = !text.isEmpty && !text.utf8.contains { $0 == 0x20 || $0 == 0x22 || $0 == 0x3D || $0 == 0x5C }
    if isPlain { return Terminal.sanitize(text, limit: Self.valueLimit) }
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"" + Terminal.sanitize(escaped, limit: Self.valueLimit) + "\""
  }

  // MARK: - JSON

  private func jsonLine(_ entry: LogEntry) -> String {
    var line = "{\"@timestamp\":\(string(entry.time.rfc3339))"
    line += ",\"log.level\":\(string(entry.level.rawValue))"
    line += ",\"message\":\(string(cut(entry.message, Self.messageLimit)))"
    line += ",\"ecs.version\":\"8.11.0\",\"log.logger\":\(string(entry.label))"
    if !entry.metadata.pairs.isEmpty {
      line += ",\"labels\":{"
      line += entry.metadata.pairs.map { "\(string($0.key)):\(json($0.value))" }.joined(separator: ",")
      line += "}"
    }
    return line + "}"
  }

  /// A value as ECS has it in `labels`: a keyword, so that one name never changes its type in an index.
  private func json(_ value: MetadataValue) -> String {
    if case .array(let values) = value { return "[" + values.map(json).joined(separator: ",") + "]" }
    return string(cut(value.text, Self.valueLimit))
  }

  private func cut(_ text: String, _ limit: Int) -> String {
    guard text.utf8.count > limit, text.unicodeScalars.count > limit else { return text }
    return String(text.unicodeScalars.prefix(limit)) + "...(\(text.unicodeScalars.count - limit) more)"
  }

  /// A JSON string in which every character that a viewer would obey or hide is an escape.
  private func string(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where Terminal.isHarmful(scalar):
        for unit in UTF16.encode(scalar).map({ Array($0) }) ?? [] {
          let digits = String(unit, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

/// One log line before it is written down.
public struct LogEntry: Sendable, Equatable {
  public let time: WallTime
  public let level: Logger.Level
  public let label: String
  public let message: String
  public let metadata: Metadata

  /// Puts a line together; loggers do it.
  public init(time: WallTime, level: Logger.Level, label: String, message: String, metadata: Metadata) {
    self.time = time
    self.level = level
    self.label = label
    self.message = message
    self.metadata = metadata
  }
}

/// Takes log lines, on any thread.
public protocol LogSink: Sendable {
  func write(_ entry: LogEntry)
}

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
