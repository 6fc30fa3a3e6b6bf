import CLibrdkafka

/// A member of a consumer group that reads in batches.
///
/// One thread polls, answers rebalances, stores and commits. There is no pausing, resuming or seeking: 2.0.2 may skip
/// records then (confluentinc/librdkafka#4208, #4230); to read again or to rest, use `assign`.
///
/// Rebalances are deferred: `poll` only notes them, and librdkafka waits until `completeAssign` or `completeRevoke` answers.
///
///     consumer.poll(into: &batch, timeout: .milliseconds(10))
///     work on the batch
///     while let rebalance = consumer.takeRebalance() { finish or drop what is affected; complete it }
///
/// The records of the poll that noted a revocation still belong to this member until the revocation is completed, unless
/// it is `.lost`. Until the answer librdkafka hands out no further records, but go on polling for long drains: it counts
/// against `max.poll.interval.ms`. Nothing of a partition that was given up comes out of a later poll.
@safe public final class Consumer: Client {
  private var queue: OpaquePointer?
  private let names = TopicNames()

  /// - Parameters:
  ///   - configuration: needs `group.id`, and `enable.auto.offset.store=false` if `storeOffsets` is to be used.
  ///   - log: nil keeps librdkafka's log lines quiet.
  public init(
    configuration: ClientConfiguration, log: LogHandler? = nil, tokenProvider: OAuthTokenProvider? = nil
  ) throws(KafkaError) {
    guard configuration["group.id"] != nil else {
      throw KafkaError(
        operation: "Making a consumer", code: .invalidArgument, reason: "the property \"group.id\" is not set")
    }
    try unsafe super.init(
      RD_KAFKA_CONSUMER, configuration: configuration, log: log, tokenProvider: tokenProvider,
      register: { configuration in unsafe Self.registerCallbacks(in: configuration) })
    try unsafe withInitialHandle { handle throws(KafkaError) in
      // All callbacks of the handle are then served by the one queue that is polled; a second thread that polled the main
      // queue would hide a stuck consumer from the group (confluentinc/librdkafka#4176).
      try unsafe KafkaError.check(rd_kafka_poll_set_consumer(handle), "Making a consumer")
      unsafe queue = unsafe rd_kafka_queue_get_consumer(handle)
    }
  }

  private static func registerCallbacks(in configuration: OpaquePointer) {
    unsafe rd_kafka_conf_set_rebalance_cb(configuration) { client, code, partitions, opaque in
      guard let client = unsafe client, let partitions = unsafe partitions,
        let context = unsafe CallbackContext.from(opaque: opaque)
      else { return }
      let rebalance = unsafe Rebalance(code: code, partitions: partitions, of: client)
      guard !context.keep(rebalance) else { return }
      do throws(KafkaError) {
        try unsafe rebalance.completeAtOnce(on: client)
      } catch {
        context.record(.error(error))
      }
    }
    unsafe rd_kafka_conf_set_error_cb(configuration) { client, code, reason, opaque in
      guard let client = unsafe client, let context = unsafe CallbackContext.from(opaque: opaque) else { return }
      unsafe context.record(
        error: rd_kafka_resp_err_t(rawValue: code), reason: String(librdkafka: reason), of: client)
    }
    unsafe rd_kafka_conf_set_stats_cb(configuration) { _, json, count, opaque in
      if let context = unsafe CallbackContext.from(opaque: opaque), let json = unsafe json {
        let bytes = unsafe UnsafeRawBufferPointer(start: json, count: count)
        context.record(statistics: unsafe String(decoding: bytes, as: UTF8.self))
      }
      return 0
    }
    unsafe rd_kafka_conf_set_offset_commit_cb(configuration) { _, code, offsets, opaque in
      // Nothing to commit is not worth telling (rdkafka.h, `rd_kafka_conf_set_offset_commit_cb`).
      guard code != RD_KAFKA_RESP_ERR__NO_OFFSET, let context = unsafe CallbackContext.from(opaque: opaque) else {
        return
      }
      let results = unsafe offsets.map { unsafe PartitionList.results(of: $0) } ?? []
      let failed = code != RD_KAFKA_RESP_ERR_NO_ERROR
      context.record(
        .offsetsCommitted(results, error: failed ? KafkaError(code, operation: "Committing offsets") : nil))
    }
  }

  // MARK: - Reading

  /// Joins the group for these topics; a name that begins with "^" is a regular expression (`rd_kafka_subscribe`).
  public func subscribe(to topics: [String]) throws(KafkaError) {
    let operation = "Subscribing to \(topics.joined(separator: ", "))"
    let list = PartitionList(topics: topics)
    try unsafe KafkaError.check(rd_kafka_subscribe(handle(for: operation), list.pointer), operation)
  }

