import Kafka
import Logging

/// An input topic that was deleted, and perhaps created again under the same name: a position in the old one means nothing.
extension Worker {
  /// Whether what has been read is of the topic that the brokers have now; at least once.
  ///
  /// A transaction needs no such question: its offsets are refused with the topic, and an abort asks for what is committed.
  func isSureOfTopic() -> Bool {
    switch input.askForTopic() {
    case .same: return true
    case .unknown: return false
    case .gone:
      startOver("the group's offsets were deleted with it")
      return false
    }
  }

  /// Forgets all that was read, and reads on from what the group has committed then, or from the beginning.
  func startOver(_ reason: String) {
    guard configuration.transactions == nil, !input.isStartingOver, !input.assigned.isEmpty else { return }
    logger.warning(
      "the input topic was deleted or is gone for the moment; nothing of it is committed any more, and a topic of this name is read from its beginning",
      metadata: ["topic": "\(configuration.input)", "reason": "\(reason)"])
    for partition in output.ledger.assignedPartitions {
      forget(partition)
      output.ledger.assign(partition)
      committedOffsets[partition] = nil
    }
    do throws(KafkaError) { try input.startOver() } catch { outcome = outcome ?? .caused(by: error) }
  }
}

/// How a topic that was deleted is told from one that is only quiet.
///
/// librdkafka reads topics by their name and goes on at the old position when there is a new one. But Kafka deletes the group's
/// offsets with the topic, and this worker commits where it begins; so an offset that was committed and is none any more means
/// that the topic is another one.
extension InputStage {
  enum TopicAnswer { case same, gone, unknown }

  /// Fetching from a topic that is deleted and made again pauses for longer (librdkafka's `fetch.error.backoff.ms`).
  static let pauseOfRecords = Duration.milliseconds(300)

  /// Asks the group, if records came after a pause and nobody has asked since, or anyway.
  func askForTopic(isForced: Bool = false) -> TopicAnswer {
    guard isForced || mayBeAnotherTopic, !begun.isEmpty, !assigned.isEmpty else { return .same }
    if !isForced, ContinuousClock.now < nextTopicQuestion { return .unknown }
    nextTopicQuestion = .now + Self.pauseBetweenQuestions
    do throws(KafkaError) {
      let results = try consumer.committed(
        places(begun.intersection(assigned)), timeout: isForced ? .seconds(1) : .milliseconds(300))
      if results.contains(where: { $0.error == nil && $0.nextOffset == nil }) { return .gone }
      guard results.allSatisfy({ $0.error == nil }) else { return .unknown }
      mayBeAnotherTopic = false
      return .same
    } catch {
      logger.debug("the committed offsets could not be read", metadata: ["error": "\(error)"])
      return .unknown
    }
  }

  /// Drops what was read and what librdkafka was to commit, and rests until it is known where to begin.
  func startOver() throws(KafkaError) {
    isStartingOver = true
    mayBeAnotherTopic = false
    // What was stored and is not committed yet would be written when the partitions go.
    _ = try consumer.storeOffsets(
      places(assigned).map { TopicPartitionOffset(topicPartition: $0, nextOffset: TopicPartitionOffset.none) })
    let old = assigned
    starts = [:]
    unsettled = []
    loweredOffsets = [:]
    begun.subtract(old)
    try rewindToCommitted()
  }
}
