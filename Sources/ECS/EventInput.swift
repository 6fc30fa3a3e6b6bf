public import AzureLinux
public import StrictJSON

/// All that is known of one record when its event is written; a view of bytes that others own.
@safe
public struct EventInput: ~Escapable {
  /// The Kafka value.
  public let value: Span<UInt8>
  /// What the slices of a `properties` member written as a string count from.
  public let propertiesText: Span<UInt8>
  /// The syslog text as characters; captures count from its first byte.
  public let text: Span<UInt8>
  /// Whether the text can stand in a JSON string as it is. True for a text without escapes in the record.
  public let textIsPlain: Bool
  public let record: SyslogRecord
  /// The program, the host and the resource id as characters; empty where the record has none.
  public let program: Span<UInt8>
  public let host: Span<UInt8>
  public let resourceID: Span<UInt8>
  /// The record as it came, from `{` to `}`.
  public let recordBytes: Span<UInt8>
  /// The same bytes as the inside of a JSON string, where the reader has made them; else empty.
  public let escapedRecord: Span<UInt8>
  /// What was repaired before it could be read.
  public let repairs: JSONRepairs
  /// The Kafka timestamp as text, for a record without a time; else empty.
  public let fallbackTime: Span<UInt8>
  /// The Kafka timestamp as text for `event.created`; empty where there is none.
  public let created: Span<UInt8>
  /// `topic/partition/offset`, with `/record` behind it in a batch; empty where there is no Kafka.
  public let eventID: Span<UInt8>
  /// N of `message repeated N times`, 0 if the text is no such message.
  public let repeatCount: Int64
  /// Which of the repeats the event stands for, from 1 on; 0 where one event stands for all.
  public let repeatNumber: Int64

  @_lifetime(
    copy value, copy propertiesText, copy text, copy program, copy host, copy resourceID, copy recordBytes,
    copy escapedRecord, copy fallbackTime, copy created, copy eventID
  )
  public init(
    value: Span<UInt8>, propertiesText: Span<UInt8>, text: Span<UInt8>, textIsPlain: Bool, record: SyslogRecord,
    program: Span<UInt8>, host: Span<UInt8>, resourceID: Span<UInt8>, recordBytes: Span<UInt8>,
    escapedRecord: Span<UInt8>, repairs: JSONRepairs, fallbackTime: Span<UInt8>, created: Span<UInt8>,
    eventID: Span<UInt8>, repeatCount: Int64,
    repeatNumber: Int64 = 0
  ) {
    self.value = value
    self.propertiesText = propertiesText
    self.text = text
    self.textIsPlain = textIsPlain
    self.record = record
    self.program = program
    self.host = host
    self.resourceID = resourceID
    self.recordBytes = recordBytes
    self.escapedRecord = escapedRecord
    self.repairs = repairs
    self.fallbackTime = fallbackTime
    self.created = created
    self.eventID = eventID
    self.repeatCount = repeatCount
    self.repeatNumber = repeatNumber
  }

  @_lifetime(copy self)
  @inline(__always)
  func bytes(of field: SyslogRecord.Field) -> Span<UInt8> {
    switch field.source {
    case .value: value.extracting(field.slice.range)
    case .propertiesText: propertiesText.extracting(field.slice.range)
    }
  }
}
