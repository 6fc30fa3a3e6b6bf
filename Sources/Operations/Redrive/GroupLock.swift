import Kafka

/// Membership in a group for the sake of being the only one in it.
///
/// The coordinator takes commits only from members while there are any, and `serve` lets only the member go on that is given
/// the topic's first partition: two that begin at the same moment do not both do the work. What is read is not what the
/// group assigns; the process that holds the claim reads all of it.
final class GroupLock {
  private let consumer: Consumer
  private let topic: String
  private let firstPartition: Int32
  private let group: String
  /// Called before the place in the group is given up for a moment, while commits are still taken.
  var willGiveUp: () throws(OperationFailure) -> Void = {}
  private(set) var isHeld = false

  /// A killed holder is forgotten after this long.
  static let sessionTimeout = Duration.seconds(10)
  /// Joining takes the coordinator's `group.initial.rebalance.delay.ms`, 3 seconds unless it is configured.
  private static let joinLimit = Duration.seconds(15)

  private static func refusal(_ group: String, _ who: String) -> OperationFailure {
    .groupHasMembers(
      "Another redrive of the group \(group) is at work\(who). Wait for its end; if it was killed, try again in "
        + "\(sessionTimeout.components.seconds) seconds. Nothing was sent.")
  }

  /// Refuses if the group has members, and joins it.
  ///
  /// - Parameter consumer: a client of the group that reads nothing yet.
  init(
    of consumer: Consumer, _ group: String, topic: String, access: KafkaAccess
  ) throws(OperationFailure) {
    self.consumer = consumer
    self.topic = topic
    self.group = group
    firstPartition = try access.partitions(of: topic, consumer).min() ?? 0
    if let members = try access.describe(group)?.members, !members.isEmpty {
      let hosts = Set(members.map { "\($0.clientID) at \($0.host)" }).sorted().prefix(3).joined(separator: ", ")
      throw Self.refusal(group, " (\(hosts))")
    }
    try access.ask(consumer) { () throws(KafkaError) in try consumer.subscribe(to: [topic]) }
    let deadline = ContinuousClock.now + access.timeout + Self.joinLimit
    var batch = MessageBatch(capacity: 1)
    while !isHeld {
      consumer.poll(into: &batch, timeout: .milliseconds(100))
      _ = try serve(isReading: false)
      for case .error(let error) in consumer.takeEvents().events
      where !error.code.isTransient && error.code != .partitionEnd { throw OperationFailure(error) }
      guard .now < deadline else {
        throw .broker(
          "The group \(group) was not joined in time: the coordinator does not answer, or another redrive holds it.")
      }
    }
    batch.removeAll()
  }

  /// Answers what the group wants; returns whether the reading has to be begun again.
  func serve() throws(OperationFailure) -> Bool { try serve(isReading: true) }

  private func serve(isReading: Bool) throws(OperationFailure) -> Bool {
    // The claim itself was the first answer; the reading begins with it.
    var beginsAgain = isReading && pendingStart
    if isReading { pendingStart = false }
    while let rebalance = consumer.takeRebalance() {
      switch rebalance.kind {
      case .assign:
        guard rebalance.partitions.contains(where: { $0.partition == firstPartition }) else {
          throw Self.refusal(group, "")
        }
        do throws(KafkaError) { try consumer.assign([]) } catch { throw OperationFailure(error) }
        isHeld = true
        if isReading { beginsAgain = true } else { pendingStart = true }
      case .revoke:
        if isReading { try willGiveUp() }
        isHeld = false
        try complete(rebalance)
      case .lost:
        try complete(rebalance)
        throw .broker(
          "The group \(group) has given this redrive up: it was not heard of in time. "
            + "What was acknowledged before is committed; the same command goes on from there.")
      case .failed(let error): throw OperationFailure(error)
      }
    }
    return beginsAgain
  }

  private var pendingStart = false

  private func complete(_ rebalance: Rebalance) throws(OperationFailure) {
    do throws(KafkaError) { try consumer.completeRevoke(of: rebalance) } catch { throw OperationFailure(error) }
  }
}
