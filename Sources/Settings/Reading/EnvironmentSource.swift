/// The variables that begin with the program's prefix.
///
/// An empty variable counts as absent: container tools cannot unset one, they set it to nothing.
struct EnvironmentSource {
  private(set) var texts = SourceTexts(.environment)
  var mistakes: [Mistake] { texts.mistakes }

  init<Name>(_ environment: [String: String], table: SettingTable<Name>) {
    var known: [String: String] = [:]
    for facts in table.settings.map(\.facts) where facts.sources.contains(.environment) {
      known[table.environmentName(facts.name)] = facts.name
      if facts.isSecret { known[table.environmentName(facts.fileFormName)] = facts.fileFormName }
    }
    let passPrefix = table.environmentPrefix + table.passThrough.environmentPrefix
    for (variable, value) in environment.sorted(by: { $0.key < $1.key })
    where variable.hasPrefix(table.environmentPrefix) && !value.isEmpty {
      let origin = Origin.environment(variable)
      if let name = known[variable] {
        texts.add(name, value, from: origin)
      } else if EnvironmentSource.isServiceLink(variable, value) {
        continue
      } else if variable.hasPrefix(passPrefix), variable.count > passPrefix.count {
        let name = variable.dropFirst(passPrefix.count).lowercased().replacing("_", with: ".")
        texts.pass(name, value, from: origin)
      } else {
        texts.refuse(EnvironmentSource.unknown(variable, known: known.keys.sorted(), table))
      }
    }
  }

  private static func unknown<Name>(_ variable: String, known: [String], _ table: SettingTable<Name>) -> Mistake {
    let prefix = table.environmentPrefix
    if let facts = table.settings.map(\.facts).first(where: { table.environmentName($0.name) == variable }) {
      return Mistake("\(variable) is not read; \(facts.name) can only be given as the flag \(facts.flag ?? facts.name)")
    }
    // All names share the prefix: only what follows it can be near or far.
    let near = nearestName(
      to: String(variable.dropFirst(prefix.count)), among: known.map { String($0.dropFirst(prefix.count)) })
    let hint = near.map { "; did you mean \(prefix)\($0)?" } ?? ""
    return Mistake("unknown environment variable \(quoted(variable))\(hint)")
  }

  /// Whether Kubernetes may have written the variable, as it does into every pod of a namespace for every service.
  ///
  /// A service named like the program would otherwise stop its own pods from starting. The names are those of
  /// "Accessing the Service, Environment variables" in the Kubernetes documentation.
  static func isServiceLink(_ variable: String, _ value: String) -> Bool {
    if variable.hasSuffix("_SERVICE_HOST") || variable.hasSuffix("_SERVICE_PORT") { return true }
    if variable.contains("_SERVICE_PORT_") { return true }
    if variable.hasSuffix("_PORT"), value.contains("://") { return true }
    let parts = variable.split(separator: "_")
    guard let protocolIndex = parts.lastIndex(where: { ["TCP", "UDP", "SCTP"].contains($0) }), protocolIndex >= 2 else {
      return false
    }
    let tail = parts[(protocolIndex + 1)...]
    return parts[protocolIndex - 2] == "PORT" && UInt16(parts[protocolIndex - 1]) != nil
      && (tail.isEmpty || tail.count == 1 && ["PROTO", "PORT", "ADDR"].contains(tail.first ?? ""))
  }
}
