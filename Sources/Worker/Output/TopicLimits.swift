/// How large a message the output topics take, in bytes (topic property `max.message.bytes`), as far as it is known.
public struct TopicLimits: Equatable, Sendable {
  /// What Apache Kafka takes where nothing else is said: 1 MiB and the overhead of a batch.
  public static let standardByteCount = 1_048_588
  /// The producer's batches where the topics take more.
  static let usualBatchByteCount = 1_000_000
  /// Smaller batches would cost more requests than they save refusals.
  private static let leastBatchByteCount = 1 << 14

  public private(set) var outputByteCount: Int
  public private(set) var deadLetterByteCount: Int
  /// Whether the topic of events does not tell its limit, so that Kafka's standard is assumed.
  public private(set) var isOutputAssumed: Bool
  /// Whether the dead-letter topic does not.
  public private(set) var isDeadLetterAssumed: Bool
  /// What brokers have shown to be a batch that they take; nil if they have refused none.
  private var learnedBatchByteCount: Int?

  /// - Parameters:
  ///   - output: nil if it cannot be read.
  ///   - deadLetters: nil if it cannot be read.
  public init(output: Int?, deadLetters: Int?) {
    outputByteCount = output ?? Self.standardByteCount
    deadLetterByteCount = deadLetters ?? Self.standardByteCount
    isOutputAssumed = output == nil
    isDeadLetterAssumed = deadLetters == nil
  }

  /// Limits that are known.
  public init(outputByteCount: Int = standardByteCount, deadLetterByteCount: Int = standardByteCount) {
    self.init(output: outputByteCount, deadLetters: deadLetterByteCount)
  }

  /// How large the producer's batches may be.
  var batchByteCount: Int {
    min(Self.usualBatchByteCount, outputByteCount, deadLetterByteCount, learnedBatchByteCount ?? .max)
  }

  /// The largest message that one of them takes.
  var largestByteCount: Int { max(outputByteCount, deadLetterByteCount) }

  /// The largest event that may fit, if it has neither key nor headers; with them it is measured when it is sent.
  var maximumEventByteCount: Int { max(1, outputByteCount - MessageSize.leastOverhead) }

  /// How many of the two are assumed.
  var assumedCount: Int { (isOutputAssumed ? 1 : 0) + (isDeadLetterAssumed ? 1 : 0) }

  // MARK: - Learning

  /// Takes what the topics say now.
  ///
  /// - Returns: whether it is something else than before.
  mutating func learn(output: Int?, deadLetters: Int?) -> Bool {
    let before = self
    if let output {
      outputByteCount = output
      isOutputAssumed = false
    }
    if let deadLetters {
      deadLetterByteCount = deadLetters
      isDeadLetterAssumed = false
    }
    guard before.outputByteCount != outputByteCount || before.deadLetterByteCount != deadLetterByteCount else {
      return false
    }
    // What was learned of batches was learned under other limits.
    learnedBatchByteCount = nil
    return true
  }

  /// Takes in that a batch was refused although each of its records was taken alone.
  ///
  /// - Returns: false if batches get no smaller.
  mutating func halveBatch() -> Bool {
    let half = batchByteCount / 2
    guard half >= Self.leastBatchByteCount else { return false }
    learnedBatchByteCount = half
    return true
  }

  /// Takes in that an event of this size was refused alone. A limit that the topic tells is not changed by it.
  mutating func learn(refusedEventByteCount: Int) {
    guard isOutputAssumed else { return }
    outputByteCount = max(1, min(outputByteCount, refusedEventByteCount - 1))
  }
}
