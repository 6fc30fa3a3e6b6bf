public import ECS
public import StrictJSON

/// What a user decides about normalizing.
public struct NormalizerOptions: Sendable {
  /// What becomes of a text of a known program that no pattern matches.
  public enum Unmatched: String, CaseIterable, Sendable {
    case deadLetter = "dead-letter"
    /// The event with its base fields, and no dead letter.
    case emit
    case both
  }

  /// What becomes of an object that is no syslog line.
  public enum Foreign: String, CaseIterable, Sendable {
    case deadLetter = "dead-letter"
    /// Counted, and neither event nor dead letter.
    case skip
  }

  /// What becomes of a record with bytes in a string that are not UTF-8.
  public enum InvalidUTF8: String, CaseIterable, Sendable {
    /// U+FFFD stands for them, and the event is marked.
    case replace
    case deadLetter = "dead-letter"
  }

  /// The topic that values come from, for `event.id`; empty where there is no Kafka.
  public var inputTopic = ""
  public var format: OutputFormat
  public var unmatched: Unmatched
  public var foreign: Foreign
  public var invalidUTF8: InvalidUTF8
  /// What is mended in values that are no JSON; nothing unless the user wants it.
  public var repairs: JSONRepairs
  /// Whether `ecs` events carry the record's bytes in `event.original`; `sekoia` events always do, in `message`.
  public var includesOriginal: Bool
  /// A record above this is `too_large`; per record, not per batch.
  public var maximumRecordByteCount: Int
  /// An event above this is `too_large`; what the output topic takes, less what Kafka adds.
  public var maximumEventByteCount: Int

  public init(
    format: OutputFormat = .sekoia, unmatched: Unmatched = .deadLetter, foreign: Foreign = .deadLetter,
    invalidUTF8: InvalidUTF8 = .replace, repairs: JSONRepairs = [], includesOriginal: Bool = true,
    maximumRecordByteCount: Int = 1 << 20,
    maximumEventByteCount: Int = .max
  ) {
    self.format = format
    self.unmatched = unmatched
    self.foreign = foreign
    self.invalidUTF8 = invalidUTF8
    self.repairs = repairs
    self.includesOriginal = includesOriginal
    self.maximumRecordByteCount = maximumRecordByteCount
    self.maximumEventByteCount = maximumEventByteCount
  }
}