  /// Leaves the group; the revocation comes out of a later poll.
  public func unsubscribe() throws(KafkaError) {
    let operation = "Leaving the group"
    try unsafe KafkaError.check(rd_kafka_unsubscribe(handle(for: operation)), operation)
  }

  /// Replaces the batch's records by new ones: waits at most `timeout` for the first one and takes what else is there.
  ///
  /// It also serves librdkafka's callbacks, so poll steadily, at the latest after `max.poll.interval.ms`; look for
  /// `takeRebalance()` after each call. Errors of partitions become events. A closed consumer hands out nothing.
  /// - Returns: the number of records.
  @discardableResult
  public func poll(into batch: inout MessageBatch, timeout: Duration) -> Int {
    guard let handle = unsafe openHandle, let queue = unsafe queue else {
      batch.removeAll()
      return 0
    }
    unsafe batch.fill(from: queue, timeout: timeout.millisecondTimeout, lender: self, names: names) { message in
      unsafe record(errorEntry: message, of: handle)
    }
    return batch.count
  }

  private func record(errorEntry message: UnsafePointer<rd_kafka_message_t>, of handle: OpaquePointer) {
    let code = unsafe message.pointee.err
    let topic = unsafe message.pointee.rkt.map { unsafe String(librdkafka: rd_kafka_topic_name($0)) }
    let reason = unsafe String(librdkafka: rd_kafka_message_errstr(message))
    if code == RD_KAFKA_RESP_ERR__FATAL {
      unsafe context.record(error: code, reason: reason, of: handle)
      return
    }
    context.record(
      .error(
        KafkaError(
          code, operation: "Reading", reason: reason.isEmpty ? nil : reason, topic: topic,
          partition: unsafe message.pointee.partition, offset: unsafe message.pointee.offset)))
  }

  // MARK: - Rebalances

  /// The next rebalance that waits for an answer, once.
  public func takeRebalance() -> Rebalance? {
    context.takeRebalance()
  }

  /// Whether a poll has noted a rebalance that nobody has taken.
  public var hasRebalance: Bool { context.hasRebalance }

  /// Begins to read the partitions of an `.assign`; `startingAt` overrides the committed offsets.
  public func completeAssign(of rebalance: Rebalance, startingAt offsets: [TopicPartitionOffset] = [])
    throws(KafkaError)
  {
    try unsafe rebalance.assign(on: handle(for: "Taking over partitions"), startingAt: offsets)
  }

  /// Gives up the partitions of a `.revoke`, `.lost` or `.failed`; with auto-commit librdkafka commits stored offsets now.
  public func completeRevoke(of rebalance: Rebalance) throws(KafkaError) {
    try unsafe rebalance.unassign(on: handle(for: "Giving up partitions"))
  }

  /// Whether the present assignment was lost against this member's will (`rd_kafka_assignment_lost`).
  public var isAssignmentLost: Bool {
    guard let handle = unsafe openHandle else { return false }
    return unsafe rd_kafka_assignment_lost(handle) != 0
  }

  /// Replaces what is read, outside of a rebalance: to read again from other offsets, or with an empty list to read nothing
  /// for a while. The membership in the group stays as long as polling goes on.
  ///
  /// Nothing is an empty list here and never a null pointer. librdkafka takes `rd_kafka_assign(rk, NULL)` for the answer to a
  /// revocation (`rd_kafka_cgrp_unassign`), also to one that no poll has brought yet: the group then gives the partitions to
  /// another member, while this one believes that they are its own. An empty list answers no revocation (`rd_kafka_cgrp_assign`).
  ///
  /// Not with the cooperative protocol; see `addToAssignment`.
  public func assign(_ offsets: [TopicPartitionOffset]) throws(KafkaError) {
    let operation = offsets.isEmpty ? "Reading nothing" : "Reading from chosen offsets"
    let list = PartitionList(offsets)
    try unsafe KafkaError.check(rd_kafka_assign(handle(for: operation), list.pointer), operation)
  }

  /// Reads more partitions, outside of a rebalance of the cooperative protocol (`rd_kafka_incremental_assign`).
  public func addToAssignment(_ offsets: [TopicPartitionOffset]) throws(KafkaError) {
    let operation = "Reading \(offsets.count) more partition(s)"
    let list = PartitionList(offsets)
    try unsafe KafkaError.check(rd_kafka_incremental_assign(handle(for: operation), list.pointer), operation)
  }

