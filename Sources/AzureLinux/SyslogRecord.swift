public import StrictJSON

/// One syslog line as a record carries it, in either shape: slices of the record's bytes, nothing copied.
///
/// A field that the record does not have, or that is of a wrong type or out of range, is absent; the event is written without it.
public struct SyslogRecord: Sendable {
  /// Where a slice's offsets count from.
  public enum Source: UInt8, Sendable {
    /// The Kafka value.
    case value
    /// Bytes of the reader's own: the text inside a `properties` member that is a string, and fields that had to be written
    /// in another form; see `RecordReader.propertiesText`.
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

  /// The record's time: the first source that is one, as it was written if that is ISO 8601, else as ISO 8601 in UTC.
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
  /// The subscription of a record that names no resource.
  public internal(set) var subscriptionID = Field.absent
  /// Whether the agents that write this shape may have put a blank for each `;` of the text, or nothing: rows of the `Syslog`
  /// table.
  public internal(set) var losesSemicolons = false
  /// What is not in its common form and has to be looked at again.
  var doubts: Doubts = []

  struct Doubts: OptionSet {
    let rawValue: UInt8

    static let time = Doubts(rawValue: 1)
    static let program = Doubts(rawValue: 2)
    static let processID = Doubts(rawValue: 4)
    static let host = Doubts(rawValue: 8)
    /// The text begins with the program's own tag.
    static let repeatedTag = Doubts(rawValue: 16)
  }
}
