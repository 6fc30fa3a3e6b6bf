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
