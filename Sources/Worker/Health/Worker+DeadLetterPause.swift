import Kafka
import Logging

/// How a worker stops at a dead-letter limit: it ends, or it rests as a member of its group.
extension Worker {
  /// Takes in that a limit was passed.
  func stop(atDeadLetterLimit sentence: String, partition: Int32) {
    switch configuration.deadLetterLimitAction {
    case .exit: outcome = outcome ?? .deadLetterLimit(sentence)
    case .pause: if pause == nil { begin(DeadLetterPause(sentence, partition: partition)) }
    }
  }

  private func begin(_ new: DeadLetterPause) {
    pause = new
    logger.error(
      "the dead-letter limit was passed; nothing is read until the worker is started with on-dead-letter-limit exit",
      metadata: ["limit": "\(new.sentence)"])
  }

  /// Pauses where the group has noted that a limit was passed, by this worker or by another.
  func pauseWhereMarked() {
    for (partition, metadata) in input.takeMarks() where configuration.deadLetterLimitAction == .pause && pause == nil {
      if let marked = DeadLetterPause(metadata: metadata, partition: partition) { begin(marked) }
    }
  }

  /// Rests, and commits what is done; what was refused meanwhile stays open and is read again after a restart.
  func settlePause() throws(KafkaError) {
    guard pause != nil else { return }
    if configuration.transactions != nil {
      guard transaction == nil else {
        _ = try settleTransaction(isForced: true)
        return
      }
    }
    try input.suspend()
    guard output.ledger.outstandingOutputs == 0 else {
      if output.hasRefused { output.dropUnsent() }
      return
    }
    requestMark()
  }

  /// Commits what is done with the mark; asked for again until the group has taken it.
  private func requestMark() {
    guard let pause, ContinuousClock.now >= pause.nextMark else { return }
    do throws(KafkaError) {
      let offsets = try offsetsToMark(pause)
      guard !offsets.isEmpty else { return }
      self.pause?.nextMark = .now + InputStage.patienceForSetBack
      try input.consumer.requestCommit(offsets)
    } catch {
      self.pause?.nextMark = .now + InputStage.pauseBetweenQuestions
      logger.debug("the pause could not be committed yet", metadata: ["error": "\(error)"])
    }
  }

  private func offsetsToMark(_ pause: DeadLetterPause) throws(KafkaError) -> [TopicPartitionOffset] {
    func offset(_ partition: Int32, _ next: Int64) -> TopicPartitionOffset {
      TopicPartitionOffset(
        topicPartition: TopicPartition(topic: configuration.input, partition: partition), nextOffset: next,
        metadata: partition == pause.partition ? pause.metadata : nil)
    }
    guard configuration.transactions != nil else {
      return output.ledger.assignedPartitions.compactMap { partition in
        let needsMark = partition == pause.partition && !pause.isMarked
        let done = output.ledger.nextOffset(of: partition)
        guard needsMark || done ?? -1 > committedOffsets[partition] ?? -1 else { return nil }
        return (done ?? output.ledger.firstOpenOffset(of: partition)).map { offset(partition, $0) }
      }
    }
    // The transactions have committed the offsets, and only the group knows which of them it took.
    guard !pause.isMarked, output.ledger.isAssigned(pause.partition) else { return [] }
    let place = TopicPartition(topic: configuration.input, partition: pause.partition)
    return try input.consumer.committed([place], timeout: .seconds(1)).compactMap { result in
      guard result.error == nil, let next = result.nextOffset else { return nil }
      return offset(pause.partition, next)
    }
  }

  /// Notes the group's answer to a commit.
  func notePause(_ result: TopicPartitionResult, isTaken: Bool) {
    guard let pause else { return }
    if !isTaken {
      self.pause?.nextMark = .now + InputStage.pauseBetweenQuestions
    } else if result.topicPartition.partition == pause.partition, result.metadata == pause.metadata {
      self.pause?.isMarked = true
    }
  }

  /// Makes sure of the commit and its mark before the partitions go, as far as the time allows.
  func finishPause(until deadline: ContinuousClock.Instant) {
    do throws(KafkaError) {
      // At rest no record comes of a poll, only answers.
      try input.suspend()
      var batch = MessageBatch(capacity: 1)
      while let pause, try !offsetsToMark(pause).isEmpty, ContinuousClock.now < deadline {
        requestMark()
        input.poll(into: &batch, timeout: .milliseconds(20))
        batch.removeAll()
        takeEvents()
      }
    } catch {
      logger.warning("the pause was not committed", metadata: ["error": "\(error)"])
    }
  }
}
