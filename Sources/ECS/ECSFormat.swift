import Patterns

/// The `ecs` format: Elastic Common Schema, and what it has no field for under `azure_linux`.
enum ECSFormat {
  /// The version of ECS that the events follow.
  static let version = "9.4.0"

  /// The fields of an event; those of a record that no pattern matches where there is none.
  static func fields(
    of pattern: Pattern?, includesOriginal: Bool, marksRepairs: Bool = false, dataset: Dataset = .azureLinux,
    numbers: OwnNumbers = OwnNumbers()
  ) -> [(path: String, source: FieldSource)] {
    var fields: [(path: String, source: FieldSource)] = [
      ("@timestamp", .time),
      ("azure_linux.repeat_count", .repeatCount),
      ("azure_linux.resource.group", .resourceGroup),
      ("azure_linux.resource.id", .resourceID),
      ("azure_linux.resource.scale_set", .scaleSet),
      ("cloud.account.id", .cloudAccount),
      ("cloud.instance.id", .cloudInstanceID),
      ("cloud.instance.name", .cloudInstanceName),
      ("cloud.provider", .cloudProvider),
      ("ecs.version", .constant("\"\(version)\"")),
      ("event.created", .created),
      ("event.id", .eventID),
      ("event.kind", .constant("\"event\"")),
      ("event.provider", .program),
      ("event.severity", .severityCode),
      ("event.timezone", .timezone),
      ("host.hostname", .host),
      ("host.id", .hostID),
      ("host.ip", .hostIPs),
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
      ("related.hosts", .eventHosts([])),
      ("related.ip", .eventIPs([])),
      ("service.name", .serviceOfProgram),
    ]
    fields += self.fields(of: dataset)
    if includesOriginal { fields.append(("event.original", .recordBytes)) }
    if marksRepairs { fields.append(("tags", .repairTags)) }
    guard let pattern else { return fields }

    let meaning = pattern.meaning
    if !meaning.categories.isEmpty { fields.append(("event.category", .constant(list(meaning.categories)))) }
    if !meaning.types.isEmpty { fields.append(("event.type", .constant(list(meaning.types)))) }
    if let action = meaning.action { fields.append(("event.action", .template(action))) }
    if let reason = meaning.reason { fields.append(("event.reason", .template(reason))) }
    if let outcome = meaning.outcome { fields.append(("event.outcome", .constant("\"\(outcome.rawValue)\""))) }
    if isOfPAM(pattern) { fields.append(("azure_linux.pam.unlisted_program", .unlistedProgram)) }

    fields += capturedFields(of: pattern, numbers)
    fields += meaning.assignments.compactMap { assignment in
      source(of: assignment, numbers).map { (assignment.field.path, $0) }
    }
    fields += derivedFields(of: FieldTemplates(pattern), pattern)
    if speaksOfAnotherProcess(pattern) {
      // The record's own process stays in log.syslog.appname and procid.
      fields.removeAll { $0.path.hasPrefix("process.") && $0.source.isOfOwnProcess }
    }
    return fields
  }

  /// Whether any program can write a text of the pattern, since any may load one of PAM's modules.
  private static func isOfPAM(_ pattern: Pattern) -> Bool {
    let paths = pattern.captures.map(\.field.path) + pattern.meaning.assignments.map(\.field.path)
    return pattern.programs == [.any] && paths.contains { $0.hasPrefix("azure_linux.pam.") }
  }

  /// What says which data set an event belongs to.
  private static func fields(of dataset: Dataset) -> [(path: String, source: FieldSource)] {
    switch dataset {
    case .azureLinux:
      [
        ("event.dataset", .constant("\"azure_linux.syslog\"")),
        ("event.module", .constant("\"azure_linux\"")),
      ]
    case .system:
      [
        ("data_stream.dataset", .systemDataset),
        ("data_stream.namespace", .constant("\"default\"")),
        ("data_stream.type", .constant("\"logs\"")),
        ("event.dataset", .systemDataset),
        ("event.module", .constant("\"system\"")),
      ]
    }
  }

  private static func capturedFields(
    of pattern: Pattern, _ numbers: OwnNumbers
  ) -> [(path: String, source: FieldSource)] {
    pattern.captures.enumerated().map { index, capture in
      if numbers.contains(capture.field) { return (capture.field.path, .capturedNumber(index)) }
      return switch capture.field.type {
      case .long, .float: (capture.field.path, .capturedNumber(index))
      case .ip: (capture.field.path, .capturedIP(index))
      case .keywordArray: (capture.field.path, .templateInArray(Template(parts: [.capture(index)])))
      case .keyword, .wildcard, .matchOnlyText: (capture.field.path, .captured(index))
      }
    }
  }

