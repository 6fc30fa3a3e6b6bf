import CLibrdkafka

extension Consumer {
  /// Notes offsets for the next automatic commit (`rd_kafka_offsets_store`); needs `enable.auto.offset.store=false`.
  ///
  /// A partition that is no longer assigned has the error `.wrongState` in its result: expected after a revocation, and
  /// nothing is committed for it. Throws only what concerns the whole call.
  public func storeOffsets(_ offsets: [TopicPartitionOffset]) throws(KafkaError) -> [TopicPartitionResult] {
    let operation = "Storing offsets"
    let list = PartitionList(offsets)
    let code = try unsafe rd_kafka_offsets_store(handle(for: operation), list.pointer)
    return try Self.check(list.results, code: code, operation: operation)
  }

  /// Commits offsets and waits for the broker's answer (`rd_kafka_commit`).
  ///
  /// Bounded by `socket.timeout.ms` and librdkafka's retries. The result has each partition's own error.
  public func commit(_ offsets: [TopicPartitionOffset]) throws(KafkaError) -> [TopicPartitionResult] {
    let operation = "Committing offsets"
    let list = PartitionList(offsets)
    let handle = try unsafe handle(for: operation)
    // Unlike `rd_kafka_commit` this call hands out each partition's error.
    let answer = CommitAnswer()
    let code = withExtendedLifetime(answer) {
      // Without a queue librdkafka makes one and serves it itself until the answer is there.
      unsafe rd_kafka_commit_queue(
        handle, list.pointer, nil,
        { _, _, offsets, opaque in
          guard let opaque = unsafe opaque, let offsets = unsafe offsets else { return }
          unsafe Unmanaged<CommitAnswer>.fromOpaque(opaque).takeUnretainedValue().results =
            unsafe PartitionList.results(of: offsets)
        }, Unmanaged.passUnretained(answer).toOpaque())
    }
    let results = answer.results.isEmpty ? list.results : answer.results
    return try Self.check(results, code: code, operation: operation)
  }

  /// Sends a commit and does not wait (`rd_kafka_commit`); the answer comes as the event `.offsetsCommitted`.
  ///
  /// Unlike an automatic commit it also moves offsets back. Throws what keeps it from being sent.
  public func requestCommit(_ offsets: [TopicPartitionOffset]) throws(KafkaError) {
    let operation = "Committing offsets"
    let list = PartitionList(offsets)
    try unsafe KafkaError.check(rd_kafka_commit(handle(for: operation), list.pointer, 1), operation)
  }

  /// What the group has committed, nil where nothing is (`rd_kafka_committed`).
  public func committed(
    _ partitions: [TopicPartition], timeout: Duration
  ) throws(KafkaError) -> [TopicPartitionResult] {
    let operation = "Reading committed offsets"
    let list = PartitionList(partitions)
    try unsafe KafkaError.check(
      rd_kafka_committed(handle(for: operation), list.pointer, timeout.millisecondTimeout), operation)
    return list.results
  }

  /// The offset behind the last record that a poll handed out, nil before the first one (`rd_kafka_position`).
  public func position(_ partitions: [TopicPartition]) throws(KafkaError) -> [TopicPartitionResult] {
    let operation = "Asking for positions"
    let list = PartitionList(partitions)
    try unsafe KafkaError.check(rd_kafka_position(handle(for: operation), list.pointer), operation)
    return list.results
  }

  /// librdkafka repeats one partition's error as the call's; only an error that no partition has concerns all of them.
  private static func check(
    _ results: [TopicPartitionResult], code: rd_kafka_resp_err_t, operation: String
  ) throws(KafkaError) -> [TopicPartitionResult] {
    if results.allSatisfy({ $0.error == nil }) {
      try KafkaError.check(code, operation)
    }
    return results
  }
}

/// Where the callback of one commit leaves the answer; it is called before the commit returns, on the same thread.
private final class CommitAnswer {
  var results: [TopicPartitionResult] = []
}

// MARK: - Offsets of the log

extension Client {
  /// The first offset of a partition and the one behind its last record.
  public struct Watermarks: Hashable, Sendable {
    /// The offset of the first record that the log still has.
    public var low: Int64
    /// The offset after the last record that this reader may see.
    public var high: Int64
  }

  /// Asks the partition's leader for both ends of the log.
  ///
  /// Not by `rd_kafka_query_watermark_offsets`, which in 2.0.2 waits for a leader that is away whatever its timeout; the times
  /// -2 and -1 stand for the ends in Kafka's protocol (ListOffsets).
  public final func queryWatermarks(
    of partition: TopicPartition, timeout: Duration
  ) throws(KafkaError) -> Watermarks {
    let deadline = ContinuousClock.now + timeout
    let low = try end(of: partition, at: -2, timeout: timeout)
    let high = try end(of: partition, at: -1, timeout: max(.milliseconds(1), deadline - .now))
    return Watermarks(low: low, high: high)
  }

  private final func end(
    of partition: TopicPartition, at time: Int64, timeout: Duration
  ) throws(KafkaError) -> Int64 {
    let result = try offsets(of: [partition], since: time, timeout: timeout).first
    guard let result, result.error == nil, let offset = result.nextOffset else {
      throw KafkaError(
        operation: "Asking for the first and last offset", code: result?.error ?? .timedOut, topic: partition.topic,
        partition: partition.partition)
    }
    return offset
  }

  /// What the last fetch told, without asking anybody; nil before the first one (`rd_kafka_get_watermark_offsets`).
  public final func cachedWatermarks(of partition: TopicPartition) -> Watermarks? {
    guard let handle = unsafe openHandle else { return nil }
    var low: Int64 = 0
    var high: Int64 = 0
    let code = unsafe rd_kafka_get_watermark_offsets(handle, partition.topic, partition.partition, &low, &high)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR, high >= 0 else { return nil }
    return Watermarks(low: max(low, 0), high: high)
  }

  /// The first offset of each partition whose record is not older than the time; nil where all records are older.
  ///
  /// - Parameter milliseconds: since 1970.
  public final func offsets(
    of partitions: [TopicPartition], since milliseconds: Int64, timeout: Duration
  ) throws(KafkaError) -> [TopicPartitionResult] {
    let operation = "Looking offsets up by time"
    let list = PartitionList(
      partitions.map { TopicPartitionOffset(topicPartition: $0, nextOffset: milliseconds) })
    try unsafe KafkaError.check(
      rd_kafka_offsets_for_times(handle(for: operation), list.pointer, timeout.millisecondTimeout), operation)
    return list.results
  }
}
