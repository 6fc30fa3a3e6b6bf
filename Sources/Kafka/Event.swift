import CLibrdkafka

/// The one owner of an `rd_kafka_event_t`.
@safe struct Event: ~Copyable {
  let pointer: OpaquePointer

  /// Waits for the next event of a queue; nil if there was none in time.
  init?(from queue: OpaquePointer, timeout: Int32) {
    guard let pointer = unsafe rd_kafka_queue_poll(queue, timeout) else { return nil }
    unsafe self.pointer = unsafe pointer
  }

  deinit {
    unsafe rd_kafka_event_destroy(pointer)
  }

  /// One of the `RD_KAFKA_EVENT_` constants.
  var kind: Int32 { unsafe rd_kafka_event_type(pointer) }

  /// The event's own error, if it has one.
  func check(_ operation: String) throws(KafkaError) {
    let code = unsafe rd_kafka_event_error(pointer)
    if code != RD_KAFKA_RESP_ERR_NO_ERROR {
      throw KafkaError(code, operation: operation, reason: reason)
    }
  }

  var reason: String { unsafe String(librdkafka: rd_kafka_event_error_string(pointer)) }
}
