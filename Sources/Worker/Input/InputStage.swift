import Kafka
import Logging

/// Reads the input as a member of the group and follows what it may read.
///
/// Lives on the worker's thread. librdkafka 2.0.2 loses records when a batch consumer pauses or seeks (librdkafka#4208), so
/// back-pressure that lasts is an assignment of nothing: the membership stays, rebalances are still served, and reading goes on
/// later by an assignment that starts at the first record not yet handed out.
final class InputStage {
  let configuration: WorkerConfiguration
  let consumer: Consumer
  let logger: Logger
  /// The offset expected next of each partition that is assigned: behind the last record handed out, or what was committed.
  var positions: [Int32: Int64] = [:]
  /// Where reading goes on before what the group has committed, until the group has taken that.
  var loweredOffsets: [Int32: Int64] = [:]
  private var nextLoweredCommit = ContinuousClock.now
  static let patienceForSetBack = Duration.seconds(30)
  /// How often reading went on elsewhere than where it had stopped, since the log there is gone.
  private(set) var logGaps = 0
  private(set) var assigned: Set<Int32> = []
  /// Who this member was when it got its partitions, if it was one; see `ConsumerGroupMetadata`.
  private var membership: ConsumerGroupMetadata?
  private(set) var isSuspended = false
  /// Whether reading waits for the committed offsets, from which it has to go on.
  private(set) var awaitsCommitted = false
  private var suspendsAfterRebalance = false
  private var lastQuestion: ContinuousClock.Instant?
  let questions = LogThrottle(every: .seconds(30))
  static let pauseBetweenQuestions = Duration.milliseconds(500)
  /// Whether a rebalance waits for its answer; librdkafka would take an assignment of nothing for that answer.
  private var isRebalancing = false
  /// Where partitions without a committed offset were begun, until the group has taken that.
  var starts: [Int32: Int64] = [:]
  /// Partitions of which nobody has told yet whether they have a committed offset.
  var unsettled: Set<Int32> = []
  /// What the group keeps beside the offsets of partitions that were assigned.
  var marks: [Int32: String] = [:]
  /// Partitions that are known to have a committed offset.
  var begun: Set<Int32> = []
  var nextStart = ContinuousClock.now
  /// Whether records came after a pause, in which the topic may have been made again.
  var mayBeAnotherTopic = false
  var nextTopicQuestion = ContinuousClock.now
  private var lastRecords = ContinuousClock.now
  /// Whether the topic was deleted, so that one of its name is read from the beginning.
  var isStartingOver = false
  private let needsWakeUps = !Consumer.hasFetchQueueBackoff
  private var lastWakeUp = ContinuousClock.now
  /// How long the brokers may take to answer a question that reading could go on without.
  static let questionTimeout = Duration.seconds(3)
  /// Short beside the time in which the fetch queue is emptied.
  private static let wakeUpInterval = Duration.milliseconds(10)

  init(_ configuration: WorkerConfiguration, consumer: Consumer, logger: Logger) {
    self.configuration = configuration
    self.consumer = consumer
    self.logger = logger
  }

  func poll(into batch: inout MessageBatch, timeout: Duration) {
    let count = consumer.poll(into: &batch, timeout: timeout)
    if count > 0 {
      let now = ContinuousClock.now
      if now - lastRecords > Self.pauseOfRecords { mayBeAnotherTopic = true }
      lastRecords = now
    }
    guard needsWakeUps, count > 0, .now - lastWakeUp > Self.wakeUpInterval else { return }
    lastWakeUp = .now
    consumer.wakeFetchers(
      username: configuration.securityProperties["sasl.username"] ?? "",
      password: configuration.securityProperties["sasl.password"] ?? "")
  }

