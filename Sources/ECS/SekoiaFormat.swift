import Patterns

/// The `sekoia` format: the fields of the ten published samples and of the integration's field table, and no others.
enum SekoiaFormat {
  /// The fields of an event; those of a record that no pattern matches where there is none.
  static func fields(of pattern: Pattern?) -> [(path: String, source: FieldSource)] {
    var fields: [(path: String, source: FieldSource)] = [
      ("@timestamp", .time),
      ("action.outcome", .sekoiaActionOutcome),
      ("azure_linux.message", .text),
      ("event.outcome", .constant("\"success\"")),
      ("log.hostname", .host),
      ("log.level", .sekoiaLevel),
      ("message", .recordBytes),
      ("os.family", .constant("\"linux\"")),
      ("os.platform", .constant("\"linux\"")),
      ("process.parent.pid", .parentProcessID),
      ("process.pid", .processID),
      ("sekoiaio.intake.parsing_status", .constant("\"success\"")),
    ]
    guard let pattern else { return fields }
    let captures = CapturedFields(pattern)
    // The original knows one user: the account that acts in the end, not the one who asked for it.
    let users = captures.indices(of: ["user.effective.name", "user.name", "user.target.name"])
    if !users.isEmpty {
      fields.append(("user.name", .firstCaptured(users)))
      fields.append(("related.user", .firstCapturedInArray(users)))
    }
    if let address = captures.index(of: "source.address") {
      fields.append(("source.address", .captured(address)))
      fields.append(("source.ip", .capturedIP(address)))
      fields.append(("source.domain", .capturedDomain(address)))
      fields.append(("related.ip", .relatedIPs([address])))
    }
    if let port = captures.index(of: "source.port") { fields.append(("source.port", .capturedNumber(port))) }
    if let command = captures.index(of: "process.command_line") {
      fields.append(("process.command_line", .captured(command)))
      fields.append(("process.executable", .executable(command)))
    }
    if let directory = captures.index(of: "process.working_directory") {
      fields.append(("process.working_directory", .captured(directory)))
    }
    for assignment in pattern.meaning.sekoiaAssignments {
      fields.append((assignment.field.rawValue, .template(assignment.template)))
      if assignment.field == .userName { fields.append(("related.user", .templateInArray(assignment.template))) }
    }
    return fields
  }
}
