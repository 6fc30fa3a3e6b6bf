import CLibrdkafka

/// Writes records; what became of each comes back as a report that its owner fetches.
///
/// One thread produces and serves the reports. Nothing is allocated in Swift for a record: the caller's bytes are copied
/// by librdkafka, and the caller's number (`opaque`) comes back with the report.
@safe public final class Producer: Client {
  /// What a call of `produce` came to.
  public enum Outcome: Sendable {
    /// librdkafka has it; a report will come.
    case queued
    /// `queue.buffering.max.messages` or `.kbytes` is reached: serve reports and produce the record again.
    case queueFull
    /// It was refused and no report will come; a record above `message.max.bytes` for one (`.messageTooLarge`).
    case failed(KafkaError)
  }

  private var queue: OpaquePointer?
  private var topics: [ProducerTopic] = []
  private let usesOwnPartitioner: Bool
  private let arguments = ProduceArguments()

  /// - Parameters:
  ///   - configuration: unless it names another `partitioner`, it is `murmur2_random`, which puts a key where the Java
  ///     client puts it.
  ///   - log: nil keeps librdkafka's log lines quiet.
  public init(
    configuration: ClientConfiguration, log: LogHandler? = nil, tokenProvider: OAuthTokenProvider? = nil
  ) throws(KafkaError) {
    // For the client and not for one topic: the first to name a topic decides its settings, and that may be a question
    // about metadata (rdkafka.h, `rd_kafka_topic_new`).
    var configuration = configuration
    usesOwnPartitioner = configuration["partitioner"] == nil
    configuration.setDefault("partitioner", to: "murmur2_random")
    try unsafe super.init(
      RD_KAFKA_PRODUCER, configuration: configuration, log: log, tokenProvider: tokenProvider,
      register: { configuration in
        // As events reports come in whole arrays, without a callback for each record.
        unsafe rd_kafka_conf_set_events(
          configuration, RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_STATS)
      })
    try unsafe withInitialHandle { handle throws(KafkaError) in
      unsafe queue = unsafe rd_kafka_queue_get_main(handle)
    }
  }

  /// Makes a topic to produce to.
  public func topic(_ name: String) throws(KafkaError) -> ProducerTopic {
    let operation = "Preparing the topic \"\(name)\""
    let handle = try unsafe handle(for: operation)
    guard !name.utf8.contains(0) else {
      throw KafkaError(operation: operation, code: .invalidTopic, reason: "it is not a possible topic name")
    }
    // Without a configuration of its own the topic would take the client's, which is kept but for the partitioner.
    var configuration: OpaquePointer?
    var choice: PartitionChoice?
    if usesOwnPartitioner {
      unsafe configuration = unsafe rd_kafka_default_topic_conf_dup(handle)
      if let configuration = unsafe configuration {
        let new = PartitionChoice()
        context.keepAlive(new)
        unsafe new.register(in: configuration)
        choice = new
      }
    }
    guard let pointer = unsafe rd_kafka_topic_new(handle, name, configuration) else {
      throw KafkaError(operation: operation, code: .invalidTopic, reason: "it is not a possible topic name")
    }
    let topic = unsafe ProducerTopic(pointer, name: name, choice: choice)
    topics.append(topic)
    return topic
  }

  // MARK: - Producing

  /// Hands a record to librdkafka, which copies it (`rd_kafka_produceva`).
  ///
  /// - Parameters:
  ///   - partition: nil lets the topic's partitioner choose by the key.
  ///   - value: nil is a record without a value (a tombstone), unlike an empty one.
  ///   - timestampMilliseconds: since 1970; 0 is now.
  ///   - opaque: comes back in the report.
  public func produce(
    to topic: ProducerTopic, partition: Int32? = nil, value: Span<UInt8>?, key: Span<UInt8>?,
    timestampMilliseconds: Int64 = 0, opaque: UInt
  ) -> Outcome {
    produce(
      to: topic, partition: partition, value: value, key: key, timestampMilliseconds: timestampMilliseconds,
      opaque: opaque, argumentCount: ProduceArguments.headers)
  }

  /// Hands a record with headers to librdkafka; the headers are taken out unless the record is refused.
  public func produce(
    to topic: ProducerTopic, partition: Int32? = nil, value: Span<UInt8>?, key: Span<UInt8>?,
    timestampMilliseconds: Int64 = 0, headers: inout Headers, opaque: UInt
  ) -> Outcome {
    guard let native = unsafe headers.pointer else {
      return produce(
        to: topic, partition: partition, value: value, key: key, timestampMilliseconds: timestampMilliseconds,
        opaque: opaque)
    }
    unsafe arguments.pointer[ProduceArguments.headers].u.headers = unsafe native
    let outcome = produce(
      to: topic, partition: partition, value: value, key: key, timestampMilliseconds: timestampMilliseconds,
      opaque: opaque, argumentCount: ProduceArguments.count)
    // "The message object will assume ownership of the headers (unless producev() fails)", says rdkafka.h.
    if case .queued = outcome {
      headers.relinquish()
    }
    return outcome
  }