  /// Rests from reading partitions, outside of a rebalance of the cooperative protocol (`rd_kafka_incremental_unassign`).
  ///
  /// They stay this member's. All of them have to be read at the moment.
  public func removeFromAssignment(_ partitions: [TopicPartition]) throws(KafkaError) {
    let operation = "Resting from \(partitions.count) partition(s)"
    let list = PartitionList(partitions)
    try unsafe KafkaError.check(rd_kafka_incremental_unassign(handle(for: operation), list.pointer), operation)
  }

  /// The partitions that are read now (`rd_kafka_assignment`).
  public func assignment() throws(KafkaError) -> [TopicPartition] {
    let operation = "Asking for the assignment"
    var native: UnsafeMutablePointer<rd_kafka_topic_partition_list_t>?
    try unsafe KafkaError.check(rd_kafka_assignment(handle(for: operation), &native), operation)
    guard let native = unsafe native else { return [] }
    return unsafe PartitionList(consuming: native).partitions
  }

  // MARK: - Who this is

  /// The member's id, given by the broker; nil before the group was joined.
  public var memberID: String? {
    guard let handle = unsafe openHandle, let text = unsafe rd_kafka_memberid(handle) else { return nil }
    defer { unsafe rd_kafka_mem_free(handle, text) }
    let memberID = unsafe String(cString: text)
    return memberID.isEmpty ? nil : memberID
  }

  /// Who this member is now, for `Producer.sendOffsets`; nil while it is no member.
  ///
  /// What librdkafka gives out for a member that the group has just dropped names nobody, and brokers take a transaction's
  /// offsets from nobody without a check (Kafka's `validateOffsetCommit`, for clients before KIP-447).
  public func groupMetadata() throws(KafkaError) -> ConsumerGroupMetadata? {
    let operation = "Asking for the group's metadata"
    // A member that joins again gets a new id, so that the same id before and after is also the one in between.
    guard let memberID else { return nil }
    guard let native = try unsafe rd_kafka_consumer_group_metadata(handle(for: operation)) else {
      throw KafkaError(operation: operation, code: .unknownGroup)
    }
    let metadata = unsafe ConsumerGroupMetadata(consuming: native)
    guard memberID == self.memberID else { return nil }
    return metadata
  }

  // MARK: - The end

  /// Leaves the group and ends the client; with auto-commit stored offsets are committed.
  ///
  /// Rebalances that nobody has taken are completed first. Empty every batch before: librdkafka waits for its records.
  /// Events of the closing, such as the last commit, can be taken afterwards.
  /// - Returns: false if librdkafka did not come to its end, see `Client.close(within:)`.
  public override func close(within limit: Duration) -> Bool {
    guard let handle = unsafe openHandle else { return true }
    for rebalance in context.beginClosing() {
      do throws(KafkaError) {
        try unsafe rebalance.completeAtOnce(on: handle)
      } catch {
        context.record(.error(error))
      }
    }
    _ = unsafe takeHandle()
    let context = context
    let addresses = unsafe (handle: Int(bitPattern: handle), queue: Int(bitPattern: queue))
    unsafe queue = nil
    return unsafe destroy(handle, within: limit) {
      let code = unsafe rd_kafka_consumer_close(OpaquePointer(bitPattern: addresses.handle))
      if code != RD_KAFKA_RESP_ERR_NO_ERROR {
        context.record(.error(KafkaError(code, operation: "Leaving the group")))
      }
      unsafe rd_kafka_queue_destroy(OpaquePointer(bitPattern: addresses.queue))
    }
  }

  deinit {
    if let queue = unsafe queue {
      unsafe rd_kafka_queue_destroy(queue)
    }
  }
}

extension Consumer {
  /// Whether fetching goes on by itself soon after a full queue has been emptied: property `fetch.queue.backoff.ms`, 2.2.0.
  public static var hasFetchQueueBackoff: Bool { LibraryVersion.isAtLeast(2, 2, 0) }

  /// Makes librdkafka look again whether there is room for more records.
  ///
  /// A broker thread that found the fetch queue full sleeps up to a second, however soon the queue is emptied
  /// (confluentinc/librdkafka#2879, #3662); releases before 2.2.0 have no property for it, and so need a queue of a second's
  /// records. Setting the SASL credentials that are in use anyway wakes all broker threads (`rd_kafka_all_brokers_wakeup` in
  /// `rd_kafka_sasl_set_credentials`), and nothing else: connections stay. It can go when 2.2.0 is the oldest release.
  public func wakeFetchers(username: String, password: String) {
    guard !Self.hasFetchQueueBackoff, let handle = unsafe openHandle else { return }
    if let error = unsafe rd_kafka_sasl_set_credentials(handle, username, password) {
      unsafe rd_kafka_error_destroy(error)
    }
  }
}
