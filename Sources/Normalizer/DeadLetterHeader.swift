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