  /// Notes that a record is handed out; returns whether its log is shorter than it was, so that nothing known of it holds.
  func takes(partition: Int32, offset: Int64) -> Bool {
    if !unsettled.isEmpty, unsettled.remove(partition) != nil { starts[partition] = offset }
    let expected = positions.updateValue(offset + 1, forKey: partition)
    guard let expected, expected != offset else { return false }
    noteGap(partition: partition, expected: expected, offset: offset)
    guard offset < expected else { return false }
    loweredOffsets[partition] = offset
    nextLoweredCommit = .now
    return true
  }

  /// Tells a jump from the gaps that compaction and transactions leave: behind a jump the log begins later, or ends earlier.
  private func noteGap(partition: Int32, expected: Int64, offset: Int64) {
    let place = TopicPartition(topic: configuration.input, partition: partition)
    let low = consumer.cachedWatermarks(of: place)?.low ?? 0
    guard low > expected || offset < expected else { return }
    logGaps += 1
    logger.warning(
      low > expected
        ? "records were deleted before they were read (retention); reading goes on where the log begins"
        : "the log is shorter than what was committed; reading goes on at an earlier offset",
      metadata: ["partition": "\(place)", "from": "\(expected)", "to": "\(offset)"])
  }

  /// The offset of the record that is expected next; nil where reading began at no known offset.
  func position(of partition: Int32) -> Int64? { positions[partition] }

  // MARK: - Rebalances

  /// The next rebalance that waits for `take` or `give(up:)`.
  func takeRebalance() -> Rebalance? {
    let rebalance = consumer.takeRebalance()
    if rebalance != nil { isRebalancing = true }
    return rebalance
  }

  func take(_ rebalance: Rebalance) throws(KafkaError) {
    membership = try consumer.groupMetadata()
    // With the cooperative protocol the others rest on; then all are read, and rest together again if need be.
    if rebalance.isCooperative, isSuspended, !awaitsCommitted { try resume() }
    let known: [TopicPartitionOffset]
    let begins: [TopicPartitionOffset]
    if configuration.offsetReset == .latest || isStartingOver {
      // A partition without a committed offset begins at its end. Which one that is, is settled before a record is handed out:
      // reading again after a suspension would else begin at a later end.
      known = committed(rebalance.partitions, timeout: Self.questionTimeout)
      begins = withStarts(known)
      try consumer.completeAssign(of: rebalance, startingAt: begins.filter { $0.nextOffset >= 0 })
    } else {
      try consumer.completeAssign(of: rebalance)
      known = committed(rebalance.partitions, timeout: Self.questionTimeout)
      begins = withStarts(known)
    }
    isRebalancing = false
    let new = Set(rebalance.partitions.map(\.partition))
    if rebalance.isCooperative {
      assigned.formUnion(new)
      for partition in new { forget(partition) }
      // They wait for the committed offsets with the rest.
      if awaitsCommitted { try consumer.removeFromAssignment(rebalance.partitions) }
    } else {
      assigned = new
      forgetAll()
      isSuspended = false
      awaitsCommitted = false
    }
    for begin in begins where begin.nextOffset >= 0 { positions[begin.partition] = begin.nextOffset }
    if !new.isEmpty, begins.count == new.count { isStartingOver = false }
    try noteStarts(of: new, known, begins)
    try suspendIfPutOff()
  }

  /// Makes sure that a partition which nobody has read yet is begun where it is now, by this worker and by the next one.
  private func noteStarts(
    of partitions: Set<Int32>, _ known: [TopicPartitionOffset], _ begins: [TopicPartitionOffset]
  ) throws(KafkaError) {
    guard configuration.offsetReset != .error else { return }
    unsettled.formUnion(partitions)
    learn(known, begins)
    guard configuration.transactions != nil else {
      settleStarts()
      return
    }
    // A later answer to this commit must not move back what a transaction has committed since; so nothing is read before.
    guard !unsettled.isEmpty || !starts.isEmpty else { return }
    try suspend()
    awaitsCommitted = true
    try resumeFromCommitted()
  }

