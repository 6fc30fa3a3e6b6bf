/// What an object turned out to be.
public enum RecordContent: Sendable {
  case syslog(SyslogRecord)
  /// A syslog record without a text that could be read; the sentence says what stands in its place.
  case missingMessage(StaticString)
  /// An object that is no syslog line: a metrics row, a row of a watched file, another table.
  case foreign
}
