import Kafka
import Testing

/// A mock cluster with what most tests need around it.
struct Harness {
  let cluster: MockCluster
  private let bootstrapServers: String

  /// Those that the loaded library's group code is to be trusted with: below 2.10.0 a cooperative member may lose its assignment,
  /// hang or not close (librdkafka#4059, #4381, #4528), and the worker refuses it.
  static let soundAssignors = LibraryVersion.isAtLeast(2, 10, 0) ? ["range", "cooperative-sticky"] : ["range"]

  init(brokerCount: Int32 = 1) throws {
    cluster = try MockCluster(brokerCount: brokerCount)
    bootstrapServers = cluster.bootstrapServers
  }

  /// Clients of a real cluster; the mock stays unused.
  init(bootstrapServers: String) throws {
    cluster = try MockCluster()
    self.bootstrapServers = bootstrapServers
  }

  func configuration(_ properties: KeyValuePairs<String, String> = [:]) -> ClientConfiguration {
    var configuration = ClientConfiguration(["bootstrap.servers": bootstrapServers])
    for (name, value) in properties {
      configuration.set(name, to: value)
    }
    return configuration
  }

  func producer(_ properties: KeyValuePairs<String, String> = [:]) throws -> Producer {
    try Producer(configuration: configuration(properties))
  }

  func consumer(
    group: String = "group", _ properties: KeyValuePairs<String, String> = [:], log: LogHandler? = nil
  ) throws -> Consumer {
    var configuration = configuration([
      "group.id": group, "auto.offset.reset": "earliest", "enable.auto.offset.store": "false",
      "auto.commit.interval.ms": "200", "session.timeout.ms": "3000", "heartbeat.interval.ms": "200",
    ])
    for (name, value) in properties {
      configuration.set(name, to: value)
    }
    return try Consumer(configuration: configuration, log: log)
  }

  /// Produces values "0", "1", ... to a partition each in turn and waits for all reports.
  func fill(_ topic: String, partitionCount: Int32, recordCount: Int) throws {
    let producer = try producer()
    let target = try producer.topic(topic)
    for number in 0..<recordCount {
      let outcome = producer.produce(
        to: target, partition: Int32(number % Int(partitionCount)), value: bytes("\(number)").span, key: nil,
        opaque: UInt(number))
      guard case .queued = outcome else {
        Issue.record("Record \(number) was not queued: \(outcome).")
        return
      }
    }
    var failures = 0
    producer.flushAll { report in failures += report.error == nil ? 0 : 1 }
    #expect(failures == 0)
    #expect(producer.close(within: .seconds(30)))
  }
}

func bytes(_ text: String) -> [UInt8] {
  Array(text.utf8)
}

func text(_ span: Span<UInt8>?) -> String? {
  guard let span else { return nil }
  var bytes: [UInt8] = []
  for index in span.indices {
    bytes.append(span[index])
  }
  return String(decoding: bytes, as: UTF8.self)
}

/// Polls until the condition holds; the limit only ends a test that would otherwise never end.
func wait(limit: Duration = .seconds(60), until condition: () throws -> Bool) rethrows -> Bool {
  let deadline = ContinuousClock.now + limit
  while ContinuousClock.now < deadline {
    if try condition() { return true }
  }
  return false
}

extension Consumer {
  /// Answers every rebalance at once.
  func completeRebalances() throws {
    while let rebalance = takeRebalance() {
      if case .assign = rebalance.kind {
        try completeAssign(of: rebalance)
      } else {
        try completeRevoke(of: rebalance)
      }
    }
  }
}

extension Producer {
  func flushAll(_ report: (borrowing DeliveryReport) -> Void = { _ in }) {
    let isComplete = flush(within: .seconds(60), report)
    #expect(isComplete)
  }
}
