import Kafka

/// Reads a stretch of a topic once, from its start to the end it had when the scan began, without a group.
final class TopicScan {
  struct OffsetRange {
    var partition: Int32
    /// Where the range begins, and where the reading does: what the group has committed is passed over.
    var wanted: Int64
    var start: Int64
    var end: Int64
    /// The first offset of the log.
    var low: Int64
  }

  let consumer: Consumer
  private let access: KafkaAccess
  private let topic: String
  private(set) var stretches: [Int32: OffsetRange] = [:]
  /// What the group has committed, by partition.
  private(set) var committed: [Int32: TopicPartitionResult] = [:]
  private var positions: [Int32: Int64] = [:]
  private var open: Set<Int32> = []
  private var takeHole: (Int32, Range<Int64>) -> Void = { _, _ in }
  /// Held where no other member of the group may do the same at once.
  private(set) var claim: GroupLock?
  private var batch = MessageBatch(capacity: 1000)

  /// Connects and finds out what there is to read.
  ///
  /// - Parameters:
  ///   - group: whose offsets go before the start of the range, for a scan that goes on where it stopped.
  ///   - claims: whether the group is joined first, and refused if it has members.
  init(
    _ topic: String, range: ScanRange, partition: Int32? = nil, offset: Int64? = nil, group: String? = nil,
    claims: Bool = false, access: KafkaAccess
  ) throws(OperationFailure) {
    self.access = access
    self.topic = topic
    consumer = try access.consumer(group: group, joins: claims)
    var partitions = try access.partitions(of: topic, consumer)
    if let partition {
      guard partitions.contains(partition) else {
        throw .usage("The topic \(topic) has no partition \(partition).")
      }
      partitions = [partition]
    }
    let places = partitions.map { TopicPartition(topic: topic, partition: $0) }
    let since = try range.since.map { since throws(OperationFailure) in try offsets(places, at: since) }
    let until = try range.until.map { until throws(OperationFailure) in try offsets(places, at: until) }
    // Joined before the place is read: another that is just ending may still move it.
    if claims, let group {
      claim = try GroupLock(of: consumer, group, topic: topic, access: access)
    }
    if let group {
      let results = try access.ask(consumer) { [consumer] () throws(KafkaError) in
        try consumer.committed(places, timeout: access.timeout)
      }
      // An error is not "nothing committed": a redrive that began again would send everything twice.
      try OperationFailure.check(commits: results, of: group)
      for result in results { committed[result.topicPartition.partition] = result }
    }
    for place in places {
      let ends = try access.ask(consumer) { [consumer] () throws(KafkaError) in
        try consumer.queryWatermarks(of: place, timeout: access.timeout)
      }
      // No offset at a time means that all records are older.
      var start = since.map { $0[place.partition] ?? ends.high } ?? ends.low
      var end = until.map { $0[place.partition] ?? ends.high } ?? ends.high
      if let offset {
        start = offset
        end = offset < ends.high ? offset + 1 : ends.high
      }
      start = max(start, ends.low)
      let wanted = start
      start = max(start, committed[place.partition]?.nextOffset ?? start)
      end = min(end, ends.high)
      if let last = range.last { start = max(start, end - Int64(last)) }
      guard wanted < end else { continue }
      stretches[place.partition] = OffsetRange(
        partition: place.partition, wanted: wanted, start: min(start, end), end: end, low: ends.low)
    }
  }

  private func offsets(_ places: [TopicPartition], at time: Int64) throws(OperationFailure) -> [Int32: Int64] {
    let results = try access.ask(consumer) { [consumer, access] () throws(KafkaError) in
      try consumer.offsets(of: places, since: time, timeout: access.timeout)
    }
    var found: [Int32: Int64] = [:]
    for result in results {
      if let code = result.error {
        throw OperationFailure(
          KafkaError(
            operation: "Looking an offset up by time", code: code, topic: topic,
            partition: result.topicPartition.partition))
      }
      found[result.topicPartition.partition] = result.nextOffset
    }
    return found
  }