  func give(up rebalance: Rebalance) throws(KafkaError) {
    isRebalancing = false
    membership = nil
    if rebalance.isCooperative {
      for partition in rebalance.partitions.map(\.partition) {
        assigned.remove(partition)
        forget(partition)
      }
    } else {
      // librdkafka gives up all, also where a failed rebalance names none.
      assigned = []
      forgetAll()
    }
    if assigned.isEmpty {
      isSuspended = false
      awaitsCommitted = false
    }
    try consumer.completeRevoke(of: rebalance)
    try suspendIfPutOff()
  }

  private func forget(_ partition: Int32) {
    positions[partition] = nil
    starts[partition] = nil
    unsettled.remove(partition)
    begun.remove(partition)
    loweredOffsets[partition] = nil
  }

  private func forgetAll() {
    positions = [:]
    starts = [:]
    unsettled = []
    begun = []
    loweredOffsets = [:]
  }

  // MARK: - Back-pressure and rewinds

  private func suspendIfPutOff() throws(KafkaError) {
    guard suspendsAfterRebalance else { return }
    suspendsAfterRebalance = false
    try suspend()
  }

  /// Stops fetching; what was fetched and not handed out will be fetched again.
  func suspend() throws(KafkaError) {
    guard !isSuspended, !assigned.isEmpty else { return }
    if isRebalancing {
      // Without the cooperative protocol all partitions go. With it, those that stay have records in hand to be read again.
      suspendsAfterRebalance = isCooperative
      return
    }
    if isCooperative { try consumer.removeFromAssignment(places(assigned)) } else { try consumer.assign([]) }
    isSuspended = true
  }

  func resume() throws(KafkaError) {
    guard isSuspended else { return }
    try assignAgain(assigned)
    isSuspended = false
  }

  /// Reads partitions again from these offsets, and the others from where they are.
  func rewind(to offsets: [Int32: Int64]) throws(KafkaError) {
    for (partition, offset) in offsets where assigned.contains(partition) { positions[partition] = offset }
    if isCooperative, !isSuspended {
      let changed = assigned.filter { offsets[$0] != nil }
      try consumer.removeFromAssignment(places(changed))
      try assignAgain(changed)
    } else {
      try assignAgain(assigned)
    }
    isSuspended = false
  }

  /// Reads on from what the group has committed, after a transaction was given up; rests until `resumeFromCommitted`.
  func rewindToCommitted() throws(KafkaError) {
    guard !isRebalancing, !assigned.isEmpty else { return }
    positions = [:]
    try suspend()
    awaitsCommitted = true
  }

  /// Goes on from the committed offsets if the coordinator tells them within a short time; else it is asked again later.
  func resumeFromCommitted() throws(KafkaError) {
    guard awaitsCommitted, !isRebalancing else { return }
    if let lastQuestion, .now - lastQuestion < Self.pauseBetweenQuestions { return }
    defer { lastQuestion = .now }
    let results: [TopicPartitionResult]
    do throws(KafkaError) {
      results = try consumer.committed(places(assigned), timeout: .seconds(1))
    } catch {
      guard !error.isFatal else { throw error }
      questions.log(
        logger, .notice, "waiting for the coordinator of the group to tell the committed offsets",
        metadata: ["error": "\(error)"])
      return
    }
    // One partition without an answer would else begin at the beginning.
    if let code = results.compactMap(\.error).first {
      questions.log(
        logger, .notice, "waiting for the committed offsets of all partitions", metadata: ["error": "\(code.text)"])
      return
    }
    noteMarks(results)
    for result in results {
      if let offset = result.nextOffset { positions[result.topicPartition.partition] = offset }
    }
    guard commitStarts(of: results.filter { $0.nextOffset == nil }.map(\.topicPartition)) else { return }
    lastQuestion = nil
    awaitsCommitted = false
    isStartingOver = false
    try resume()
  }

  /// Where reading goes on in each partition that has been read from.
  private var readOffsets: [TopicPartitionOffset] {
    positions.sorted { $0.key < $1.key }.map {
      TopicPartitionOffset(topic: configuration.input, partition: $0.key, nextOffset: $0.value)
    }
  }

