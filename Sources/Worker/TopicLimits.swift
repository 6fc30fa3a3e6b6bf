/// How large a message the output topics take, in bytes (topic property `max.message.bytes`).
public struct TopicLimits: Equatable, Sendable {
  /// What Apache Kafka takes where nothing else is said: 1 MiB and the overhead of a batch.
  public static let standardByteCount = 1_048_588

  public var outputByteCount: Int
  public var deadLetterByteCount: Int

  public init(outputByteCount: Int = standardByteCount, deadLetterByteCount: Int = standardByteCount) {
    self.outputByteCount = outputByteCount
    self.deadLetterByteCount = deadLetterByteCount
  }

  /// The largest batch that both take.
  public var smallestByteCount: Int { min(outputByteCount, deadLetterByteCount) }

  /// The largest message that one of them takes.
  public var largestByteCount: Int { max(outputByteCount, deadLetterByteCount) }

  /// The largest event that may fit, if it has neither key nor headers; with them it is measured when it is sent.
  public var maximumEventByteCount: Int { max(1, outputByteCount - MessageSize.leastOverhead) }
}
