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

  private static let byPath: [String: Field] = Dictionary(uniqueKeysWithValues: fields.map { ($0.path, $0) })
}
