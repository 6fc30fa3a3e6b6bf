import CLibrdkafka

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

  public var capacity: Int { unsafe messages.count }
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
  public func forEach<Failure>(_ body: (borrowing Message) throws(Failure) -> Void) throws(Failure) {
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
    // In 2.0.2 the batch call waits until the array is full or the time is over, even if records are there; so it is only
    // asked for what is there already, after one record was waited for.
    guard let first = unsafe rd_kafka_consume_queue(queue, timeout) else { return }
    unsafe messages[0] = unsafe first
    var received = 1
    if unsafe messages.count > 1, let rest = unsafe messages.baseAddress {
      received += max(0, unsafe rd_kafka_consume_batch_queue(queue, 0, rest + 1, messages.count - 1))
    }
    var kept = 0
    for index in 0..<received {
      guard let message = unsafe messages[index] else { continue }
      if unsafe message.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR {
        unsafe messages[kept] = unsafe message
        kept += 1
      } else {
        unsafe onError(message)
        unsafe rd_kafka_message_destroy(message)
      }
    }
    count = kept
    self.lender = kept > 0 ? lender : nil
  }
}
