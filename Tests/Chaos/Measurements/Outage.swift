import TestSupport

/// What a worker has to do without for a while.
enum Outage: String, CaseIterable, Sendable {
  /// The only broker, killed.
  case broker
  /// An output topic that takes nothing: it wants all of its replicas, and one of three brokers is killed.
  case output

  var brokerCount: Int { self == .output ? 3 : 1 }

  /// As the end of a sentence.
  var description: String { self == .broker ? "the broker is away" : "the output takes nothing" }

  func begin(_ topics: WorkerTopics) throws {
    if self == .output {
      try topics.cluster.configure(topics.output, "--add-config", "min.insync.replicas=\(brokerCount)")
    }
    try topics.cluster.kill(broker: brokerCount)
  }

  func end(_ topics: WorkerTopics) throws {
    try topics.cluster.restart(broker: brokerCount)
    if self == .output { try topics.cluster.configure(topics.output, "--delete-config", "min.insync.replicas") }
  }
}
