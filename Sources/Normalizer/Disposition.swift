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
