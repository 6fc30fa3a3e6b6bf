/// The ECS fields that a pattern may fill, with their types in ECS 9; their names stand in `FieldNames`.
public enum FieldTable {
  /// All ECS fields of the table, sorted by path.
  public static let fields: [Field] = FieldTree.fields().sorted { $0.path < $1.path }

  /// The short names a pattern can use instead of a path.
  public static let aliases: [String: String] = [
    "user": "user.name",
    "uid": "user.id",
    "gid": "group.id",
    "effective": "user.effective.name",
    "target": "user.target.name",
    "group": "group.name",
    "address": "source.address",
    "port": "source.port",
    "command": "process.command_line",
    "pwd": "process.working_directory",
  ]

  /// Fields whose captures are read otherwise than their type says.
  static let specialKinds: [String: CaptureKind] = [
    "user.name": .user,
    "user.id": .number,
    "group.id": .number,
    "user.effective.name": .user,
    "user.target.name": .user,
    "group.name": .user,
    "source.address": .address,
    "destination.address": .address,
    "source.port": .port,
    "destination.port": .port,
    "process.working_directory": .text,
  ]

  /// The field of a name in a pattern file: an alias, a path of the table, or `.x.y`; nil if it is none.
  public static func field(named name: String) -> Field? {
    if name.utf8.first == UInt8(ascii: ".") {
      return isOwnName(name) ? Field(path: Field.ownRoot + name, type: .keyword, isOwn: true) : nil
    }
    if name.hasPrefix(labels) {
      // ECS leaves the names of labels to the user.
      let label = name.dropFirst(labels.count)
      return !label.contains(".") && isOwnName(".\(label)") ? Field(path: name, type: .keyword, isOwn: false) : nil
    }
    return byPath[aliases[name] ?? name]
  }

  /// A message's end for a name that is none: the nearest known one.
  static func suggestion(for name: String) -> String? {
    if name.utf8.first == UInt8(ascii: ".") {
      return "expected lower case letters, digits and _ between the dots, e.g. .ssh.method"
    }
    let near = nearest(to: name, among: fields.map(\.path) + aliases.keys.sorted())
    return near.map { "did you mean \(quoted($0))?" }
      ?? "expected an ECS field of text, numbers or addresses such as user.name, an alias such as user, or a field of our "
      + "own such as .ssh.method"
  }

  private static func isOwnName(_ name: String) -> Bool {
    let segments = name.utf8.dropFirst().split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return segments.allSatisfy { segment in
      segment.first.map { $0 &- 0x61 < 26 } == true
        && segment.allSatisfy { $0 &- 0x61 < 26 || isDigit($0) || $0 == UInt8(ascii: "_") }
    }
  }

  private static let labels = "labels."

  private static let byPath: [String: Field] = Dictionary(
    uniqueKeysWithValues: FieldTree.fields().map { ($0.path, $0) })
}

/// The type of a field in Elasticsearch, as far as patterns can write it.
public enum FieldType: String, Sendable {
  case keyword
  case wildcard
  case matchOnlyText = "match_only_text"
  case long
  /// A number with a fraction; a pattern gives it without one.
  case float
  case ip
  /// A keyword field that holds an array; what a pattern gives becomes its one element.
  case keywordArray = "keyword[]"
}

/// A field that a pattern can fill: one of ECS, or one of the product's own under `azure_linux`.
public struct Field: Sendable, Hashable {
  /// The whole dotted path in the event, e.g. `user.name` or `azure_linux.ssh.method`.
  public let path: String
  public let type: FieldType
  /// Whether the field lives under `azure_linux` and not in ECS.
  public let isOwn: Bool

  /// The name as pattern files write it: `.ssh.method` for an own field, else the path.
  public var name: String {
    isOwn ? String(path.dropFirst(Self.ownRoot.count)) : path
  }

  static let ownRoot = "azure_linux"

  /// The kind of a capture of this field that names none.
  var defaultKind: CaptureKind {
    if let kind = FieldTable.specialKinds[path] { return kind }
    switch type {
    case .keyword, .keywordArray: return .word
    case .wildcard, .matchOnlyText: return .text
    case .long, .float: return .number
    case .ip: return .address
    }
  }

  /// Why a capture of a kind cannot be written into the field, or nil if it can.
  func refusal(of kind: CaptureKind) -> String? {
    switch type {
    case .long, .float: kind.isNumeric ? nil : "is a number in ECS; use the kind number or port"
    case .ip: kind == .address ? nil : "is an IP address in ECS; use the kind address"
    case .keyword, .keywordArray, .wildcard, .matchOnlyText: nil
    }
  }
}

/// Reads the trees of `FieldNames`.
struct FieldTree {
  private let text: [UInt8]
  private var position = 0
  private var fields: [Field] = []

  /// The fields of all trees, in no order.
  static func fields() -> [Field] {
    var tree = FieldTree(FieldNames.all)
    tree.read(below: "")
    return tree.fields
  }

  private init(_ text: String) { self.text = Array(text.utf8) }

  /// Reads names until the end of the object.
  private mutating func read(below parent: String) {
    while position < text.count {
      let first = text[position]
      if Self.isBlank(first) {
        position += 1
        continue
      }
      if first == UInt8(ascii: "}") {
        position += 1
        return
      }
      let start = position
      while position < text.count, !Self.isEnd(text[position]) { position += 1 }
      let word = text[start..<position]
      if first == UInt8(ascii: "$") {
        var set = FieldTree(FieldNames.sets[String(decoding: word.dropFirst(), as: UTF8.self)] ?? "")
        set.read(below: parent)
        fields += set.fields
      } else if position < text.count, text[position] == UInt8(ascii: "{") {
        position += 1
        read(below: parent + String(decoding: word, as: UTF8.self) + ".")
      } else {
        fields.append(Self.field(word, below: parent))
      }
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A }

  private static func isEnd(_ byte: UInt8) -> Bool {
    isBlank(byte) || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}")
  }

  /// A name, alone or with its type.
  private static func field(_ word: ArraySlice<UInt8>, below parent: String) -> Field {
    var name = word
    var type = FieldType.keyword
    if word.last == UInt8(ascii: "]") {
      name = word.dropLast(2)
      type = .keywordArray
    } else if let colon = word.firstIndex(of: UInt8(ascii: ":")) {
      name = word[..<colon]
      let typeName = String(decoding: word[(colon + 1)...], as: UTF8.self)
      type = typeName == "text" ? .matchOnlyText : FieldType(rawValue: typeName) ?? .keyword
    }
    return Field(path: parent + String(decoding: name, as: UTF8.self), type: type, isOwn: false)
  }
}
