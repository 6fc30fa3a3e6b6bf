import Patterns

/// The `ecs` format: Elastic Common Schema, and what it has no field for under `azure_linux`.
enum ECSFormat {
  /// The version of ECS that the events follow.
  static let version = "9.4.0"

  /// The fields of an event; those of a record that no pattern matches where there is none.
  static func fields(of pattern: Pattern?, includesOriginal: Bool) -> [(path: String, source: FieldSource)] {
    var fields: [(path: String, source: FieldSource)] = [
      ("@timestamp", .time),
      ("azure_linux.repeat_count", .repeatCount),
      ("azure_linux.resource.group", .resourceGroup),
      ("azure_linux.resource.id", .resourceID),
      ("cloud.account.id", .cloudAccount),
      ("cloud.instance.id", .cloudInstanceID),
      ("cloud.instance.name", .cloudInstanceName),
      ("cloud.provider", .cloudProvider),
      ("ecs.version", .constant("\"\(version)\"")),
      ("event.dataset", .constant("\"azure_linux.syslog\"")),
      ("event.id", .eventID),
      ("event.kind", .constant("\"event\"")),
      ("event.module", .constant("\"azure_linux\"")),
      ("event.provider", .program),
      ("event.severity", .severityCode),
      ("event.timezone", .timezone),
      ("host.hostname", .host),
      ("host.ip", .senderIP),
      ("host.name", .host),
      ("host.os.family", .constant("\"linux\"")),
      ("host.os.platform", .constant("\"linux\"")),
      ("host.os.type", .constant("\"linux\"")),
      ("log.level", .severityLevel),
      ("log.syslog.appname", .program),
      ("log.syslog.facility.code", .facilityCode),
      ("log.syslog.facility.name", .facilityName),
      ("log.syslog.hostname", .host),
      ("log.syslog.priority", .priority),
      ("log.syslog.procid", .processIDAsText),
      ("log.syslog.severity.code", .severityCode),
      ("log.syslog.severity.name", .severityName),
      ("message", .text),
      ("process.name", .program),
      ("process.parent.pid", .parentProcessID),
      ("process.pid", .processID),
      ("related.hosts", .relatedHosts([])),
    ]
    if includesOriginal { fields.append(("event.original", .recordBytes)) }
    guard let pattern else { return fields }

    let meaning = pattern.meaning
    if !meaning.categories.isEmpty { fields.append(("event.category", .constant(list(meaning.categories)))) }
    if !meaning.types.isEmpty { fields.append(("event.type", .constant(list(meaning.types)))) }
    if let action = meaning.action { fields.append(("event.action", .template(action))) }
    if let reason = meaning.reason { fields.append(("event.reason", .template(reason))) }
    if let outcome = meaning.outcome { fields.append(("event.outcome", .constant("\"\(outcome.rawValue)\""))) }

    for (index, capture) in pattern.captures.enumerated() {
      switch capture.field.type {
      case .long: fields.append((capture.field.path, .capturedNumber(index)))
      case .ip: fields.append((capture.field.path, .capturedIP(index)))
      case .keywordArray: fields.append((capture.field.path, .templateInArray(Template(parts: [.capture(index)]))))
      case .keyword, .wildcard, .matchOnlyText: fields.append((capture.field.path, .captured(index)))
      }
    }
    let captures = CapturedFields(pattern)
    for side in ["source", "destination", "client", "server"] {
      guard let address = captures.index(of: "\(side).address") else { continue }
      fields.append(("\(side).ip", .capturedIP(address)))
      fields.append(("\(side).domain", .capturedDomain(address)))
    }
    if let command = captures.index(of: "process.command_line") {
      fields.append(("process.executable", .executable(command)))
      fields.append(("process.args", .arguments(command)))
    }
    let users = captures.indices(of: [
      "user.name", "user.effective.name", "user.target.name", "user.changes.name", "source.user.name",
      "destination.user.name", "process.user.name", "process.real_user.name",
    ])
    if !users.isEmpty { fields.append(("related.user", .relatedUsers(users))) }
    let addresses = captures.indices(of: ["source.address", "destination.address", "client.address", "server.address"])
    let onlyIPs = captures.indices(of: ["source.ip", "destination.ip", "client.ip", "server.ip"])
    if !(addresses + onlyIPs).isEmpty { fields.append(("related.ip", .relatedIPs(addresses + onlyIPs))) }
    let domains = captures.indices(of: ["source.domain", "destination.domain"])
    if !(addresses + domains).isEmpty { fields.append(("related.hosts", .relatedHosts(addresses + domains))) }

    for assignment in meaning.assignments {
      switch assignment.field.type {
      case .keywordArray: fields.append((assignment.field.path, .templateInArray(assignment.template)))
      case .long:
        // Numbers come as constants or as one capture; anything else is no number and is left out.
        if let constant = assignment.template.constant, let number = Int64(String(decoding: constant, as: UTF8.self)) {
          fields.append((assignment.field.path, .constant(String(number))))
        } else if case .capture(let index)? = assignment.template.parts.first, assignment.template.parts.count == 1 {
          fields.append((assignment.field.path, .capturedNumber(index)))
        }
      case .keyword, .wildcard, .matchOnlyText, .ip:
        fields.append((assignment.field.path, .template(assignment.template)))
      }
    }
    return fields
  }

  private static func list(_ words: [String]) -> String {
    "[" + words.map { "\"\($0)\"" }.joined(separator: ",") + "]"
  }
}