  private func produce(
    to topic: ProducerTopic, partition: Int32?, value: Span<UInt8>?, key: Span<UInt8>?,
    timestampMilliseconds: Int64, opaque: UInt, argumentCount: Int
  ) -> Outcome {
    guard let handle = unsafe openHandle, let native = unsafe topic.pointer else {
      return .failed(.closed("Producing"))
    }
    topic.choice?.forget()
    unsafe arguments.pointer[ProduceArguments.topic].u.rkt = unsafe native
    unsafe arguments.pointer[ProduceArguments.partition].u.i32 = partition ?? -1
    unsafe arguments.pointer[ProduceArguments.timestamp].u.i64 = timestampMilliseconds
    unsafe arguments.pointer[ProduceArguments.opaque].u.ptr = unsafe UnsafeMutableRawPointer(bitPattern: opaque)
    let failure = unsafe withBytes(of: value) { valueStart, valueCount in
      unsafe arguments.pointer[ProduceArguments.value].u.mem.ptr = unsafe valueStart
      unsafe arguments.pointer[ProduceArguments.value].u.mem.size = valueCount
      return unsafe withBytes(of: key) { keyStart, keyCount in
        unsafe arguments.pointer[ProduceArguments.key].u.mem.ptr = unsafe keyStart
        unsafe arguments.pointer[ProduceArguments.key].u.mem.size = keyCount
        return unsafe rd_kafka_produceva(handle, arguments.pointer, argumentCount)
      }
    }
    guard let failure = unsafe failure else { return .queued }
    if unsafe rd_kafka_error_code(failure) == RD_KAFKA_RESP_ERR__QUEUE_FULL {
      unsafe rd_kafka_error_destroy(failure)
      return .queueFull
    }
    return .failed(unsafe KafkaError(consuming: failure, operation: "Producing", topic: topic.name))
  }

  // MARK: - Reports

  /// Waits at most `timeout` for reports, then hands out all that are there, in the order of acknowledgement.
  ///
  /// - Returns: the number of reports.
  @discardableResult
  public func serveDeliveryReports(
    timeout: Duration, _ report: (borrowing DeliveryReport) -> Void
  ) -> Int {
    guard unsafe openHandle != nil, let queue = unsafe queue else { return 0 }
    var count = 0
    var wait = timeout.millisecondTimeout
    while let event = unsafe Event(from: queue, timeout: wait) {
      wait = 0
      count += serve(event, report)
    }
    return count
  }

  private func serve(_ event: borrowing Event, _ report: (borrowing DeliveryReport) -> Void) -> Int {
    var count = 0
    switch event.kind {
    case RD_KAFKA_EVENT_DR:
      while let message = unsafe rd_kafka_event_message_next(event.pointer) {
        report(unsafe DeliveryReport(message, of: event))
        count += 1
      }
    case RD_KAFKA_EVENT_ERROR:
      if let handle = unsafe openHandle {
        // An event has the fatal error's own code, a callback would have `RD_KAFKA_RESP_ERR__FATAL`.
        let isFatal = unsafe rd_kafka_event_error_is_fatal(event.pointer) != 0
        let code = unsafe isFatal ? RD_KAFKA_RESP_ERR__FATAL : rd_kafka_event_error(event.pointer)
        unsafe context.record(error: code, reason: event.reason, of: handle)
      }
    case RD_KAFKA_EVENT_STATS:
      context.record(statistics: unsafe String(librdkafka: rd_kafka_event_stats(event.pointer)))
    default:
      break
    }
    return count
  }

  /// How many records and events librdkafka holds that are not served yet (`rd_kafka_outq_len`).
  public var outQueueLength: Int {
    guard let handle = unsafe openHandle else { return 0 }
    return unsafe Int(rd_kafka_outq_len(handle))
  }

  /// Sends what waits without regard to `linger.ms` and serves the reports until none is missing.
  ///
  /// - Returns: false if records are still on their way after `limit`.
  public func flush(within limit: Duration, _ report: (borrowing DeliveryReport) -> Void) -> Bool {
    let deadline = ContinuousClock.now + limit
    while outQueueLength > 0 {
      guard let handle = unsafe openHandle else { return true }
      // With reports as events this call serves none of them (rdkafka.h); it is only asked to hurry up the sending.
      _ = unsafe rd_kafka_flush(handle, 1)
      serveDeliveryReports(timeout: .milliseconds(10), report)
      if outQueueLength > 0, ContinuousClock.now >= deadline {
        return false
      }
    }
    return true
  }

  /// Gives up what is not acknowledged; its reports have the errors `.purgedFromQueue` and `.purgedInFlight`.
  ///
  /// - Parameter includingInFlight: also what was sent already, which then may or may not be in the topic.
  public func purge(includingInFlight: Bool) throws(KafkaError) {
    let flags = RD_KAFKA_PURGE_F_QUEUE | (includingInFlight ? RD_KAFKA_PURGE_F_INFLIGHT : 0)
    try unsafe KafkaError.check(rd_kafka_purge(handle(for: "Dropping records"), flags), "Dropping records")
  }

  // MARK: - The end

  /// Ends the client; records that are not flushed are lost. See `Client.close(within:)`.
  public override func close(within limit: Duration) -> Bool {
    releaseParts()
    return super.close(within: limit)
  }

  private func releaseParts() {
    for topic in topics {
      topic.release()
    }
    topics = []
    if let queue = unsafe queue {
      unsafe rd_kafka_queue_destroy(queue)
    }
    unsafe queue = nil
  }

  deinit {
    releaseParts()
  }
}
