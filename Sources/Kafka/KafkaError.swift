import CLibrdkafka

/// Something that Kafka or librdkafka refused or could not do, with what its receiver needs to decide what comes next.
///
/// Decide by `code` and the flags, never by `reason`. Neither payloads nor secrets are part of it.
public struct KafkaError: Error, Hashable, Sendable {
  /// What was being done, as the beginning of a sentence: "Committing offsets".
  public var operation: String
  /// What went wrong, to decide by.
  public var code: Code
  /// librdkafka's or the broker's words.
  public var reason: String

  /// The client cannot continue: stop it and make another (`rd_kafka_error_is_fatal`).
  public var isFatal: Bool
  /// The same call may succeed later: librdkafka's own word for an error object, `Code.isTransient` for a bare code.
  public var isRetriable: Bool
  /// The transaction must be aborted before anything else is possible (`rd_kafka_error_txn_requires_abort`).
  public var requiresAbort: Bool

  /// The topic it concerns; nil where it concerns none or more than one.
  public var topic: String?
  /// The partition it concerns; nil where it concerns none or more than one.
  public var partition: Int32?
  /// The offset it concerns; nil where it concerns none.
  public var offset: Int64?

  /// - Parameter reason: nil takes the code's own text.
  public init(
    operation: String, code: Code, reason: String? = nil, isFatal: Bool? = nil, isRetriable: Bool? = nil,
    requiresAbort: Bool = false, topic: String? = nil, partition: Int32? = nil, offset: Int64? = nil
  ) {
    self.operation = operation
    self.code = code
    self.reason = reason ?? code.text
    self.isFatal = isFatal ?? (code == .fatal)
    self.isRetriable = isRetriable ?? code.isTransient
    self.requiresAbort = requiresAbort
    self.topic = topic
    self.partition = partition
    self.offset = offset
  }
}

extension KafkaError: CustomStringConvertible {
  /// One sentence: what failed, where, why, and the code's name to search for.
  public var description: String {
    var sentence = "\(operation) failed"
    if let topic {
      sentence += " for topic \(topic)"
      if let partition, partition >= 0 { sentence += ", partition \(partition)" }
      if let offset, offset >= 0 { sentence += ", offset \(offset)" }
    }
    sentence += ": "
    sentence += reason.last == "." ? String(reason.dropLast()) : reason
    sentence += code == .noError ? "." : " (\(code.name))."
    return sentence
  }
}

extension KafkaError {
  /// Takes over an `rd_kafka_error_t`: copies what it says and destroys it.
  ///
  /// The only place that reads such an object, so that none is lost on a failing path.
  init(consuming native: OpaquePointer, operation: String, topic: String? = nil) {
    self = unsafe KafkaError(borrowing: native, operation: operation, topic: topic)
    unsafe rd_kafka_error_destroy(native)
  }

  /// Copies what an `rd_kafka_error_t` says that librdkafka goes on to own, such as one inside an event.
  init(borrowing native: OpaquePointer, operation: String, topic: String? = nil) {
    self.init(
      operation: operation, code: Code(unsafe rd_kafka_error_code(native)),
      reason: unsafe String(librdkafka: rd_kafka_error_string(native)),
      isFatal: unsafe rd_kafka_error_is_fatal(native) != 0,
      isRetriable: unsafe rd_kafka_error_is_retriable(native) != 0,
      requiresAbort: unsafe rd_kafka_error_txn_requires_abort(native) != 0, topic: topic)
  }

  init(
    _ code: rd_kafka_resp_err_t, operation: String, reason: String? = nil, topic: String? = nil,
    partition: Int32? = nil, offset: Int64? = nil
  ) {
    self.init(
      operation: operation, code: Code(code), reason: reason, topic: topic, partition: partition, offset: offset)
  }

  /// Throws unless the error pointer is nil, which is how librdkafka says "success".
  static func check(_ native: OpaquePointer?, _ operation: String) throws(KafkaError) {
    if let native = unsafe native {
      throw unsafe KafkaError(consuming: native, operation: operation)
    }
  }

  static func check(
    _ code: rd_kafka_resp_err_t, _ operation: String, topic: String? = nil, partition: Int32? = nil
  ) throws(KafkaError) {
    if code != RD_KAFKA_RESP_ERR_NO_ERROR {
      throw KafkaError(code, operation: operation, topic: topic, partition: partition)
    }
  }

  /// The error of a client that was closed before the call.
  static func closed(_ operation: String) -> KafkaError {
    KafkaError(operation: operation, code: .destroyed, reason: "the client is closed", isRetriable: false)
  }
}

extension String {
  /// Copies a C string; nil becomes the empty string, bytes that are not UTF-8 become U+FFFD.
  init(librdkafka pointer: UnsafePointer<CChar>?) {
    self = if let pointer = unsafe pointer { unsafe String(cString: pointer) } else { "" }
  }

  /// Runs a librdkafka call that reports its failure as text in a buffer, and hands out that text as well.
  static func capturing<Result>(
    _ call: (UnsafeMutablePointer<CChar>, Int) -> Result
  ) -> (result: Result, text: String) {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
      unsafe buffer.initialize(repeating: 0)
      guard let base = buffer.baseAddress else { preconditionFailure("A buffer of 512 bytes has an address.") }
      let result = unsafe call(base, buffer.count)
      return (result, unsafe String(cString: base))
    }
  }
}
