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

  /// What becomes of `message repeated N times: [ TEXT]`.
  public enum Repeated: String, CaseIterable, Sendable {
    /// One event, with N in `azure_linux.repeat_count`.
    case count
    /// N events, each with an id of its own; at most `maximumRepeats`.
    case expand
  }

  /// How many events one record becomes at most: everyone who may log a line chooses its N.
  public static let maximumRepeats: Int64 = 100

  /// What becomes of an object that is no syslog line.
  public enum Foreign: String, CaseIterable, Sendable {
    case deadLetter = "dead-letter"
    /// Counted, and neither event nor dead letter.
    case skip
  }

  /// What the key of an event is made of.
  public enum EventKey: String, CaseIterable, Sendable {
    /// The key that the value came with; without one, the host where it has another name than its resource, else the resource.
    case record
    /// The host, else the resource.
    case host
    /// The resource, else the host.
    case resource
  }

  /// What becomes of a record with bytes in a string that are not UTF-8.
  public enum InvalidUTF8: String, CaseIterable, Sendable {
    /// U+FFFD stands for them, and the event is marked.
    case replace
    case deadLetter = "dead-letter"
  }

  /// What is repaired in values that are no JSON.
  public enum Repair: String, CaseIterable, Sendable {
    case rawNewlines = "raw-newlines"
    case singleQuotes = "single-quotes"

    /// The reader's name of it.
    public var repairs: JSONRepairs {
      switch self {
      case .rawNewlines: .rawNewlines
      case .singleQuotes: .singleQuotes
      }
    }
  }

  /// The topic that values come from, for `event.id`; empty where there is no Kafka.
  public var inputTopic = ""
  public var format: OutputFormat
  /// Whose data set `ecs` events belong to.
  public var dataset: Dataset
  /// What becomes of `message repeated N times` in the `ecs` format.
  public var repeated: Repeated
  public var unmatched: Unmatched
  public var foreign: Foreign
  public var invalidUTF8: InvalidUTF8
  /// What is repaired in values that are no JSON; nothing unless the user wants it.
  public var repairs: JSONRepairs
  /// Whether `ecs` events carry the record's bytes in `event.original`; `sekoia` events always do, in `message`.
  public var includesOriginal: Bool
  /// A record above this is `too_large`; per record, not per batch.
  public var maximumRecordByteCount: Int
  /// An event above this is `too_large`; what the output topic takes, less what Kafka adds.
  public var maximumEventByteCount: Int

  /// By what events are ordered and spread over the partitions of the output.
  public var eventKey = EventKey.record

  public init(
    format: OutputFormat = .sekoia, unmatched: Unmatched = .deadLetter, foreign: Foreign = .deadLetter,
    invalidUTF8: InvalidUTF8 = .replace, repairs: JSONRepairs = [], includesOriginal: Bool = true,
    maximumRecordByteCount: Int = 1 << 20, maximumEventByteCount: Int = .max, dataset: Dataset = .azureLinux,
    repeated: Repeated = .count
  ) {
    self.format = format
    self.dataset = dataset
    self.repeated = repeated
    self.unmatched = unmatched
    self.foreign = foreign
    self.invalidUTF8 = invalidUTF8
    self.repairs = repairs
    self.includesOriginal = includesOriginal
    self.maximumRecordByteCount = maximumRecordByteCount
    self.maximumEventByteCount = maximumEventByteCount
  }
}
