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
