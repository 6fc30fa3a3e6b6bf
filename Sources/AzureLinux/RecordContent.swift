public import StrictJSON

/// What an object turned out to be.
public enum RecordContent: Sendable {
  case syslog(SyslogRecord)
  /// A syslog record without a text that could be read; the sentence says what stands in its place.
  case missingMessage(StaticString)
  /// An object that is no syslog line: a metrics row, a row of a watched file, another table.
  case foreign
}

/// What a Kafka value turned out to be.
public enum ValueContent: Sendable {
  /// White space only, or nothing.
  case empty
  case invalid(JSONError)
  /// JSON, but neither an object nor an array of them; the slice is the value.
  case notARecord(JSONSlice, StaticString)
  /// One record; the slice goes from its `{` to its `}`.
  case record(JSONSlice)
  /// A batch: `nextElement` walks over its elements.
  case batch
}
