import Dispatch
@unsafe @preconcurrency import Glibc
import Synchronization
import TestSupport

/// Something that workers depend on is out of order for a while; it begins, lasts and ends on a thread of its own.
final class EnvironmentFault: Sendable {
  let fault: Fault
  /// What exactly it is, for people.
  let description: String
  let begin = ContinuousClock.now
  private let state = Mutex(State())

  private struct State {
    var end: ContinuousClock.Instant?
    var failure: (any Error)?
  }

  init(_ step: Step, of topics: WorkerTopics) {
    fault = step.fault
    let cluster = topics.cluster
    let broker = step.target % cluster.brokerCount + 1
    let work: @Sendable () throws -> Void
    switch step.fault {
    case .broker:
      description = "broker \(broker) is killed and comes back after \(step.duration)"
      work = {
        try cluster.kill(broker: broker)
        Self.sleep(step.duration)
        try cluster.restart(broker: broker)
      }
    case .freeze:
      description = "broker \(broker) stands still for \(step.duration)"
      work = {
        try cluster.suspend(broker: broker)
        Self.sleep(step.duration)
        try cluster.resume(broker: broker)
      }
    case .leader:
      description = "broker \(broker) hands over its partitions, stops, and comes back after \(step.duration)"
      work = {
        try cluster.stop(broker: broker)
        Self.sleep(step.duration)
        try cluster.restart(broker: broker)
        // A broker that has only just come back is not yet in sync everywhere, and the tool fails for those partitions.
        _ = Pause.until(limit: .seconds(20)) {
          (try? cluster.tool("leader-election", "--election-type", "preferred", "--all-topic-partitions")) != nil
        }
      }
    case .unwritable:
      let topic = step.variant % 2 == 0 ? topics.output : topics.deadLetters
      description = "\(topic) wants all replicas, and broker \(broker) is away for \(step.duration)"
      work = {
        // More than there are replicas would not do: Kafka 4 takes the smaller number of the two (KIP-966).
        try cluster.configure(topic, "--add-config", "min.insync.replicas=\(cluster.brokerCount)")
        try cluster.kill(broker: broker)
        Self.sleep(step.duration)
        try cluster.restart(broker: broker)
        try cluster.configure(topic, "--delete-config", "min.insync.replicas")
      }
    default:
      let behaviour: NetworkProxy.Behaviour? =
        switch step.variant % 4 {
        case 0: .delay(.milliseconds(50 + step.variant % 400))
        case 1: .blackHole
        case 2: .refuse
        default: nil
        }
      let isOfAll = step.target % 3 == 0
      let proxies = isOfAll ? cluster.proxies : [cluster.proxies[step.target % cluster.proxies.count]]
      description =
        "connections to \(isOfAll ? "all brokers" : "one broker"): "
        + (behaviour.map { "\($0) for \(step.duration)" } ?? "cut")
      work = {
        for proxy in proxies { if let behaviour { proxy.set(behaviour) } else { proxy.cut() } }
        if behaviour != nil { Self.sleep(step.duration) }
        for proxy in proxies { proxy.set(.forward) }
      }
    }
    DispatchQueue(label: "fault").async { [self] in
      let result = Result { try work() }
      state.withLock { state in
        state.end = .now
        if case .failure(let error) = result { state.failure = error }
      }
    }
  }

  /// When everything was in order again; nil while it is not.
  var end: ContinuousClock.Instant? { state.withLock { $0.end } }

  /// Why it could not be brought about or ended.
  var failure: (any Error)? { state.withLock { $0.failure } }

  private static func sleep(_ duration: Duration) { usleep(UInt32(duration / .microseconds(1))) }
}
