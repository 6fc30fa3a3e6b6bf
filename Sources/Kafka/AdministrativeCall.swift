import CLibrdkafka

extension Client {
  /// Sends an administrative request and waits for its result, on a queue of its own.
  ///
  /// - Parameters:
  ///   - timeout: also the request's own time-out at the broker.
  ///   - send: gets the client, the options and the queue for the result.
  final func administer(
    _ operation: String, for kind: rd_kafka_admin_op_t, timeout: Duration,
    _ send: (_ client: OpaquePointer, _ options: OpaquePointer?, _ queue: OpaquePointer) -> Void
  ) throws(KafkaError) -> Event {
    let handle = try unsafe handle(for: operation)
    guard let queue = unsafe rd_kafka_queue_new(handle) else {
      throw KafkaError(operation: operation, code: .failed)
    }
    defer { unsafe rd_kafka_queue_destroy(queue) }
    let options = unsafe rd_kafka_AdminOptions_new(handle, kind)
    defer { unsafe rd_kafka_AdminOptions_destroy(options) }
    let (code, text) = unsafe String.capturing { buffer, capacity in
      unsafe rd_kafka_AdminOptions_set_request_timeout(options, timeout.millisecondTimeout, buffer, capacity)
    }
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
      throw KafkaError(code, operation: operation, reason: text)
    }
    unsafe send(handle, options, queue)
    // librdkafka reports its own time-out as a result; a second more is for the case that it does not.
    guard let event = unsafe Event(from: queue, timeout: (timeout + .seconds(1)).millisecondTimeout) else {
      throw KafkaError(operation: operation, code: .timedOut)
    }
    try event.check(operation)
    return event
  }
}

/// Lends one object as librdkafka's array of one.
func withOptional(
  _ object: inout OpaquePointer, _ body: (UnsafeMutablePointer<OpaquePointer?>) -> Void
) {
  var element: OpaquePointer? = unsafe object
  unsafe body(&element)
}

/// Throws the first error of several topics' results.
func checkTopicResults(
  _ results: UnsafeMutablePointer<OpaquePointer?>?, count: Int, operation: String
) throws(KafkaError) {
  guard let results = unsafe results else { return }
  for index in 0..<count {
    guard let result = unsafe results[index] else { continue }
    let code = unsafe rd_kafka_topic_result_error(result)
    if code != RD_KAFKA_RESP_ERR_NO_ERROR {
      throw KafkaError(
        code, operation: operation, reason: unsafe String(librdkafka: rd_kafka_topic_result_error_string(result)),
        topic: unsafe String(librdkafka: rd_kafka_topic_result_name(result)))
    }
  }
}
