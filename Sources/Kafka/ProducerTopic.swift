import CLibrdkafka

/// A topic that a producer writes to; the producer owns it and frees it when it is closed.
@safe public final class ProducerTopic {
  /// The name of the topic.
  public let name: String
  private(set) var pointer: OpaquePointer?
  let choice: PartitionChoice?

  /// - Parameter choice: nil where the client's own partitioner chooses.
  init(_ pointer: OpaquePointer, name: String, choice: PartitionChoice?) {
    unsafe self.pointer = unsafe pointer
    self.name = name
    self.choice = choice
  }

  /// The partition of the record that was queued last; nil if it was named by the caller, or is not chosen yet since the topic's
  /// metadata has not come.
  public var lastPartition: Int32? { choice?.last }

  func release() {
    if let pointer = unsafe pointer {
      unsafe rd_kafka_topic_destroy(pointer)
    }
    unsafe pointer = nil
  }
}
