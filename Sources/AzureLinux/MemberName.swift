/// The member names of the two record shapes that carry a syslog line, and of the envelope around a batch.
///
/// `contract.md`'s table of record shapes in one enumeration: the Linux diagnostic extension writes the first group and, inside
/// `properties`, the second; Log Analytics' `Syslog` table (data export) writes the third.
enum MemberName: UInt8 {
  case records
  case time, level, category, operationName, resourceId, properties

  case ident, pid, facility, severity, eventTime, sendingHost, message, hostname, host

  case timeGenerated, rowEventTime, severityLevel, rowFacility, processName, processID, syslogMessage, hostName,
    computer
  case hostIP, rowResourceId, subscriptionId, type

  /// The names on the outermost level of a record, with their spelling.
  static let ofRecord: [(String, MemberName)] = [
    ("records", .records),
    ("time", .time), ("level", .level), ("category", .category), ("operationName", .operationName),
    ("resourceId", .resourceId), ("properties", .properties),
    ("TimeGenerated", .timeGenerated), ("EventTime", .rowEventTime), ("SeverityLevel", .severityLevel),
    ("Facility", .rowFacility), ("ProcessName", .processName), ("ProcessID", .processID),
    ("SyslogMessage", .syslogMessage), ("HostName", .hostName), ("Computer", .computer), ("HostIP", .hostIP),
    ("_ResourceId", .rowResourceId), ("_SubscriptionId", .subscriptionId), ("Type", .type),
  ]

  /// The names inside `properties`.
  static let ofProperties: [(String, MemberName)] = [
    ("ident", .ident), ("pid", .pid), ("Facility", .facility), ("Severity", .severity), ("EventTime", .eventTime),
    ("SendingHost", .sendingHost), ("Msg", .message), ("hostname", .hostname),
    ("Host", .host),
  ]
}
