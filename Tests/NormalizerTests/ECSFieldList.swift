import Foundation

/// The fields of ECS as the reference corpus lists them.
struct ECSFieldList {
  struct Entry: Decodable {
    let type: String
    let normalize: [String]?
    let allowedValues: [String]?
    let expectedEventTypes: [String: [String]]?

    var isArray: Bool { normalize?.contains("array") ?? false }
  }

  private struct File: Decodable {
    let version: String
    let fields: [String: Entry]
  }

  let version: String
  let fields: [String: Entry]

  init() throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let file = try decoder.decode(File.self, from: Data(try Corpus.bytes("ecs/ecs-fields.json")))
    version = file.version
    fields = file.fields
  }

  /// What is wrong with an event by the list, in sentences; empty for an event that is as ECS wants it.
  func disagreements(about event: EventTree) -> [String] {
    var disagreements: [String] = []
    for (path, value) in event.leaves {
      if path.hasPrefix("azure_linux.") || path.hasPrefix("system.auth.") {
        if let disagreement = Self.disagreement(aboutOwn: value) { disagreements.append("\(path) \(disagreement)") }
      } else if let entry = fields[path] {
        disagreements += Self.disagreements(about: value, as: entry).map { "\(path) \($0)" }
      } else {
        disagreements.append("\(path) is no field of ECS")
      }
    }
    let categories = event["event.category"]?.texts ?? []
    let expected = fields["event.category"]?.expectedEventTypes ?? [:]
    for type in event["event.type"]?.texts ?? []
    where !categories.contains(where: { expected[$0]?.contains(type) == true }) {
      disagreements.append("event.type \(type) is expected with none of \(categories)")
    }
    for category in categories
    where !(event["event.type"]?.texts ?? []).contains(where: { expected[category]?.contains($0) == true }) {
      disagreements.append("event.category \(category) has no type of its own")
    }
    if event["ecs.version"]?.text != version { disagreements.append("ecs.version is not \(version)") }
    disagreements += Self.complaintsAboutRelated(event)
    return disagreements
  }

  /// Own fields are strings, whole numbers and booleans, so that no index ever sees two types.
  private static func disagreement(aboutOwn value: EventTree.Value) -> String? {
    switch value {
    case .string(let text): text.isEmpty ? "is an empty string" : nil
    case .number(let text): Int64(text) == nil ? "is no long" : nil
    case .boolean: nil
    default: "is neither a string nor a number"
    }
  }

  private static func disagreements(about value: EventTree.Value, as entry: Entry) -> [String] {
    guard case .array(let elements) = value else {
      return entry.isArray ? ["is no array"] : disagreements(aboutOne: value, as: entry)
    }
    if !entry.isArray { return ["is an array"] }
    return elements.isEmpty ? ["is an empty array"] : elements.flatMap { disagreements(aboutOne: $0, as: entry) }
  }

  private static func disagreements(aboutOne value: EventTree.Value, as entry: Entry) -> [String] {
    switch (entry.type, value) {
    case (_, .string("")): return ["is an empty string"]
    case ("keyword", .string(let text)), ("constant_keyword", .string(let text)), ("wildcard", .string(let text)),
      ("match_only_text", .string(let text)):
      guard let allowed = entry.allowedValues, !allowed.contains(text) else { return [] }
      return ["is \(text), which is not allowed"]
    case ("long", .number(let text)): return Int64(text) == nil ? ["is above a long"] : []
    case ("ip", .string(let text)): return isAddress(text) ? [] : ["is \(text), no address"]
    case ("date", .string(let text)): return isDate(text) ? [] : ["is \(text), no date"]
    case ("boolean", .boolean): return []
    default: return ["is of another type than \(entry.type)"]
    }
  }

  /// By the system's own reader of addresses.
  static func isAddress(_ text: String) -> Bool {
    var storage = in6_addr()
    return unsafe inet_pton(AF_INET, text, &storage) == 1 || inet_pton(AF_INET6, text, &storage) == 1
  }

  /// The form of Elasticsearch's `strict_date_optional_time` with seconds.
  static func isDate(_ text: String) -> Bool {
    text.wholeMatch(of: /\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\d(\.\d{1,9})?(Z|[+-]\d\d(:?\d\d)?)?/) != nil
  }

  private static let sides = ["source", "destination", "client", "server"]

  private static func complaintsAboutRelated(_ event: EventTree) -> [String] {
    var users: Set<String> = []
    var addresses: Set<String> = []
    var hosts: Set<String> = []
    for (path, value) in event.leaves where !path.hasPrefix("azure_linux.") && !path.hasPrefix("system.auth.") {
      if path == "user.name" || path.hasSuffix(".user.name") || path.hasSuffix("_user.name")
        || (path.hasPrefix("user.") && path.hasSuffix(".name")
          && !path.contains(".group."))
      {
        value.text.map { _ = users.insert($0) }
      } else if path == "host.ip" {
        addresses.formUnion(value.texts ?? [])
      } else if path.hasSuffix(".ip"), path != "related.ip" {
        value.text.map { _ = addresses.insert($0) }
      } else if path == "host.name" || path == "host.hostname" || sides.contains(where: { path == "\($0).domain" }) {
        value.text.map { _ = hosts.insert($0) }
      }
    }
    var disagreements: [String] = []
    for (path, wanted) in [("related.user", users), ("related.ip", addresses), ("related.hosts", hosts)] {
      let related = event[path]?.texts ?? []
      if Set(related) != wanted { disagreements.append("\(path) is \(related), expected \(wanted.sorted())") }
      if Set(related).count != related.count { disagreements.append("\(path) has repeats: \(related)") }
    }
    return disagreements
  }
}
