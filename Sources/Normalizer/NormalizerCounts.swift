import StrictJSON

/// What a normalizer has done since it was made.
public struct NormalizerCounts: Sendable {
  /// Kafka values.
  public internal(set) var values = 0
  /// Values that were batches or arrays, and those among them without an element.
  public internal(set) var batches = 0
  public internal(set) var emptyBatches = 0
  /// Units: each became one of the next four.
  public internal(set) var records = 0
  public internal(set) var events = 0
  /// Gaps written to both topics; one disposition with two outputs, counted neither as event nor as dead letter.
  public internal(set) var eventsWithDeadLetter = 0
  public internal(set) var skippedForeign = 0
  private var deadLetterCounts: InlineArray<8, Int> = .init(repeating: 0)

  /// Events of texts that a pattern matched, and that no pattern had to match.
  public internal(set) var matched = 0
  public internal(set) var ofOtherPrograms = 0
  /// Records without a time of their own: with the Kafka timestamp in its place, or with none at all.
  public internal(set) var withoutTime = 0
  /// Records with half a surrogate pair, written as U+FFFD.
  public internal(set) var withLoneSurrogate = 0
  /// Texts unwrapped out of `message repeated N times`.
  public internal(set) var repeated = 0
  /// Records that were mended (`NormalizerOptions.repairs`), whatever became of them; one may be in both.
  public internal(set) var repairedRawNewlines = 0
  public internal(set) var repairedSingleQuotes = 0
  /// Records in which U+FFFD stands for bytes that are not UTF-8 (`--invalid-utf8 replace`).
  public internal(set) var withInvalidUTF8 = 0

  public init() {}

  public var deadLetters: Int {
    var sum = 0
    for index in deadLetterCounts.indices { sum += deadLetterCounts[index] }
    return sum
  }

  public func deadLetters(_ reason: DeadLetterReason) -> Int { deadLetterCounts[reason.place] }

  /// Counts events that were found too large for their topic only when they were sent as the dead letters they became.
  ///
  /// - Parameter gaps: how many of them would have had a dead letter beside them (`--unmatched both`).
  public mutating func turnEventsIntoDeadLetters(tooLarge count: Int, gaps: Int) {
    events -= count - gaps
    eventsWithDeadLetter -= gaps
    deadLetterCounts[DeadLetterReason.tooLarge.place] += count
  }

  mutating func add(_ repairs: JSONRepairs) {
    if repairs.contains(.rawNewlines) { repairedRawNewlines += 1 }
    if repairs.contains(.singleQuotes) { repairedSingleQuotes += 1 }
    if repairs.contains(.invalidUTF8) { withInvalidUTF8 += 1 }
  }

  mutating func addDeadLetter(_ reason: DeadLetterReason) { deadLetterCounts[reason.place] += 1 }
}
