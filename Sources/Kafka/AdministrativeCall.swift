import CLibrdkafka
import Dispatch
import Synchronization

extension Client {
  /// Sends an administrative request and waits for its result, on a queue of its own.
  ///
  /// - Parameters:
  ///   - timeout: also the request's own time-out at the broker, unless a group's coordinator has to be found for it.
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
    let requestTimeout = kind.isForCoordinator ? Self.longestRequestTimeout : timeout
    let (code, text) = unsafe String.capturing { buffer, capacity in
      unsafe rd_kafka_AdminOptions_set_request_timeout(options, requestTimeout.millisecondTimeout, buffer, capacity)
    }
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
      throw KafkaError(code, operation: operation, reason: text)
    }
    unsafe send(handle, options, queue)
    // librdkafka reports its own time-out as a result; a second more is for the case that it does not.
    let patience = kind.isForCoordinator ? timeout : timeout + .seconds(1)
    guard let event = unsafe Event(from: queue, timeout: patience.millisecondTimeout) else {
      throw KafkaError(operation: operation, code: .timedOut)
    }
    try event.check(operation)
    return event
  }

  /// The most that librdkafka takes (`request.timeout.ms` of its AdminOptions).
  private static let longestRequestTimeout = Duration.seconds(3600)
}

extension rd_kafka_admin_op_t {
  /// Whether librdkafka looks for a group's coordinator first, and must not time the request out.
  ///
  /// librdkafka 2.0.2 (and 2.15) ends or blocks the process otherwise. The request times out and is forgotten while its coordinator
  /// is not connected; the coordinator answers; `rd_kafka_coord_req_fsm` calls back to send the request, hears that there is none
  /// any more, and has that reported to the request once again, whose memory is free by then
  /// (`rd_kafka_enq_once_del_source_return`: assertion `eonce->refcnt > 0`, or a lock that never comes).
  fileprivate var isForCoordinator: Bool {
    switch self {
    case RD_KAFKA_ADMIN_OP_DESCRIBECONSUMERGROUPS, RD_KAFKA_ADMIN_OP_DELETEGROUPS: true
    default: false
    }
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

/// Runs a call that may never return on a thread of its own; false if it had not returned after `limit`.
///
/// The call then goes on for as long as it likes, so it must own all that it uses.
func boundedCall(_ label: String, within limit: Duration, _ call: @escaping @Sendable () -> Void) -> Bool {
  let done = DispatchSemaphore(value: 0)
  // A queue of its own gets a thread of its own; the shared ones could be full of such calls.
  DispatchQueue(label: label).async {
    call()
    done.signal()
  }
  return done.wait(timeout: .now() + .milliseconds(Int(limit.millisecondTimeout))) == .success
}

/// Runs a blocking call that does return on another thread, and `meanwhile` again and again on this one until it has.
func backgroundCall(
  _ label: String, _ call: @escaping @Sendable () -> Int, meanwhile: () -> Void
) -> Int {
  let result = SharedResult()
  DispatchQueue(label: label).async {
    let value = call()
    result.value.withLock { $0 = value }
  }
  while true {
    if let value = result.value.withLock({ $0 }) {
      return value
    }
    meanwhile()
  }
}

private final class SharedResult: Sendable {
  let value = Mutex<Int?>(nil)
}

extension Duration {
  /// Whole milliseconds, rounded up, between 0 and what a C `int` holds; librdkafka's time-outs are of this kind.
  var millisecondTimeout: Int32 {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    guard seconds < Int64(Int32.max) / 1_000 else { return .max }
    return Int32(seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
