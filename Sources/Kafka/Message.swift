import CLibrdkafka

/// A record as its `MessageBatch` lends it: nothing is copied, and it cannot outlive the batch's contents.
@safe public struct Message: ~Escapable {
  /// What a record's timestamp says.
  public enum TimestampKind: Sendable {
    /// When the producer made the record.
    case createTime
    /// When the broker stored it.
    case logAppendTime
  }

  @usableFromInline let valueStart: UnsafePointer<UInt8>?
  @usableFromInline let valueCount: Int
  @usableFromInline let keyStart: UnsafePointer<UInt8>?
  @usableFromInline let keyCount: Int
  let raw: UnsafePointer<rd_kafka_message_t>
  // The batch retains it; a retain for each message would be two atomic operations.
  private unowned(unsafe) let names: TopicNames

  /// The topic's number among those that the consumer has seen, from 0; it stays the same for the consumer's life.
  public let topicIndex: Int
  /// The partition that the message was read from.
  public let partition: Int32
  /// The message's offset in its partition.
  public let offset: Int64
  /// Milliseconds since 1970, or nil if the record has no timestamp.
  public let timestampMilliseconds: Int64?
  /// Who wrote the timestamp; nil if there is none.
  public let timestampKind: TimestampKind?

  @_lifetime(borrow batch)
  init(_ raw: UnsafePointer<rd_kafka_message_t>, of batch: borrowing MessageBatch, names: TopicNames) {
    unsafe self.raw = unsafe raw
    unsafe self.names = names
    let message = unsafe raw.pointee
    unsafe valueStart = unsafe message.payload.map { unsafe UnsafePointer($0.assumingMemoryBound(to: UInt8.self)) }
    valueCount = unsafe message.len
    unsafe keyStart = unsafe message.key.map { unsafe UnsafePointer($0.assumingMemoryBound(to: UInt8.self)) }
    keyCount = unsafe message.key_len
    topicIndex = unsafe names.index(of: message.rkt)
    partition = unsafe message.partition
    offset = unsafe message.offset
    var kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE
    let timestamp = unsafe rd_kafka_message_timestamp(raw, &kind)
    switch kind {
    case RD_KAFKA_TIMESTAMP_CREATE_TIME where timestamp >= 0:
      timestampKind = .createTime
      timestampMilliseconds = timestamp
    case RD_KAFKA_TIMESTAMP_LOG_APPEND_TIME where timestamp >= 0:
      timestampKind = .logAppendTime
      timestampMilliseconds = timestamp
    default:
      timestampKind = nil
      timestampMilliseconds = nil
    }
  }

  /// The value; nil is a record without one (a tombstone), which is not the same as an empty one.
  @inlinable public var value: Span<UInt8>? {
    @_lifetime(copy self)
    get {
      guard let start = unsafe valueStart else { return nil }
      let span = unsafe Span(_unsafeStart: start, count: valueCount)
      return unsafe _overrideLifetime(span, copying: self)
    }
  }

  /// The key; nil is a record without one.
  @inlinable public var key: Span<UInt8>? {
    @_lifetime(copy self)
    get {
      guard let start = unsafe keyStart else { return nil }
      let span = unsafe Span(_unsafeStart: start, count: keyCount)
      return unsafe _overrideLifetime(span, copying: self)
    }
  }

  /// The topic's name; bytes that are not UTF-8 appear as U+FFFD.
  public var topic: String { unsafe names.names[topicIndex] }
}

// MARK: - Headers

extension Message {
  /// Whether there are headers; librdkafka parses them at the first question and then knows them.
  ///
  /// A record without headers costs one small allocation inside librdkafka and none here.
  public var hasHeaders: Bool {
    var headers: OpaquePointer?
    return unsafe rd_kafka_message_headers(raw, &headers) != RD_KAFKA_RESP_ERR__NOENT
  }

  /// A copy of the headers, to send along with another record; empty if there are none.
  ///
  /// Throws if their bytes make no sense.
  public func copyHeaders() throws(KafkaError) -> Headers {
    guard let native = try unsafe nativeHeaders() else { return Headers() }
    return unsafe Headers(copying: native)
  }

  /// Calls back for each header in order, duplicates too; a value may be null.
  ///
  /// A name ends at its first NUL byte, which is how librdkafka hands names out. Throws if the bytes make no sense.
  public func forEachHeader(
    _ body: (_ name: Span<UInt8>, _ value: Span<UInt8>?) -> Void
  ) throws(KafkaError) {
    guard let native = try unsafe nativeHeaders() else { return }
    unsafe Headers.forEachHeader(in: native, body)
  }

  private func nativeHeaders() throws(KafkaError) -> OpaquePointer? {
    var headers: OpaquePointer?
    let code = unsafe rd_kafka_message_headers(raw, &headers)
    switch code {
    case RD_KAFKA_RESP_ERR_NO_ERROR: return unsafe headers
    case RD_KAFKA_RESP_ERR__NOENT: return nil
    default:
      throw KafkaError(
        code, operation: "Reading a record's headers", topic: topic, partition: partition, offset: offset)
    }
  }
}
