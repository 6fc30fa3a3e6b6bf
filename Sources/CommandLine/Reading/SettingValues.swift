/// The values in effect for one command, read by the setting or argument that they belong to.
public struct SettingValues: Sendable {
  struct Entry: Sendable {
    let setting: any AnySetting
    let value: any Sendable
    let origin: Origin

    /// Whether the value, or a part of it, may be secret.
    var isSecret: Bool { setting.holdsSecret(value) }
  }

  /// In the order of the table.
  private(set) var order: [String] = []
  private var entries: [String: Entry] = [:]
  private var arguments: [String: [any Sendable]] = [:]

  /// What is handed on to the Kafka library, sorted by name, each name once.
  public internal(set) var passedProperties: [PassedProperty] = []

  init() {}

  /// The value of a setting; its default where the command does not take it.
  public subscript<Value: Sendable>(setting: Setting<Value>) -> Value {
    guard let entry = entries[setting.facts.id], let value = entry.value as? Value else { return setting.defaultValue }
    return value
  }

  /// The words given for an argument, none where the command does not take it.
  public subscript<Element: Sendable>(argument: Positional<Element>) -> [Element] {
    (arguments[argument.name] ?? []).compactMap { $0 as? Element }
  }

  /// Where the value of a setting comes from.
  public func origin(of setting: some AnySetting) -> Origin { entries[setting.facts.id]?.origin ?? .default }

  /// Whether something set it.
  public func isSet(_ setting: some AnySetting) -> Bool { origin(of: setting) != .default }

  mutating func set(_ setting: any AnySetting, to value: any Sendable, from origin: Origin) {
    if entries[setting.facts.id] == nil { order.append(setting.facts.id) }
    entries[setting.facts.id] = Entry(setting: setting, value: value, origin: origin)
  }

  /// Fills in a setting that nothing set and that the command takes.
  package mutating func derive<Value: Sendable>(_ setting: Setting<Value>, _ value: Value, because reason: String) {
    guard let entry = entries[setting.facts.id], entry.origin == .default else { return }
    entries[setting.facts.id] = Entry(setting: entry.setting, value: value, origin: .derived(reason))
  }

  /// Fills in a property of the library that nothing set, under this name or one of its others.
  package mutating func derive(
    property name: String, _ value: String, or aliases: [String] = [], because reason: String
  ) {
    let names = [name] + aliases
    guard !passedProperties.contains(where: { names.contains($0.name) }) else { return }
    passedProperties.append(PassedProperty(name: name, value: value, origin: .derived(reason)))
    passedProperties.sort { $0.name < $1.name }
  }

  func isUnset(_ id: String) -> Bool { entries[id]?.origin ?? .default == .default }

  /// Whether the command takes a setting.
  package func takes(_ setting: some AnySetting) -> Bool { entries[setting.facts.id] != nil }

  mutating func set(argument name: String, to values: [any Sendable]) { arguments[name] = values }

  /// Where each value that may be secret comes from.
  package var secretOrigins: [Origin] {
    let own = order.compactMap { entries[$0] }.filter(\.isSecret)
    return own.map(\.origin) + passedProperties.filter(\.isSecret).map(\.origin)
  }

  /// Every value in effect with its origin, secrets hidden, in the order of the table, then what is handed on.
  public var report: [ReportLine] {
    let own = order.compactMap { entries[$0] }.map { entry in
      ReportLine(
        name: entry.setting.facts.name,
        value: entry.origin == .default && entry.setting.write(entry.value).isEmpty
          ? entry.setting.facts.defaultText : entry.setting.write(entry.value),
        origin: entry.origin)
    }
    let passed = passedProperties.map {
      ReportLine(name: "kafka.\($0.name)", value: $0.shownValue, origin: $0.origin)
    }
    return own + passed
  }
}

/// One line of what is in effect.
public struct ReportLine: Sendable, Hashable {
  /// The key as a file would have it.
  public let name: String

  /// The value as a file would have it, or what its absence means; a secret is hidden.
  public let value: String

  /// Where it comes from.
  public let origin: Origin
}

extension [ReportLine] {
  /// Aligned columns `name  value  origin`, one line each, for people.
  public var text: String {
    let nameWidth = map(\.name.count).max() ?? 0
    let valueWidth = Swift.min(map { harmless($0.value).count }.max() ?? 0, 40)
    return map { line in
      "\(padded(line.name, to: nameWidth))  \(padded(harmless(line.value), to: valueWidth))  \(line.origin)\n"
    }.joined()
  }
}

/// Fills up with blanks at the right.
func padded(_ text: String, to width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}
