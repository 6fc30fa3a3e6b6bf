import Kafka
import Logging
import Normalizer

/// What other threads get to know of the worker.
extension Worker {
  /// How long a question may keep the worker from polling; it is asked when there is nothing else to do.
  private static let questionTimeout = Duration.seconds(1)

  /// Once a round: what is handed over is a handful of numbers, and two texts every few seconds.
  func tellWatch(isInMessage: Bool) {
    guard let watch else { return }
    sampler?.settle(output.ledger)
    let partitions = output.ledger.assignedPartitions
    let progress = currentProgress(of: partitions)
    var request: String?
    watch.update { view in
      view.counts = counts
      if !isInMessage { view.programs = normalizer.programs }
      view.isMember = isMember
      view.lacksToken = lacksToken
      view.blockedReason = blockedReason
      view.note(isSuspended: input.isSuspended, at: .now)
      if view.partitions != partitions { view.partitions = partitions }
      if let progress {
        view.progress = progress
        view.awaitedTransactions = awaitedTransactions
      }
      if let sampler { view.latencies = sampler.latencies }
      if let statistics = input.consumer.takeStatistics() { view.consumerStatistics = statistics }
      if let statistics = output.producer.takeStatistics() { view.producerStatistics = statistics }
      request = view.endRequest
    }
    if let request { outcome = outcome ?? .failed("The worker ends since there is \(request)") }
  }

  /// Where the partitions stand, some times a second; nil in between.
  private func currentProgress(of partitions: [Int32]) -> [PartitionProgress]? {
    let now = ContinuousClock.now
    guard lookout?.isDue(at: now) ?? false else { return nil }
    var progress = partitions.map { partition in
      var progress = PartitionProgress(partition)
      progress.firstOpen = output.ledger.firstOpenOffset(of: partition)
      if configuration.transactions == nil {
        progress.done = output.ledger.nextOffset(of: partition)
        progress.committed = committedOffsets[partition]
      }
      progress.taken = input.position(of: partition)
      return progress
    }
    lookout?.look(at: progress, now: now)
    if !input.isSuspended, let questions = lookout?.questions(at: now) {
      askForEnds(questions.quiet)
      askForCommits(questions.uncommitted)
    }
    for index in progress.indices {
      progress[index].end = lookout?.ends[progress[index].partition]
      progress[index].begin = lookout?.begins[progress[index].partition]
    }
    return progress
  }

  /// Fetches tell the end of a log, but not where they are what stands still.
  private func askForEnds(_ partitions: [Int32]) {
    guard !partitions.isEmpty else { return }
    do throws(KafkaError) {
      for result in try input.consumer.offsets(of: places(partitions), since: -1, timeout: Self.questionTimeout)
      where result.error == nil {
        if let end = result.nextOffset { lookout?.note(end: end, of: result.topicPartition.partition) }
      }
      // Where nobody has told a position, records that do not come show only beside the beginning of the log.
      let unknown = partitions.filter { input.position(of: $0) == nil }
      guard !unknown.isEmpty else { return }
      for result in try input.consumer.offsets(of: places(unknown), since: -2, timeout: Self.questionTimeout)
      where result.error == nil {
        if let begin = result.nextOffset { lookout?.note(begin: begin, of: result.topicPartition.partition) }
      }
    } catch {
      logger.debug("the ends of the partitions could not be read", metadata: ["error": "\(error)"])
    }
  }

  /// The answer to a commit can be lost although the commit was taken; see `isCommitted`. If it was not, librdkafka takes what is
  /// stored for committed, and would commit it with the partition's next record only.
  private func askForCommits(_ partitions: [Int32]) {
    guard !partitions.isEmpty else { return }
    do throws(KafkaError) {
      var missing: [TopicPartitionOffset] = []
      for result in try input.consumer.committed(places(partitions), timeout: Self.questionTimeout)
      where result.error == nil {
        let partition = result.topicPartition.partition
        if let offset = result.nextOffset { committedOffsets[partition] = offset }
        if let done = output.ledger.nextOffset(of: partition), result.nextOffset ?? -1 < done {
          missing.append(TopicPartitionOffset(topicPartition: result.topicPartition, nextOffset: done))
        }
      }
      guard !missing.isEmpty else { return }
      // The coordinator has just answered, or this would wait for it.
      for result in try input.consumer.commit(missing) where result.error == nil {
        if let offset = result.nextOffset { committedOffsets[result.topicPartition.partition] = offset }
      }
    } catch {
      logger.debug("the commits could not be made sure of", metadata: ["error": "\(error)"])
    }
  }

  private func places(_ partitions: [Int32]) -> [TopicPartition] {
    partitions.map { TopicPartition(topic: configuration.input, partition: $0) }
  }

  /// How many transactions were committed, if there are messages that wait for the next one.
  private var awaitedTransactions: Int? {
    configuration.transactions != nil && counts.messages > messagesAtCommit ? counts.commits : nil
  }
}
