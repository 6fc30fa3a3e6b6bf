import Kafka
import Logging

/// A batch that a broker refuses as too large shows that a topic takes less than was known.
///
/// librdkafka reports the refusal for each record of the batch. The topics are asked first. Where they say nothing new, the
/// batch's records are sent again one by one: either one of them is refused alone, or batches as such were too large and get
/// half the size.
extension Worker {
  /// Records that are sent one by one, and what was refused alone before them.
  struct Isolation {
    var records: Set<OutputStage.OversizedCandidate> = []
    var refusedBefore = 0
  }

  /// Takes in that the batches of these records were refused.
  func learn(from oversizedCandidates: Set<OutputStage.OversizedCandidate>) {
    guard !oversizedCandidates.isEmpty else { return }
    // A record that was refused alone says why already.
    let isExplained = output.refusedAloneCount > isolation.refusedBefore
    if !isExplained, output.askForLimits() {
      counts.limitsLearned += 1
      logger.warning(
        "a batch was refused as too large, and the topics take something else than before; batches follow that",
        metadata: [
          configuration.output: "\(output.limits.outputByteCount)",
          configuration.deadLetters: "\(output.limits.deadLetterByteCount)",
        ])
      return
    }
    logger.notice(
      "a batch was refused as too large; its records are sent again one by one",
      metadata: ["records": "\(oversizedCandidates.count)"])
    if !isExplained { isolation.refusedBefore = output.refusedAloneCount }
    isolation.records.formUnion(oversizedCandidates)
  }

  /// Notes that a record is sent alone; false if it need not be.
  func isolate(_ suspect: OutputStage.OversizedCandidate) -> Bool {
    !isolation.records.isEmpty && isolation.records.remove(suspect) != nil
  }

  /// Judges the batch when its last record was sent alone.
  func judgeBatch() {
    guard isolation.records.isEmpty, !output.isStopped else { return }
    let isExplained = output.refusedAloneCount > isolation.refusedBefore
    isolation.refusedBefore = output.refusedAloneCount
    guard !isExplained, output.halveBatch() else { return }
    counts.limitsLearned += 1
    logger.warning(
      "a batch was refused whose records are all taken alone; batches get half the size",
      metadata: ["bytes": "\(output.limits.batchByteCount)"])
  }

  /// Puts a producer that is made for the limits as they are known now in the place of one with nothing on its way.
  func renewProducer() throws(KafkaError) {
    if !output.producer.close(within: .seconds(2)) {
      logger.warning("the producer did not close in time; it is left as it is")
    }
    try output.replaceProducer(with: makeProducer())
    if configuration.transactions != nil { replacement = ProducerReplacement(isPlanned: true) }
  }
}
