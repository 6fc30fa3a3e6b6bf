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

/// What a client has to tell besides records and reports.
public enum ClientEvent: Sendable {
  /// librdkafka recovers by itself from everything but a fatal error; the owner decides what to make of it.
  case error(KafkaError)
  /// The end of a commit, one of librdkafka's own or one asked for; `error` is about the whole request.
  case offsetsCommitted([TopicPartitionResult], error: KafkaError?)
}

/// The severity of one of librdkafka's log lines, in syslog's numbers (RFC 5424, section 6.2.1).
public enum LogLevel: Int32, Sendable, Comparable {
  case emergency = 0
  case alert = 1
  case critical = 2
  case error = 3
  case warning = 4
  case notice = 5
  case info = 6
  case debug = 7

  /// The more severe level is the smaller one, as in syslog.
  public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }
}

/// Receives librdkafka's log lines: level, facility (such as "FAIL"), message.
///
/// It is called from librdkafka's own threads, must return soon and must not call into this module.
public typealias LogHandler = @Sendable (LogLevel, _ facility: String, _ message: String) -> Void
