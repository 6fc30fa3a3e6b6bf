/// A message of the input topic, and how many records its value holds.
public struct ProducedMessage: Sendable {
  public let partition: Int32
  public let offset: Int64
  public let key: [UInt8]?
  public let recordCount: Int
  /// What was produced, as an index into its load.
  public let index: Int

  public init(partition: Int32, offset: Int64, key: [UInt8]?, recordCount: Int, index: Int = 0) {
    self.partition = partition
    self.offset = offset
    self.key = key
    self.recordCount = recordCount
    self.index = index
  }
}
