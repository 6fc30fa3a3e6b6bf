import Patterns

/// Where the value of one field of an event comes from.
///
/// Numbers in the cases are indices of the matched pattern's captures.
enum FieldSource {
  /// A JSON value, written as it stands.
  case constant(String)

  case time
  case recordBytes
  case text
  case host
  case program
  case processID
  case repeatCount
  case eventID
  /// The Kafka timestamp.
  case created
  case resourceID

  case captured(Int)
  case capturedNumber(Int)
  /// The first of these that yields anything.
  case first([Template])
  case firstInArray([Template])
  case template(Template)
  /// A template whose field holds an array: its one element.
  case templateInArray(Template)
  /// A captured address if it is an IP address, its zone left out; and if it is none.
  case capturedIP(Int)
  case capturedDomain(Int)
  /// The first word of a captured command line if it is a path, and its words.
  case executable(Int)
  case arguments(Int)
  /// The first word if it is a path, of sudo's whatever it is (`list` and `validate` are no paths).
  case sekoiaExecutable(Int)
  /// Lists without repeats. The event's own IPs and hosts are those that a pattern finds and those that the record names.
  case relatedUsers([Template])
  case relatedIPs([Template])
  case eventIPs([Template])
  case eventHosts([Template])

  /// A part of whom and what a captured command line concerns.
  case command(CommandSubject.Part, Int)
  /// The name of a captured systemd unit that is a service; its type may be a capture of its own.
  case serviceOfUnit(Int)
  case serviceOfType(name: Int, type: Int)
  /// The service that the program belongs to.
  case serviceOfProgram
  /// `true` for a program that no pattern file names.
  case unlistedProgram
  /// The dataset of Elastic's system integration that records of the facility go to.
  case systemDataset

  /// `process.parent.pid`, for the children of cron, whose record has the pid of cron's own process.
  case parentProcessID
  /// `log.level` and `action.outcome` in the sekoia format's words.
  case sekoiaLevel
  case sekoiaActionOutcome

  /// `tags` of an event whose record was repaired.
  case repairTags

  case severityName
  case severityLevel
  case severityCode
  case facilityCode
  case facilityName
  case priority
  case processIDAsText
  case timezone
  case hostID
  case hostIPs
  case cloudProvider
  case cloudAccount
  case cloudInstanceName
  case cloudInstanceID
  case resourceGroup
  case scaleSet

  /// Whether it is what the record says of the process that wrote it.
  var isOfOwnProcess: Bool {
    switch self {
    case .program, .processID, .parentProcessID: true
    default: false
    }
  }
}

/// What a pattern gives for each field, by path: its captures and, of a field that has none, its `set` lines.
struct FieldTemplates {
  private var byPath: [String: Template] = [:]

  init(_ pattern: Pattern) {
    for assignment in pattern.meaning.assignments { byPath[assignment.field.path] = assignment.template }
    // A `set` line replaces a capture of the same field.
    for (index, capture) in pattern.captures.enumerated() where byPath[capture.field.path] == nil {
      byPath[capture.field.path] = Template(parts: [.capture(index)])
    }
  }

  func template(of path: String) -> Template? { byPath[path] }

  /// The templates of those of the paths that have one, in the order of the paths.
  func templates(of paths: [String]) -> [Template] { paths.compactMap { byPath[$0] } }

  /// The templates of all fields whose path the condition takes, sorted by path.
  func templates(where isWanted: (String) -> Bool) -> [Template] {
    byPath.keys.filter(isWanted).sorted().compactMap { byPath[$0] }
  }
}
