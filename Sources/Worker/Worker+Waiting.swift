import Kafka

extension Worker {
  /// Serves the group while a message waits in its middle; tells for how much longer it may, nil for as long as it takes.
  ///
  /// The normalizer is at work then, and must not be asked for anything.
  func pollWhileBlocked() -> Duration? {
    do throws(KafkaError) {
      if pendingRebalance == nil { try suspend() }
      if input.isSuspended {
        // At rest no record comes of a poll, only what the group and the brokers want.
        var batch = MessageBatch(capacity: 1)
        input.poll(into: &batch, timeout: .zero)
      }
    } catch {
      outcome = outcome ?? .caused(by: error)
    }
    takeEvents()
    publish(isInMessage: true)
    if outcome != nil { return .zero }
    // A rebalance is answered after the message; the group may wait as long as when partitions are drained.
    return pendingRebalance != nil || input.consumer.hasRebalance ? configuration.drainTimeout : nil
  }
}
