import Kafka

/// Reads a stretch of a topic once, from its start to the end it had when the scan began, without a group.
final class TopicScan {
  struct Stretch {
    var partition: Int32
    var start: Int64
    var end: Int64
  }

  let consumer: Consumer
  private let access: KafkaAccess
  private let topic: String
  private(set) var stretches: [Int32: Stretch] = [:]
  /// How many offsets of the range the group has behind it.
  private(set) var passedBefore = 0
  private var positions: [Int32: Int64] = [:]
  private var open: Set<Int32> = []
  /// Held where no other member of the group may do the same at once.
  private(set) var claim: GroupClaim?
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
    var committed: [Int32: Int64] = [:]
    // Joined before the place is read: another that is just ending may still move it.
    if claims, let group {
      claim = try GroupClaim(of: consumer, group, topic: topic, access: access)
    }
    if group != nil {
      let results = try access.ask(consumer) { [consumer] () throws(KafkaError) in
        try consumer.committed(places, timeout: access.timeout)
      }
      for result in results { committed[result.topicPartition.partition] = result.nextOffset }
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
      if let behind = committed[place.partition], behind > start {
        passedBefore += Int(clamping: min(behind, end) - min(start, end))
        start = behind
      }
      end = min(end, ends.high)
      if let last = range.last { start = max(start, end - Int64(last)) }
      if start < end { stretches[place.partition] = Stretch(partition: place.partition, start: start, end: end) }
    }
  }

  private func offsets(_ places: [TopicPartition], at time: Int64) throws(OperationFailure) -> [Int32: Int64] {
    let results = try access.ask(consumer) { [consumer, access] () throws(KafkaError) in
      try consumer.offsets(of: places, since: time, timeout: access.timeout)
    }
    var found: [Int32: Int64] = [:]
    for result in results { found[result.topicPartition.partition] = result.nextOffset }
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

  /// Where each partition stands: the offset behind the last record that was handed out, or the end if it came.
  var reached: [TopicPartitionOffset] {
    stretches.values.map { stretch in
      TopicPartitionOffset(
        topic: topic, partition: stretch.partition,
        nextOffset: min(stretch.end, positions[stretch.partition] ?? stretch.start))
    }.sorted { $0.topicPartition < $1.topicPartition }
  }

  /// Hands out every record of the stretches, until all are done or the body says false.
  ///
  /// Throws when nothing comes for longer than the time-out.
  /// - Returns: whether the end was reached.
  @discardableResult
  func run(
    progress: (Int) -> Void = { _ in }, each body: (borrowing Message) throws(OperationFailure) -> Bool
  ) throws(OperationFailure) -> Bool {
    guard !stretches.isEmpty else { return true }
    open = Set(stretches.keys)
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
      for index in 0..<batch.count {
        let message = batch[index]
        guard let stretch = stretches[message.partition], open.contains(message.partition) else { continue }
        if message.offset < stretch.end {
          guard try body(message) else { return false }
          positions[message.partition] = message.offset + 1
        }
        if message.offset >= stretch.end - 1 { finish(message.partition) }
      }
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
    positions[partition] = stretch.end
  }

  func close() { _ = consumer.close(within: KafkaAccess.closeLimit) }
}
