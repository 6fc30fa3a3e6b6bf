/// Where a value comes from: its place in Kafka and its Kafka timestamp.
public struct RecordOrigin: ~Escapable {
  /// Empty where the value does not come from Kafka.
  public let topic: Span<UInt8>
  public let partition: Int32
  public let offset: Int64
  /// Milliseconds since 1970, UTC; nil where there is none.
  public let timestampMilliseconds: Int64?
  /// Whether the value has a key of its own; then no other is made.
  public let hasKey: Bool

  @_lifetime(copy topic)
  public init(topic: Span<UInt8>, partition: Int32, offset: Int64, timestampMilliseconds: Int64?, hasKey: Bool) {
    self.topic = topic
    self.partition = partition
    self.offset = offset
    self.timestampMilliseconds = timestampMilliseconds
    self.hasKey = hasKey
  }
}
