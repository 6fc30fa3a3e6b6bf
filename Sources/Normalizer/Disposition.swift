/// What became of one record; valid only while it is being delivered.
public struct Disposition: ~Escapable {
  public enum Outcome: Equatable, Sendable {
    case event
    case deadLetter(DeadLetterReason)
    /// A gap that is written to both topics.
    case eventAndDeadLetter
    /// A foreign record that the user wants to be passed over.
    case skipped
  }

  public let outcome: Outcome
  /// The event, one JSON object; empty where there is none.
  public let event: Span<UInt8>
  /// In a batch the record's own bytes; else the whole value, with the white space around it.
  public let record: Span<UInt8>
  /// Its place in the batch, nil for a value that is no batch.
  public let recordIndex: Int?
  /// The key for the event, made of host or resource id; empty where the value's own key counts, or there is none.
  public let key: Span<UInt8>
  /// The program and the host as the record names them, empty where it does not.
  public let program: Span<UInt8>
  public let host: Span<UInt8>
  /// The index in the catalogue of the pattern that matched.
  public let pattern: Int?
  /// For people: what was wrong, at which byte. Empty for an event. Never holds the record's data.
  public let detail: String

  @_lifetime(copy event, copy record, copy key, copy program, copy host)
  init(
    outcome: Outcome, event: Span<UInt8>, record: Span<UInt8>, recordIndex: Int?, key: Span<UInt8>,
    program: Span<UInt8>,
    host: Span<UInt8>, pattern: Int?, detail: String
  ) {
    self.outcome = outcome
    self.event = event
    self.record = record
    self.recordIndex = recordIndex
    self.key = key
    self.program = program
    self.host = host
    self.pattern = pattern
    self.detail = detail
  }
}

/// Why a record became a dead letter; the list is part of the contract and closed.
public enum DeadLetterReason: String, CaseIterable, Sendable {
  /// A null or empty Kafka value, or white space only.
  case emptyValue = "empty_value"
  case invalidUTF8 = "invalid_utf8"
  case invalidJSON = "invalid_json"
  /// JSON, but no object where a record should be.
  case notARecord = "not_a_record"
  /// An object that is no syslog line.
  case foreignRecord = "foreign_record"
  /// A syslog record without a text, or whose text is no string.
  case missingMessage = "missing_message"
  /// A text of a known program that no pattern matches: a gap.
  case unmatchedMessage = "unmatched_message"
  /// The record is above the size limit, or its event is above what the output topic takes.
  case tooLarge = "too_large"

  /// Its place among all reasons, for counters of a fixed size.
  var place: Int {
    switch self {
    case .emptyValue: 0
    case .invalidUTF8: 1
    case .invalidJSON: 2
    case .notARecord: 3
    case .foreignRecord: 4
    case .missingMessage: 5
    case .unmatchedMessage: 6
    case .tooLarge: 7
    }
  }
}

/// The headers of a dead letter: the worker writes them, and every tool reads them by these names.
public enum DeadLetterHeader: String, CaseIterable, Sendable {
  /// Why the record is a dead letter, one of `DeadLetterReason`.
  case reason = "dead_letter.reason"
  /// What exactly is wrong, for people.
  case detail = "dead_letter.detail"
  /// The topic that the record was read from.
  case topic = "dead_letter.topic"
  /// The partition that the record was read from.
  case partition = "dead_letter.partition"
  /// The offset of the Kafka value that the record was read from.
  case offset = "dead_letter.offset"
  /// The record's index in a batch, from 0.
  case record = "dead_letter.record"
  /// The Kafka timestamp of the original, in milliseconds since 1970.
  case timestamp = "dead_letter.timestamp"
  /// The program that wrote the message, if the record says so.
  case program = "dead_letter.program"
  /// The host that wrote the message, if the record says so.
  case host = "dead_letter.host"
  /// The consumer group of the worker.
  case group = "dead_letter.group"
  /// The name of the worker.
  case worker = "dead_letter.worker"
  /// How often the record was redriven.
  case attempts = "dead_letter.attempts"
  /// `true` if an event was written as well.
  case emitted = "dead_letter.emitted"
  /// What of the original is not in the dead letter, in words.
  case truncated = "dead_letter.truncated"

  /// What all names begin with; a header of a record that begins so is replaced.
  public static let prefix = "dead_letter."
}
