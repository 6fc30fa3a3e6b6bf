import CLibrdkafka

/// What became of one produced record, lent while its report is served.
@safe public struct DeliveryReport: ~Escapable {
  /// Whether the record is in the topic.
  public enum Status: Sendable {
    case notPersisted
    /// It was sent, but the answer is missing; producing it again may double it.
    case possiblyPersisted
    case persisted
  }

  /// What was passed to `Producer.produce`.
  public let opaque: UInt
  /// nil if the broker has acknowledged the record. An error is final: librdkafka has stopped trying.
  public let error: KafkaError.Code?
  /// The partition that the message was written to, or was to be.
  public let partition: Int32
  /// The record's offset; nil if the broker did not tell, as after an idempotent retry.
  public let offset: Int64?
  /// The size of the value in bytes; 0 of a null value.
  public let valueByteCount: Int
  /// The size of the key in bytes; 0 without a key.
  public let keyByteCount: Int
  let raw: UnsafePointer<rd_kafka_message_t>

  @_lifetime(borrow event)
  init(_ raw: UnsafePointer<rd_kafka_message_t>, of event: borrowing Event) {
    unsafe self.raw = unsafe raw
    let message = unsafe raw.pointee
    opaque = UInt(bitPattern: unsafe message._private)
    error = unsafe message.err == RD_KAFKA_RESP_ERR_NO_ERROR ? nil : KafkaError.Code(unsafe message.err)
    partition = unsafe message.partition
    offset = unsafe message.offset >= 0 ? unsafe message.offset : nil
    valueByteCount = unsafe message.len
    keyByteCount = unsafe message.key_len
  }

  /// Whether librdkafka only concludes that the record was written, since a later one of its partition was.
  ///
  /// Its idempotent producer does so when a request was refused and the next one, already on its way, was not
  /// (`rd_kafka_dr_implicit_ack`). A broker that knows nothing of the producer yet in that partition takes any sequence number
  /// as the first (Kafka, `ProducerAppendInfo`), so that the conclusion is wrong where the very first records are refused for
  /// want of replicas and the next ones are not: those records are lost. No broker has told such a record's offset or its own number.
  public var isInferred: Bool {
    guard error == nil, offset == nil else { return false }
    return unsafe rd_kafka_message_broker_id(raw) < 0
  }

  /// Whether the message is in the log, as far as librdkafka knows (`rd_kafka_message_status`).
  public var status: Status {
    switch unsafe rd_kafka_message_status(raw) {
    case RD_KAFKA_MSG_STATUS_PERSISTED: .persisted
    case RD_KAFKA_MSG_STATUS_POSSIBLY_PERSISTED: .possiblyPersisted
    default: .notPersisted
    }
  }

  /// The topic's name, for the rare report that has to be told about.
  public var topic: String {
    unsafe raw.pointee.rkt.map { unsafe String(librdkafka: rd_kafka_topic_name($0)) } ?? ""
  }

  /// The value as it was produced.
  public var value: Span<UInt8>? {
    @_lifetime(copy self)
    get {
      guard let start = unsafe raw.pointee.payload else { return nil }
      let span = unsafe Span(
        _unsafeStart: UnsafePointer(start.assumingMemoryBound(to: UInt8.self)), count: valueByteCount)
      return unsafe _overrideLifetime(span, copying: self)
    }
  }

  /// The key as it was produced.
  public var key: Span<UInt8>? {
    @_lifetime(copy self)
    get {
      guard let start = unsafe raw.pointee.key else { return nil }
      let span = unsafe Span(
        _unsafeStart: UnsafePointer(start.assumingMemoryBound(to: UInt8.self)), count: keyByteCount)
      return unsafe _overrideLifetime(span, copying: self)
    }
  }
}
