import Kafka
import TestSupport

/// How a fault is brought about and ended.
struct EnvironmentAction: Sendable {
  /// What exactly it is, for people.
  let description: String
  let duration: Duration
  var proof: Proof?
  let begin: @Sendable () throws -> Void
  let end: @Sendable () throws -> Void

  private init(
    _ description: String, for duration: Duration, proof: Proof? = nil, begin: @escaping @Sendable () throws -> Void,
    end: @escaping @Sendable () throws -> Void
  ) {
    self.description = description
    self.duration = duration
    self.proof = proof
    self.begin = begin
    self.end = end
  }

  init(_ step: Step, of topics: WorkerTopics, _ delivery: Delivery) {
    switch step.fault {
    case .rights: self = .withoutRight(step, topics, delivery)
    case .limit: self = .withLowerLimit(step, topics)
    case .unwritable: self = .unwritable(step, topics)
    case .broker, .freeze, .standstill, .leader: self = .ofBroker(step, topics.cluster)
    default: self = .ofNetwork(step, topics.cluster)
    }
  }

  // MARK: - Brokers

  private static func ofBroker(_ step: Step, _ cluster: KafkaCluster) -> EnvironmentAction {
    let broker = step.target % cluster.brokerCount + 1
    switch step.fault {
    case .broker:
      return EnvironmentAction("broker \(broker) is killed and comes back after \(step.duration)", for: step.duration) {
        try cluster.kill(broker: broker)
      } end: {
        try cluster.restart(broker: broker)
      }
    case .leader:
      return EnvironmentAction(
        "broker \(broker) hands over its partitions, stops, and comes back after \(step.duration)", for: step.duration
      ) {
        try cluster.stop(broker: broker)
      } end: {
        try cluster.restart(broker: broker)
        // A broker that has only just come back is not yet in sync everywhere, and the tool fails for those partitions.
        _ = Pause.until(limit: .seconds(20)) {
          (try? cluster.tool("leader-election", "--election-type", "preferred", "--all-topic-partitions")) != nil
        }
      }
    default:
      let isLong = step.fault == .standstill
      return EnvironmentAction(
        "broker \(broker) stands still for \(step.duration)", for: step.duration,
        proof: isLong ? .seen { !cluster.answers(broker: broker) } : nil
      ) {
        try cluster.suspend(broker: broker)
      } end: {
        try cluster.resume(broker: broker)
      }
    }
  }

  private static func unwritable(_ step: Step, _ topics: WorkerTopics) -> EnvironmentAction {
    let cluster = topics.cluster
    let broker = step.target % cluster.brokerCount + 1
    let topic = step.variant % 2 == 0 ? topics.output : topics.deadLetters
    return EnvironmentAction(
      "\(topic) wants all replicas, and broker \(broker) is away for \(step.duration)", for: step.duration
    ) {
      // More than there are replicas would not do: Kafka 4 takes the smaller number of the two (KIP-966).
      try cluster.configure(topic, "--add-config", "min.insync.replicas=\(cluster.brokerCount)")
      try cluster.kill(broker: broker)
    } end: {
      try cluster.restart(broker: broker)
      try cluster.configure(topic, "--delete-config", "min.insync.replicas")
    }
  }

  private static func ofNetwork(_ step: Step, _ cluster: KafkaCluster) -> EnvironmentAction {
    let behaviour: NetworkProxy.Behaviour? =
      switch step.variant % 4 {
      case 0: .delay(.milliseconds(50 + step.variant % 400))
      case 1: .blackHole
      case 2: .refuse
      default: nil
      }
    let isOfAll = step.target % 3 == 0
    let proxies = isOfAll ? cluster.proxies : [cluster.proxies[step.target % cluster.proxies.count]]
    return EnvironmentAction(
      "connections to \(isOfAll ? "all brokers" : "one broker"): "
        + (behaviour.map { "\($0) for \(step.duration)" } ?? "cut"), for: behaviour == nil ? .zero : step.duration
    ) {
      for proxy in proxies { if let behaviour { proxy.set(behaviour) } else { proxy.cut() } }
    } end: {
      for proxy in proxies { proxy.set(.forward) }
    }
  }

  // MARK: - What brokers allow

  private static func withoutRight(_ step: Step, _ topics: WorkerTopics, _ delivery: Delivery) -> EnvironmentAction {
    var rights = [
      WorkerRights.Right("Write", "--topic", topics.output),
      WorkerRights.Right("Write", "--topic", topics.deadLetters),
      WorkerRights.Right("Read", "--topic", topics.input),
      WorkerRights.Right("Read", "--group", topics.group),
    ]
    if delivery == .exactlyOnce {
      rights.append(WorkerRights.Right("Write", "--transactional-id", topics.group, isPrefix: true))
    }
    let right = rights[step.variant % rights.count]
    let user = WorkerRights(topics.cluster)
    return EnvironmentAction(
      "no right \(right.operation) on \(right.name) until a worker has ended of it, and for \(step.duration)",
      for: step.duration, proof: .refused
    ) {
      try user.deny(right)
    } end: {
      try user.giveBack(right)
    }
  }

  private static func withLowerLimit(_ step: Step, _ topics: WorkerTopics) -> EnvironmentAction {
    let cluster = topics.cluster
    let topic = step.target % 3 == 0 ? topics.deadLetters : topics.output
    // Most records fit alone, some do not; a batch of them hardly ever does. Dead letters come one by one mostly.
    let limit = topic == topics.deadLetters ? 1200 + step.variant : 2500 + 2 * step.variant
    return EnvironmentAction(
      "\(topic) takes no more than \(limit) bytes until that was felt, and for \(step.duration)", for: step.duration,
      proof: .said(WorkerLog.wordsOfLimits)
    ) {
      try cluster.configure(topic, "--add-config", "max.message.bytes=\(limit)")
    } end: {
      try cluster.configure(topic, "--delete-config", "max.message.bytes")
    }
  }
}

extension KafkaCluster {
  /// Whether a broker says anything at all, to a client that is new.
  func answers(broker: Int) -> Bool {
    let servers = bootstrapServers.split(separator: ",")
    guard servers.indices.contains(broker - 1),
      let client = try? Client(configuration: ClientConfiguration(["bootstrap.servers": String(servers[broker - 1])]))
    else { return false }
    defer { _ = client.close(within: .seconds(5)) }
    return (try? client.metadata(timeout: .seconds(1))) != nil
  }
}
