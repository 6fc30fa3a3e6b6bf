import Foundation

/// A record with the event that another project makes of it.
struct Pair {
  let id: String
  let input: String
  /// The syslog text of the record.
  let text: String
  /// The fields of the other project's event, by path.
  let expected: [String: EventTree.Value]
  /// Fields that the corpus says not to judge the pair by.
  let skipped: Set<String>

  static func all(in name: String) throws -> [Pair] {
    try Corpus.lines("pairs/\(name).jsonl").map { line in
      let pair = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] ?? [:]
      let input = pair["input"] as? String ?? ""
      let record = try JSONSerialization.jsonObject(with: Data(input.utf8)) as? NSDictionary ?? [:]
      var expected: [String: EventTree.Value] = [:]
      collect(pair["expected"], path: "", into: &expected)
      return Pair(
        id: pair["id"] as? String ?? "", input: input,
        text: Normalized.value("properties.Msg", in: record) as? String ?? "", expected: expected,
        skipped: Set(pair["skip"] as? [String] ?? []))
    }
  }

  private static func collect(_ value: Any?, path: String, into fields: inout [String: EventTree.Value]) {
    guard let object = value as? [String: Any] else {
      fields[path] = leaf(value)
      return
    }
    for (name, member) in object { collect(member, path: path.isEmpty ? name : "\(path).\(name)", into: &fields) }
  }

  private static func leaf(_ value: Any?) -> EventTree.Value {
    switch value {
    case let text as String: .string(text)
    case let number as NSNumber: .number("\(number)")
    case let elements as [Any]: .array(elements.map(leaf))
    default: .null
    }
  }
}
