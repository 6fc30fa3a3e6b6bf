import Kafka
import Logging

/// Where a partition is begun that has no committed offset, and how the group gets to know that.
///
/// What is committed at once counts after a restart, whatever has come in between. With `--offset-reset latest` the next owner
/// would else begin at a later end and pass over what came before.
extension InputStage {
  /// Looks where the group had stopped, to notice if reading goes on elsewhere; empty if there is no answer in time.
  func committed(_ partitions: [TopicPartition], timeout: Duration) -> [TopicPartitionOffset] {
    do throws(KafkaError) {
      let results = try consumer.committed(partitions, timeout: timeout).filter { $0.error == nil }
      noteMarks(results)
      return
        results
        .map {
          TopicPartitionOffset(
            topicPartition: $0.topicPartition, nextOffset: $0.nextOffset ?? TopicPartitionOffset.none)
        }
    } catch {
      logger.debug("the committed offsets could not be read", metadata: ["error": "\(error)"])
      return []
    }
  }

  /// Notes what the group keeps beside the offsets.
  func noteMarks(_ results: [TopicPartitionResult]) {
    for result in results { if let metadata = result.metadata { marks[result.topicPartition.partition] = metadata } }
  }

  /// What was noted, once.
  func takeMarks() -> [Int32: String] {
    guard !marks.isEmpty else { return [:] }
    defer { marks = [:] }
    return marks
  }

  /// The same with the start of each partition that has no committed offset, if the leaders answer in time.
  func withStarts(_ offsets: [TopicPartitionOffset]) -> [TopicPartitionOffset] {
    let unknown = offsets.filter { $0.nextOffset < 0 }.map(\.topicPartition)
    guard !unknown.isEmpty, configuration.offsetReset != .error else { return offsets }
    do throws(KafkaError) {
      return try offsets.filter { $0.nextOffset >= 0 } + logStarts(of: unknown)
    } catch {
      logger.debug("where the partitions begin could not be read", metadata: ["error": "\(error)"])
      return offsets
    }
  }

  /// Where the partitions are to be begun, as far as their leaders tell.
  ///
  /// All in one question; the times -2 and -1 are the beginning and the end of the log (Kafka's protocol, ListOffsets).
  private func logStarts(of partitions: [TopicPartition]) throws(KafkaError) -> [TopicPartitionOffset] {
    let time: Int64 = configuration.offsetReset == .latest && !isStartingOver ? -1 : -2
    return try consumer.offsets(of: partitions, since: time, timeout: Self.questionTimeout).compactMap { start in
      guard start.error == nil, let offset = start.nextOffset else { return nil }
      return TopicPartitionOffset(topicPartition: start.topicPartition, nextOffset: offset)
    }
  }

  /// Whether a restart would begin at a later end than this worker has.
  var lacksStart: Bool { configuration.offsetReset == .latest && !starts.isEmpty }

  /// Takes in what the group has committed, and where the other partitions are begun.
  func learn(_ known: [TopicPartitionOffset], _ begins: [TopicPartitionOffset]) {
    for offset in known where offset.nextOffset >= 0 {
      unsettled.remove(offset.partition)
      begun.insert(offset.partition)
    }
    for begin in begins where begin.nextOffset >= 0 && unsettled.remove(begin.partition) != nil {
      starts[begin.partition] = begin.nextOffset
    }
  }

  /// Asks again for what had no answer, and commits the starts that the group has not taken yet; at least once.
  func settleStarts() {
    guard !unsettled.isEmpty || !starts.isEmpty, ContinuousClock.now >= nextStart else { return }
    nextStart = .now + Self.pauseBetweenQuestions
    if !unsettled.isEmpty {
      let known = committed(places(unsettled), timeout: .seconds(1))
      learn(known, withStarts(known))
    }
    guard !starts.isEmpty else { return }
    // As with an offset that is set back, the answer is given time.
    nextStart = .now + Self.patienceForSetBack
    do throws(KafkaError) {
      try consumer.requestCommit(
        starts.map { TopicPartitionOffset(topic: configuration.input, partition: $0.key, nextOffset: $0.value) })
    } catch {
      nextStart = .now + Self.pauseBetweenQuestions
      logger.debug("where reading began could not be committed yet", metadata: ["error": "\(error)"])
    }
  }

  /// Notes the group's answer to a commit of any kind.
  func noteStartCommit(_ result: TopicPartitionResult, isTaken: Bool) {
    let partition = result.topicPartition.partition
    guard let offset = result.nextOffset else { return }
    if isTaken { begun.insert(partition) }
    guard let start = starts[partition] else { return }
    if isTaken, offset >= start {
      starts[partition] = nil
    } else if offset == start {
      nextStart = min(nextStart, .now + Self.pauseBetweenQuestions)
    }
  }

  /// Commits where the partitions are begun before anything of them is read; exactly once.
  ///
  /// - Returns: false if that has to be tried again. The coordinator has just answered, or this would wait for it.
  func commitStarts(of partitions: [TopicPartition]) -> Bool {
    guard configuration.offsetReset != .error else { return true }
    for partition in assigned where !partitions.contains(where: { $0.partition == partition }) {
      unsettled.remove(partition)
      starts[partition] = nil
      begun.insert(partition)
    }
    // What was committed and is not any more went with a topic that was deleted.
    if partitions.contains(where: { begun.contains($0.partition) }) { isStartingOver = true }
    begun.subtract(partitions.map(\.partition))
    guard !partitions.isEmpty else { return true }
    do throws(KafkaError) {
      let unknown = partitions.filter { starts[$0.partition] == nil }
      if !unknown.isEmpty {
        for start in try logStarts(of: unknown) { starts[start.partition] = start.nextOffset }
      }
      let offsets = partitions.compactMap { place in
        starts[place.partition].map { TopicPartitionOffset(topicPartition: place, nextOffset: $0) }
      }
      guard offsets.count == partitions.count else { return false }
      for result in try consumer.commit(offsets) where result.error == nil {
        let partition = result.topicPartition.partition
        positions[partition] = starts[partition]
        starts[partition] = nil
        unsettled.remove(partition)
        begun.insert(partition)
      }
    } catch {
      questions.log(
        logger, .notice, "waiting for the group to take where reading begins", metadata: ["error": "\(error)"])
    }
    return partitions.allSatisfy { begun.contains($0.partition) }
  }
}
