import Glibc
import Kafka
import Logging

extension Worker {
  /// Drain, leave with the last commit, close: in this order, each with its deadline.
  func shutDown() -> WorkerOutcome {
    if stop.isRequested { logger.info("stopping: waiting for acknowledgements") }
    watch?.note { $0.isEnding = true }
    if configuration.transactions != nil { endTransaction() }
    _ = output.failure == nil && output.drain { ledger in ledger.outstandingOutputs == 0 }
    let partitions = output.ledger.assignedPartitions
    if configuration.transactions == nil || pause != nil { storeLast(partitions) }
    publish()
    let openMessages = output.ledger.openMessages
    var unconfirmed: [Int32: Int64] = [:]
    for partition in partitions { unconfirmed[partition] = output.ledger.nextOffset(of: partition) }
    for partition in partitions { forget(partition) }
    let closeDeadline = ContinuousClock.now + configuration.closeTimeout
    if !input.consumer.close(within: configuration.closeTimeout) {
      logger.warning("the consumer did not close in time; the process ends without it")
    }
    // The last commit's answer comes while the consumer closes.
    takeEvents()
    unconfirmed = unconfirmed.filter { committedOffsets[$0.key] ?? 0 < $0.value }
    if !output.close(within: max(.milliseconds(500), closeDeadline - .now)) {
      logger.warning("the producer did not close in time; the process ends without it")
    }
    publish()
    if let outcome = outcome ?? output.failure { return outcome }
    if let transaction { return .drainTimedOut(openMessages: max(openMessages, transaction.messages)) }
    if aborts.messages > 0 { return .drainTimedOut(openMessages: aborts.messages) }
    if openMessages > 0 { return .drainTimedOut(openMessages: openMessages) }
    // Where the group has not taken a lower offset, a higher one of before stands and would be taken for confirmed.
    if configuration.transactions == nil,
      !input.loweredOffsets.isEmpty || input.lacksStart || !isCommitted(unconfirmed, until: closeDeadline)
    {
      logger.warning("the last commit was not confirmed; what was not committed is done again")
      return .drainTimedOut(openMessages: 0)
    }
    logger.info("stopped: everything is acknowledged and committed")
    return .drained
  }

  /// Asks the group where it stands, for offsets whose commit nobody has confirmed.
  ///
  /// The answer to a commit can be lost although the commit was taken: the coordinator moves, librdkafka drops the request to the
  /// old one, and what was stored counts as committed. The consumer is closed by now, so another client asks; it joins nothing.
  /// A coordinator that is still on its way to a new broker refuses the question, so it is asked until the deadline.
  private func isCommitted(_ offsets: [Int32: Int64], until deadline: ContinuousClock.Instant) -> Bool {
    guard !offsets.isEmpty else { return true }
    do throws(KafkaError) {
      let client = try Consumer(
        configuration: ClientProperties.consumer(configuration), log: LibrdkafkaLog(logger).handler,
        tokenProvider: configuration.tokenProvider)
      defer { _ = client.close(within: .milliseconds(500)) }
      let places = offsets.keys.map { TopicPartition(topic: configuration.input, partition: $0) }
      repeat {
        do throws(KafkaError) {
          let results = try client.committed(
            places, timeout: min(.seconds(1), max(.milliseconds(500), deadline - .now)))
          if results.allSatisfy({ $0.error == nil }) {
            return results.allSatisfy { $0.nextOffset ?? 0 >= offsets[$0.topicPartition.partition] ?? 0 }
          }
        } catch {
          logger.debug("the committed offsets could not be read", metadata: ["error": "\(error)"])
        }
        // A refusal comes at once, and nothing tells when the coordinator has arrived.
        usleep(50_000)
      } while ContinuousClock.now < deadline
    } catch {
      logger.debug("no client for the committed offsets", metadata: ["error": "\(error)"])
    }
    return false
  }
}
