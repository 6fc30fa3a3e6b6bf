/// Whether the worker lives, and whether it does its work; each reason against it is a sentence.
struct Health {
  /// Why the process had better be started again.
  private(set) var defects: [String] = []
  /// Why the worker is not doing its work now.
  private(set) var waits: [String] = []

  var isHealthy: Bool { defects.isEmpty }
  var isReady: Bool { defects.isEmpty && waits.isEmpty }

  /// After this long without a poll the group takes the partitions away (`max.poll.interval.ms` of librdkafka: 5 minutes),
  /// so that nothing is gained by waiting longer. Every wait of the worker is shorter, but that of a stop.
  static let longestRound = Duration.seconds(300)
  /// Acknowledgements usually take milliseconds, and a new leader for a partition some seconds.
  static let longestWait = Duration.seconds(60)

  init(of snapshot: StatusSnapshot) {
    guard let lastPollAge = snapshot.lastPollAge else {
      waits.append("the brokers and the topics are waited for")
      return
    }
    if lastPollAge > Self.longestRound {
      defects.append("the worker's thread has not polled for \(Self.text(lastPollAge))")
    } else if lastPollAge > Self.longestWait {
      waits.append("the worker's thread has been waiting for \(Self.text(lastPollAge))")
    }
    if !snapshot.isMember { waits.append("the group has not assigned partitions yet") }
    if snapshot.lacksToken { waits.append("the token for the login cannot be renewed; the log says why") }
    for client in ["consumer", "producer"] {
      let brokers = snapshot.brokers.filter { $0.client == client }
      // Without statistics nothing is known; the assignment has come from a broker that answers.
      if !brokers.isEmpty, !brokers.contains(where: \.isUp) { waits.append("no broker answers the \(client)") }
    }
    if let blockedReason = snapshot.blockedReason { waits.append(blockedReason) }
    if let stall = snapshot.stall { waits.append(stall) }
    if snapshot.oldestUnacknowledgedAge > Self.longestWait {
      waits.append("a message has not been acknowledged for \(Self.text(snapshot.oldestUnacknowledgedAge))")
    }
  }

  private static func text(_ duration: Duration) -> String { "\(duration.components.seconds) s" }
}