  /// What a `set` line writes; nil for a value that its field's type does not take.
  private static func source(of assignment: Classification.Assignment, _ numbers: OwnNumbers) -> FieldSource? {
    let template = assignment.template
    let onlyCapture: Int? =
      if case .capture(let index)? = template.parts.first, template.parts.count == 1 { index } else { nil }
    switch numbers.contains(assignment.field) ? .long : assignment.field.type {
    case .keywordArray: return .templateInArray(template)
    case .keyword, .wildcard, .matchOnlyText:
      // A field of our own that is set to true or false is a boolean.
      if assignment.field.isOwn, let flag = template.constant.map({ String(decoding: $0, as: UTF8.self) }),
        flag == "true" || flag == "false"
      {
        return .constant(flag)
      }
      return .template(template)
    case .long, .float:
      if let onlyCapture { return .capturedNumber(onlyCapture) }
      return template.constant.flatMap { Int64(String(decoding: $0, as: UTF8.self)) }.map { .constant(String($0)) }
    case .ip:
      if let onlyCapture { return .capturedIP(onlyCapture) }
      return template.constant.flatMap { IPAddress.length($0.span) == $0.count ? .template(template) : nil }
    }
  }

  /// Fields that follow from others; one that the pattern gives itself stays as it is.
  private static func derivedFields(
    of given: FieldTemplates, _ pattern: Pattern
  ) -> [(path: String, source: FieldSource)] {
    var fields: [(path: String, source: FieldSource)] = []
    func derive(_ path: String, _ source: FieldSource) {
      if given.template(of: path) == nil { fields.append((path, source)) }
    }
    for side in sides {
      guard let address = pattern.captures.firstIndex(where: { $0.field.path == "\(side).address" }) else { continue }
      derive("\(side).ip", .capturedIP(address))
      derive("\(side).domain", .capturedDomain(address))
    }
    if let command = pattern.captures.firstIndex(where: { $0.field.path == "process.command_line" }) {
      derive("process.executable", .executable(command))
      derive("process.args", .arguments(command))
    }
    // The rest of a command that sudo wrote over several lines tells no account, and is no command.
    if pattern.programs.contains(where: { runners.contains($0.description) }),
      given.template(of: "user.effective.name") != nil,
      let command = pattern.captures.firstIndex(where: { $0.field.path == "process.command_line" })
    {
      for (path, part) in commandParts { derive(path, .command(part, command)) }
    } else if let unit = pattern.captures.firstIndex(where: { $0.field.name == ".systemd.unit" }) {
      derive("service.name", .serviceOfUnit(unit))
    } else if let name = pattern.captures.firstIndex(where: { $0.field.name == ".systemd.name" }),
      let type = pattern.captures.firstIndex(where: { $0.field.name == ".systemd.type" })
    {
      derive("service.name", .serviceOfType(name: name, type: type))
    }
    let users = given.templates(of: userPaths)
    if !users.isEmpty || fields.contains(where: { $0.path == "user.target.name" }) {
      fields.append(("related.user", .relatedUsers(users)))
    }
    fields.append(("related.ip", .eventIPs(given.templates(of: addressPaths + ipPaths))))
    fields.append(("related.hosts", .eventHosts(given.templates(of: addressPaths + hostPaths))))
    return fields
  }

  /// Whether the line is about a process that is not the one that wrote it, such as a service that systemd saw exit.
  private static func speaksOfAnotherProcess(_ pattern: Pattern) -> Bool {
    pattern.captures.contains { ["process.pid", "process.exit_code"].contains($0.field.path) }
  }

  /// Programs that run the command they log as another user.
  private static let runners: Set<String> = ["sudo", "doas", "pkexec"]
  private static let commandParts: [(path: String, part: CommandSubject.Part)] = [
    ("service.name", .service), ("user.target.name", .targetName), ("user.target.id", .targetID),
    ("user.changes.name", .newName), ("user.changes.id", .newID), ("group.name", .groupName),
    ("group.id", .groupID),
  ]
  private static let sides = ["source", "destination", "client", "server"]
  private static let addressPaths = sides.map { "\($0).address" }
  private static let ipPaths = FieldTable.fields.filter { $0.type == .ip }.map(\.path)
  private static let hostPaths = sides.map { "\($0).domain" } + ["host.name", "host.hostname"]
  /// Those of the acting user first.
  private static let userPaths =
    ["user.name", "user.effective.name", "user.target.name", "user.changes.name"]
    + FieldTable.fields.map(\.path).filter { $0.hasSuffix(".user.name") || $0.hasSuffix("_user.name") }

  private static func list(_ words: [String]) -> String {
    "[" + words.map { "\"\($0)\"" }.joined(separator: ",") + "]"
  }
}
