import Kafka

/// An output topic, and which of its partitions refuse what this producer sends out of turn.
///
/// A broker that has not heard of an idempotent producer in a partition takes any sequence number as its first (Kafka,
/// `ProducerAppendInfo`). Where it refuses the first request for want of replicas, and takes the second one, which is already on
/// its way, the second one's records stand before the first one's. So the first record of a partition goes alone.
final class OutputTopic {
  let topic: ProducerTopic
  private var isOpen: [Bool] = []
  private var hasWaitedForMetadata = false
  private var openedAt = ContinuousClock.now
  /// Brokers forget a producer that has been quiet for a day (`producer.id.expiration.ms`).
  private static let memory = Duration.seconds(3600)

  init(_ topic: ProducerTopic) {
    self.topic = topic
  }

  /// Whether the record that was just queued is the first of its partition, so that nothing may follow until it is acknowledged.
  func isFirst() -> Bool {
    guard let partition = topic.lastPartition else {
      // Its partition is chosen when the topic's metadata is there; after one report it is, for all that follow.
      defer { hasWaitedForMetadata = true }
      return !hasWaitedForMetadata
    }
    return partition >= isOpen.count || !isOpen[Int(partition)]
  }

  /// Notes that a broker has a record in the partition.
  func open(_ partition: Int32) {
    let index = Int(partition)
    guard index >= 0 else { return }
    if index >= isOpen.count { isOpen += Array(repeating: false, count: index + 1 - isOpen.count) }
    isOpen[index] = true
  }

  /// Takes nothing for granted that was learned long ago.
  func forgetOld(now: ContinuousClock.Instant) {
    guard now - openedAt > Self.memory else { return }
    openedAt = now
    isOpen = []
  }
}

/// The first record of a partition, on its way.
struct FirstRecordInFlight {
  let destination: OutputTopic
  /// nil if it is not chosen yet.
  let partition: Int32?
  let slot: Ledger.Slot

  func isOf(_ report: borrowing DeliveryReport) -> Bool {
    guard partition == nil || partition == report.partition, slot.rawValue == UInt64(report.opaque) else {
      return false
    }
    return report.topic == destination.topic.name
  }
}