  /// How many offsets there are to read.
  var total: Int { stretches.values.reduce(0) { $0 + Int(clamping: $1.end - $1.start) } }

  /// How many of them are done.
  var done: Int {
    stretches.values.reduce(0) { sum, stretch in
      sum + Int(clamping: min(stretch.end, positions[stretch.partition] ?? stretch.start) - stretch.start)
    }
  }

  /// Hands out every record of the stretches, until all are done or the body says false.
  ///
  /// Throws when nothing comes for longer than the time-out.
  /// - Parameters:
  ///   - hole: called with offsets that have no record, between two records or at the end of a stretch.
  ///   - batchEnd: called after the records of one poll; a claim may be given up only between two polls.
  /// - Returns: whether the end was reached.
  @discardableResult
  func run(
    progress: (Int) -> Void = { _ in }, hole: @escaping (Int32, Range<Int64>) -> Void = { _, _ in },
    batchEnd: () throws(OperationFailure) -> Bool = { () throws(OperationFailure) in true },
    each body: (borrowing Message) throws(OperationFailure) -> Bool
  ) throws(OperationFailure) -> Bool {
    takeHole = hole
    open = Set(stretches.values.filter { $0.start < $0.end }.map(\.partition))
    guard !open.isEmpty else { return true }
    if claim == nil { try assign() }
    defer { batch.removeAll() }
    var deadline = ContinuousClock.now + access.timeout
    while !open.isEmpty {
      consumer.poll(into: &batch, timeout: .milliseconds(100))
      if let claim, try claim.serve() {
        // The records of this poll come again.
        batch.removeAll()
        try assign()
        deadline = .now + access.timeout
        continue
      }
      if let claim, !claim.isHeld {
        // The member that has the partitions now does what is left; these records come again with the next assignment.
        batch.removeAll()
        continue
      }
      for index in 0..<batch.count {
        let message = batch[index]
        guard let stretch = stretches[message.partition], open.contains(message.partition) else { continue }
        let expected = position(in: stretch)
        if message.offset < stretch.end {
          if message.offset > expected { takeHole(message.partition, expected..<message.offset) }
          guard try body(message) else { return false }
          positions[message.partition] = message.offset + 1
        }
        if message.offset >= stretch.end - 1 { finish(message.partition) }
      }
      guard try batchEnd() else { return false }
      try takeEvents()
      progress(done)
      if batch.count > 0 {
        deadline = .now + access.timeout
      } else if ContinuousClock.now >= deadline, !open.isEmpty {
        throw .broker(
          "The brokers stopped answering: \(done) of \(total) records were read. Try again, or raise --timeout.")
      }
    }
    return true
  }

  private func position(in stretch: OffsetRange) -> Int64 { positions[stretch.partition] ?? stretch.start }

  /// Reads what is left of the stretches.
  private func assign() throws(OperationFailure) {
    let places = stretches.values.filter { open.contains($0.partition) }.map { stretch in
      TopicPartitionOffset(
        topic: topic, partition: stretch.partition, nextOffset: positions[stretch.partition] ?? stretch.start)
    }
    try access.ask(consumer) { [consumer] () throws(KafkaError) in try consumer.assign(places) }
  }

  /// The end of a partition comes as an event; behind the last record may stand only a transaction's marks.
  private func takeEvents() throws(OperationFailure) {
    for case .error(let error) in consumer.takeEvents().events {
      if error.code == .partitionEnd, let partition = error.partition {
        finish(partition)
      } else if error.isFatal || !error.code.isTransient, error.topic != nil {
        throw OperationFailure(error)
      }
    }
  }

  private func finish(_ partition: Int32) {
    guard open.remove(partition) != nil, let stretch = stretches[partition] else { return }
    let expected = position(in: stretch)
    if expected < stretch.end { takeHole(partition, expected..<stretch.end) }
    positions[partition] = stretch.end
  }

  func close() { _ = consumer.close(within: KafkaAccess.closeLimit) }
}
