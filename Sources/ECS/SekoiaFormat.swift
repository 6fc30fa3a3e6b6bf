import AzureLinux
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
    func capture(of path: String) -> Int? { pattern.captures.firstIndex { $0.field.path == path } }
    // The original knows one user: the account that acts in the end, not the one who asked for it.
    let users = FieldTemplates(pattern).templates(of: ["user.effective.name", "user.name", "user.target.name"])
    // Of a line that can be read in more than one way only the caller is known, and the format knows the account alone.
    let isAmbiguous = pattern.meaning.assignments.contains { $0.field.path.hasSuffix(".ambiguous") }
    if !users.isEmpty, !isAmbiguous {
      fields.append(("user.name", .first(users)))
      fields.append(("related.user", .firstInArray(users)))
    }
    if let address = capture(of: "source.address") {
      fields.append(("source.address", .captured(address)))
      fields.append(("source.ip", .capturedIP(address)))
      fields.append(("source.domain", .capturedDomain(address)))
      fields.append(("related.ip", .relatedIPs([Template(parts: [.capture(address)])])))
    }
    if let port = capture(of: "source.port") { fields.append(("source.port", .capturedNumber(port))) }
    if let command = capture(of: "process.command_line") {
      fields.append(("process.command_line", .captured(command)))
      fields.append(("process.executable", .sekoiaExecutable(command)))
    }
    if let directory = capture(of: "process.working_directory") {
      fields.append(("process.working_directory", .captured(directory)))
    }
    for assignment in pattern.meaning.sekoiaAssignments {
      fields.append((assignment.field.rawValue, .template(assignment.template)))
      if assignment.field == .userName { fields.append(("related.user", .templateInArray(assignment.template))) }
    }
    return fields
  }
}

/// The words of the `sekoia` format.
enum SekoiaWords {
  /// `log.level`; the original maps `notice` to `info`.
  static func level(_ severity: Severity) -> StaticString {
    switch severity {
    case .emergency: "emergency"
    case .alert: "alert"
    case .critical: "critical"
    case .error: "error"
    case .warning: "warn"
    case .notice, .informational: "info"
    case .debug: "debug"
    }
  }
}
