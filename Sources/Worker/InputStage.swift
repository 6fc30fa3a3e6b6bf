import Kafka
import Logging

/// Reads the input as a member of the group and follows what it may read.
///
/// Lives on the worker's thread. librdkafka 2.0.2 loses records when a batch consumer pauses or seeks (librdkafka#4208), so
/// back-pressure that lasts is an assignment of nothing: the membership stays, rebalances are still served, and reading goes on
/// later by an assignment that starts at the first record not yet handed out.
final class InputStage {
  private let configuration: WorkerConfiguration
  let consumer: Consumer
  private let logger: Logger
  /// The offset expected next of each partition that is assigned: behind the last record handed out, or what was committed.
  private var positions: [Int32: Int64] = [:]
  /// How often reading went on elsewhere than where it had stopped, since the log there is gone.
  private(set) var offsetJumps = 0
  private(set) var assigned: Set<Int32> = []
  private(set) var isSuspended = false
  private let needsWakeUps = !Consumer.hasFetchQueueBackoff
  private var lastWakeUp = ContinuousClock.now
  /// Short beside the time in which the fetch queue is emptied.
  private static let wakeUpInterval = Duration.milliseconds(10)

  init(_ configuration: WorkerConfiguration, consumer: Consumer, logger: Logger) {
    self.configuration = configuration
    self.consumer = consumer
    self.logger = logger
  }

  func poll(into batch: inout MessageBatch, timeout: Duration) {
    let count = consumer.poll(into: &batch, timeout: timeout)
    guard needsWakeUps, count > 0, .now - lastWakeUp > Self.wakeUpInterval else { return }
    lastWakeUp = .now
    consumer.wakeFetchers(
      username: configuration.securityProperties["sasl.username"] ?? "",
      password: configuration.securityProperties["sasl.password"] ?? "")
  }

  /// Notes that a record has been handed out.
  func took(partition: Int32, offset: Int64) {
    let expected = positions.updateValue(offset + 1, forKey: partition)
    if let expected, expected != offset { noteGap(partition: partition, expected: expected, offset: offset) }
  }

  /// Tells a jump from the gaps that compaction and transactions leave: behind a jump the log begins later, or ends earlier.
  private func noteGap(partition: Int32, expected: Int64, offset: Int64) {
    let place = TopicPartition(topic: configuration.input, partition: partition)
    let low = consumer.cachedWatermarks(of: place)?.low ?? 0
    guard low > expected || offset < expected else { return }
    offsetJumps += 1
    logger.warning(
      low > expected
        ? "records were deleted before they were read (retention); reading goes on where the log begins"
        : "the log is shorter than what was committed; reading goes on at an earlier offset",
      metadata: ["partition": "\(place)", "from": "\(expected)", "to": "\(offset)"])
  }

  // MARK: - Rebalances

  func take(_ rebalance: Rebalance) throws(KafkaError) {
    try consumer.completeAssign(of: rebalance)
    if !rebalance.isCooperative {
      assigned = []
      positions = [:]
    }
    for partition in rebalance.partitions { assigned.insert(partition.partition) }
    isSuspended = false
    noteCommitted(rebalance.partitions)
  }

  /// Looks where the group had stopped, to notice if reading goes on elsewhere. Nobody waits for the answer if there is none.
  private func noteCommitted(_ partitions: [TopicPartition]) {
    do throws(KafkaError) {
      for result in try consumer.committed(partitions, timeout: .seconds(3)) where result.error == nil {
        if let offset = result.nextOffset { positions[result.topicPartition.partition] = offset }
      }
    } catch {
      logger.debug("the committed offsets could not be read", metadata: ["error": "\(error)"])
    }
  }

  func give(up rebalance: Rebalance) throws(KafkaError) {
    for partition in rebalance.partitions {
      assigned.remove(partition.partition)
      positions[partition.partition] = nil
    }
    isSuspended = false
    try consumer.completeRevoke(of: rebalance)
  }

  // MARK: - Back-pressure and rewinds

  /// Stops fetching; what was fetched and not handed out will be fetched again.
  func suspend() throws(KafkaError) {
    guard !isSuspended, !assigned.isEmpty else { return }
    try consumer.assign(nil)
    isSuspended = true
  }

  func resume() throws(KafkaError) {
    guard isSuspended else { return }
    try assignAgain()
    isSuspended = false
  }

  /// Reads partitions again from these offsets, and the others from where they are.
  func rewind(to offsets: [Int32: Int64]) throws(KafkaError) {
    for (partition, offset) in offsets where assigned.contains(partition) { positions[partition] = offset }
    try assignAgain()
    isSuspended = false
  }

  /// Reads on from what the group has committed, after a transaction was given up.
  func rewindToCommitted() throws(KafkaError) {
    guard !assigned.isEmpty else { return }
    let places = assigned.sorted().map { TopicPartition(topic: configuration.input, partition: $0) }
    positions = [:]
    for result in try consumer.committed(places, timeout: .seconds(10)) {
      if let offset = result.nextOffset { positions[result.topicPartition.partition] = offset }
    }
    try assignAgain()
    isSuspended = false
  }

  /// Where reading goes on in each partition that has been read from.
  var readOffsets: [TopicPartitionOffset] {
    positions.sorted { $0.key < $1.key }.map {
      TopicPartitionOffset(topic: configuration.input, partition: $0.key, nextOffset: $0.value)
    }
  }

  private func assignAgain() throws(KafkaError) {
    try consumer.assign(
      assigned.sorted().map { partition in
        TopicPartitionOffset(
          topic: configuration.input, partition: partition,
          nextOffset: positions[partition] ?? TopicPartitionOffset.none)
      })
  }

  // MARK: - Offsets

  /// Gives librdkafka the offsets that its next automatic commit may write.
  func store(_ offsets: [(partition: Int32, nextOffset: Int64)]) throws(KafkaError) {
    guard !offsets.isEmpty else { return }
    _ = try consumer.storeOffsets(
      offsets.map {
        TopicPartitionOffset(topic: configuration.input, partition: $0.partition, nextOffset: $0.nextOffset)
      })
  }

  /// Commits at once and waits for the answer; returns whether all partitions took it.
  ///
  /// The offsets are stored as well: when partitions are given up or the consumer is closed, librdkafka commits what is stored
  /// once more, without regard to what was committed since (`rd_kafka_assignment_serve_removals`), and an older offset would
  /// move the group back.
  func commit(_ offsets: [(partition: Int32, nextOffset: Int64)]) -> Bool {
    guard !offsets.isEmpty else { return true }
    do throws(KafkaError) {
      try store(offsets)
      let results = try consumer.commit(
        offsets.map {
          TopicPartitionOffset(topic: configuration.input, partition: $0.partition, nextOffset: $0.nextOffset)
        })
      return results.allSatisfy { $0.error == nil }
    } catch {
      logger.warning("committing failed; the records will be done again", metadata: ["error": "\(error)"])
      return false
    }
  }
}
