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
  case resourceID

  case captured(Int)
  case capturedNumber(Int)
  /// The first of these captures that holds anything.
  case firstCaptured([Int])
  case firstCapturedInArray([Int])
  case template(Template)
  /// A template whose field holds an array: its one element.
  case templateInArray(Template)
  /// A captured address if it is an IP address, its zone left out; and if it is none.
  case capturedIP(Int)
  case capturedDomain(Int)
  /// The first word of a captured command line if it is a path (for sudo: whatever it is), and its words.
  case executable(Int)
  case arguments(Int)
  /// Lists without repeats.
  case relatedUsers([Int])
  case relatedIPs([Int])
  case relatedHosts([Int])

  /// `process.parent.pid`, for the children of cron, whose record has the pid of cron's own process.
  case parentProcessID
  /// `log.level` and `action.outcome` in the sekoia format's words.
  case sekoiaLevel
  case sekoiaActionOutcome

  case severityName
  case severityLevel
  case severityCode
  case facilityCode
  case facilityName
  case priority
  case processIDAsText
  case timezone
  case senderIP
  case cloudProvider
  case cloudAccount
  case cloudInstanceName
  case cloudInstanceID
  case resourceGroup
}
