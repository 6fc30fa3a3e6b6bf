/// Where in its topic a value comes from, and its Kafka timestamp.
public struct RecordOrigin: Sendable {
  public let partition: Int32
  public let offset: Int64
  /// Milliseconds since 1970, UTC; nil where there is none.
  public let timestampMilliseconds: Int64?
  /// Whether the value has a key of its own; then no other is made.
  public let hasKey: Bool

  public init(partition: Int32, offset: Int64, timestampMilliseconds: Int64?, hasKey: Bool) {
    self.partition = partition
    self.offset = offset
    self.timestampMilliseconds = timestampMilliseconds
    self.hasKey = hasKey
  }

  /// A value that does not come from Kafka.
  public static let none = RecordOrigin(partition: 0, offset: 0, timestampMilliseconds: nil, hasKey: true)
}
