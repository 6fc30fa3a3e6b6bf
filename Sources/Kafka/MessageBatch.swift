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
