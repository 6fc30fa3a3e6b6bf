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

/// Room for the records of one poll, made once and filled again and again.
///
/// It owns the records that are in it and destroys each of them once: at the next poll, at `removeAll`, or with itself.
/// What it lends cannot outlive that, which the compiler checks; nothing is allocated per record.
/// Empty it before the consumer is closed: librdkafka waits for every record it has handed out.
@safe public struct MessageBatch: ~Copyable {
  private let messages: UnsafeMutableBufferPointer<UnsafeMutablePointer<rd_kafka_message_t>?>
  private var names = TopicNames()
  /// The client stays alive as long as there are records of it.
  private var lender: Client?

  /// The number of messages in the batch.
  public private(set) var count = 0

  /// - Parameter capacity: the most records that one poll can hand out, at least 1.
  public init(capacity: Int) {
    precondition(capacity > 0, "A batch has room for at least one record.")
    unsafe messages = .allocate(capacity: capacity)
    unsafe messages.initialize(repeating: nil)
  }

  deinit {
    for index in 0..<count {
      unsafe rd_kafka_message_destroy(messages[index])
    }
    unsafe messages.deallocate()
  }

  /// The maximum number of messages that one poll can hand out.
  public var capacity: Int { unsafe messages.count }
  /// Whether there is no message in the batch.
  public var isEmpty: Bool { count == 0 }

  /// Lends one record.
  public subscript(index: Int) -> Message {
    @_lifetime(borrow self)
    get {
      precondition(index >= 0 && index < count, "There is no record \(index) in a batch of \(count).")
      guard let message = unsafe messages[index] else {
        preconditionFailure("A batch has a message at each index below its count.")
      }
      return unsafe Message(message, of: self, names: names)
    }
  }

  /// Lends each record in turn.
  public func forEachMessage<Failure>(_ body: (borrowing Message) throws(Failure) -> Void) throws(Failure) {
    for index in 0..<count {
      try body(self[index])
    }
  }

  /// Gives all records back to librdkafka.
  public mutating func removeAll() {
    for index in 0..<count {
      unsafe rd_kafka_message_destroy(messages[index])
    }
    count = 0
    names.forgetPointers()
    lender = nil
  }

  /// Replaces the contents by what one poll hands out; error entries go to `onError` and are not part of the batch.
  mutating func fill(
    from queue: OpaquePointer, timeout: Int32, lender: Client, names: TopicNames,
    onError: (UnsafePointer<rd_kafka_message_t>) -> Void
  ) {
    removeAll()
    self.names = names
    // Not `rd_kafka_consume_batch_queue`. In 2.0.2 it waits until the array is full or the time is over, even if records
    // are there; and when a rebalance pauses a partition meanwhile, it drops records of the array that librdkafka already
    // takes for handed out, so a partition that stays (cooperative protocol) goes on behind them (`rd_kafka_q_serve_rkmessages`;
    // confluentinc/librdkafka#4208, fixed in 2.1.0). One call for each record costs 20 ns more than its share of a batch.
    var wait = timeout
    while unsafe count < messages.count, let message = unsafe rd_kafka_consume_queue(queue, wait) {
      wait = 0
      if unsafe message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR {
        unsafe messages[count] = unsafe message
        count += 1
      } else {
        unsafe onError(message)
        unsafe rd_kafka_message_destroy(message)
      }
    }
    self.lender = count > 0 ? lender : nil
  }
}