  /// Reads partitions from where they stand; with the cooperative protocol, they must not be read at the moment.
  private func assignAgain(_ partitions: Set<Int32>) throws(KafkaError) {
    let offsets = partitions.sorted().map { partition in
      TopicPartitionOffset(
        topic: configuration.input, partition: partition,
        nextOffset: positions[partition] ?? TopicPartitionOffset.none)
    }
    if isCooperative { try consumer.addToAssignment(offsets) } else { try consumer.assign(offsets) }
  }

  private var isCooperative: Bool { configuration.assignor == .cooperativeSticky }

  func places(_ partitions: Set<Int32>) -> [TopicPartition] {
    partitions.sorted().map { TopicPartition(topic: configuration.input, partition: $0) }
  }

  // MARK: - Offsets

  /// Adds what was read to the producer's transaction; false if this was no member when it got its partitions.
  func sendOffsets(with producer: Producer, timeout: Duration) throws(KafkaError) -> Bool {
    let offsets = readOffsets
    guard !offsets.isEmpty else { return true }
    switch membership {
    case .some(let membership):
      try producer.sendOffsets(offsets, of: membership, timeout: timeout)
      return true
    case nil: return false
    }
  }

  /// Commits the beginning of what is read before the committed offset; asked again until the group has taken it.
  ///
  /// librdkafka's automatic commit writes only offsets above the committed one (`rd_kafka_topic_partition_list_set_offsets`). In a
  /// log that was cut to 10 records where 100 were committed, that would stay at 100; and after a restart, with 120 records in
  /// the log, the worker would go on at 100 and lose those between.
  func commitSetBack() {
    settleStarts()
    guard !loweredOffsets.isEmpty, ContinuousClock.now >= nextLoweredCommit else { return }
    // Asked again in vain it would move back what has been committed since; so the answer is given time.
    nextLoweredCommit = .now + Self.patienceForSetBack
    do throws(KafkaError) {
      try consumer.requestCommit(
        loweredOffsets.map { TopicPartitionOffset(topic: configuration.input, partition: $0.key, nextOffset: $0.value) }
      )
    } catch {
      nextLoweredCommit = .now + Self.pauseBetweenQuestions
      logger.debug("the lower offsets could not be committed yet", metadata: ["error": "\(error)"])
    }
  }

  /// Notes the group's answer to a commit.
  func noteCommit(_ result: TopicPartitionResult, isTaken: Bool) {
    let partition = result.topicPartition.partition
    noteStartCommit(result, isTaken: isTaken)
    guard let offset = loweredOffsets[partition], offset == result.nextOffset else { return }
    if isTaken { loweredOffsets[partition] = nil } else { nextLoweredCommit = .now + Self.pauseBetweenQuestions }
  }

  /// Gives librdkafka the offsets that its next automatic commit may write.
  func store(_ offsets: [(partition: Int32, nextOffset: Int64)]) throws(KafkaError) {
    guard !offsets.isEmpty else { return }
    _ = try consumer.storeOffsets(
      offsets.map {
        TopicPartitionOffset(topic: configuration.input, partition: $0.partition, nextOffset: $0.nextOffset)
      })
  }

  /// Stores offsets that librdkafka is to commit when the partitions are given up or the consumer is closed.
  ///
  /// It commits what is stored then, whatever was committed since (`rd_kafka_assignment_serve_removals`). It waits with leaving
  /// the partitions until it has the answer, and does not make this thread wait: `rd_kafka_commit` would do so for the session
  /// timeout and longer when the coordinator is away.
  func storeLast(_ offsets: [(partition: Int32, nextOffset: Int64)]) {
    do throws(KafkaError) {
      // Only a partition that is assigned takes an offset.
      if isSuspended { try resume() }
      try store(offsets)
    } catch {
      logger.warning("offsets were not taken; the records will be done again", metadata: ["error": "\(error)"])
    }
  }
}
