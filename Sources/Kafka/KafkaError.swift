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
