public import StrictJSON

/// One syslog line as a record carries it, in either shape: slices of the record's bytes, nothing copied.
///
/// A field that the record does not have, or that is of a wrong type or out of range, is absent; the event is written without it.
public struct SyslogRecord: Sendable {
  /// Where a slice's offsets count from.
  public enum Source: UInt8, Sendable {
    /// The Kafka value.
    case value
    /// The text inside a `properties` member that is a string; see `RecordReader.propertiesText`.
    case propertiesText
  }

  public struct Field: Sendable {
    public let slice: JSONSlice
    public let source: Source

    @inlinable
    public init(_ slice: JSONSlice, in source: Source) {
      self.slice = slice
      self.source = source
    }

    @inlinable public static var absent: Field { Field(.absent, in: .value) }
    @inlinable public var isPresent: Bool { slice.kind != .absent }
  }

  /// The record's time as it was written: the first source that is an ISO 8601 time with a possible date.
  public internal(set) var time = Field.absent
  public internal(set) var severity: Severity?
  /// A syslog word or a number; not checked here.
  public internal(set) var facility = Field.absent
  public internal(set) var program = Field.absent
  /// 0 to 2,147,483,647.
  public internal(set) var processID: Int64?
  /// Never empty.
  public internal(set) var text = Field.absent
  public internal(set) var host = Field.absent
  public internal(set) var sender = Field.absent
  public internal(set) var resourceID = Field.absent
  /// Whether the record is a row of the `Syslog` table, whose agents write a blank for a semicolon or leave it out.
  public internal(set) var losesSemicolons = false
}
