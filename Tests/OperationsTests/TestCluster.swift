import Kafka
import Operations
import TestSupport
import Testing

extension Trait where Self == ConditionTrait {
  /// For what the mock cluster cannot do.
  static var onRealBroker: Self {
    .enabled(if: KafkaCluster.availability == nil, Comment(rawValue: KafkaCluster.availability ?? ""))
  }
}

/// A Kafka with what the tools' tests need around it: the mock cluster, or a real one.
struct TestCluster {
  private let mock: MockCluster?
  let bootstrapServers: String

  var isReal: Bool { mock == nil }

  init() throws {
    let mock = try MockCluster()
    self.mock = mock
    bootstrapServers = mock.bootstrapServers
  }

  init(real bootstrapServers: String) {
    mock = nil
    self.bootstrapServers = bootstrapServers
  }

  func configuration(_ properties: KeyValuePairs<String, String> = [:]) -> ClientConfiguration {
    var configuration = ClientConfiguration(["bootstrap.servers": bootstrapServers])
    for (name, value) in properties { configuration.set(name, to: value) }
    return configuration
  }

  var access: KafkaAccess {
    KafkaAccess(properties: configuration(), timeout: .seconds(30), readingGroup: "tools")
  }

  /// Creates a topic under a name that no other test has.
  func createTopic(_ prefix: String, partitionCount: Int32 = 1) throws -> String {
    let name = "\(prefix)-\(UInt64.random(in: 0 ... .max))"
    if let mock {
      try mock.createTopic(name, partitionCount: partitionCount)
    } else {
      let client = try Client(configuration: configuration())
      try client.createTopic(name, partitionCount: partitionCount, replicationFactor: 1, timeout: .seconds(30))
      _ = client.close(within: .seconds(10))
    }
    return name
  }

  func failProduces(with codes: [KafkaError.Code]) { mock?.failRequests(.produce, with: codes) }

  struct Record {
    var partition: Int32 = 0
    var value: String?
    var key: String?
    var headers: [(String, String)] = []
    var timestampMilliseconds: Int64 = 0
  }

  func produce(_ records: [Record], to topic: String) throws {
    let producer = try Producer(configuration: configuration())
    let target = try producer.topic(topic)
    for record in records {
      var headers = Headers()
      for (name, value) in record.headers { headers.add(name, value) }
      let value = record.value.map { Array($0.utf8) }
      let key = record.key.map { Array($0.utf8) }
      guard
        case .queued = producer.produce(
          to: target, partition: record.partition, value: value?.span, key: key?.span,
          timestampMilliseconds: record.timestampMilliseconds, headers: &headers, opaque: 1)
      else {
        Issue.record("A record was not queued.")
        return
      }
    }
    var failures = 0
    #expect(producer.flush(within: .seconds(60)) { failures += $0.error == nil ? 0 : 1 })
    #expect(failures == 0)
    #expect(producer.close(within: .seconds(30)))
  }
}
