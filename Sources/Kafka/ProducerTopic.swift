import CLibrdkafka

/// A topic that a producer writes to; the producer owns it and frees it when it is closed.
@safe public final class ProducerTopic {
  public let name: String
  private(set) var pointer: OpaquePointer?

  init(_ pointer: OpaquePointer, name: String) {
    unsafe self.pointer = unsafe pointer
    self.name = name
  }

  func release() {
    if let pointer = unsafe pointer {
      unsafe rd_kafka_topic_destroy(pointer)
    }
    unsafe pointer = nil
  }
}
