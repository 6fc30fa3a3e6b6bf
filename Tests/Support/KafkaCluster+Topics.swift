public import Kafka

extension KafkaCluster {
  private static let patience = Duration.seconds(30)

  /// Properties that connect to the cluster.
  public var clientConfiguration: ClientConfiguration { ClientConfiguration(["bootstrap.servers": bootstrapServers]) }

  public func createTopic(
    _ name: String, partitionCount: Int32, configuration: [String: String] = [:]
  ) throws {
    let client = try Client(configuration: clientConfiguration)
    defer { _ = client.close(within: .seconds(10)) }
    try client.createTopic(
      name, partitionCount: partitionCount, configuration: configuration, timeout: Self.patience)
    let deadline = ContinuousClock.now + Self.patience
    while .now < deadline {
      let topic = try client.metadata(topic: name, timeout: Self.patience).topic(name)
      if let topic, topic.error == nil, topic.partitions.allSatisfy({ $0.leader != nil }) { return }
    }
    throw TestSupportError("The topic \(name) got no leaders.")
  }

  public func deleteTopic(_ name: String) throws {
    let client = try Client(configuration: clientConfiguration)
    defer { _ = client.close(within: .seconds(10)) }
    try client.deleteTopic(name, timeout: Self.patience)
  }

  /// Creates a topic of a name that may not be free again yet.
  public func createTopicAgain(_ name: String, partitionCount: Int32) throws {
    let deadline = ContinuousClock.now + Self.patience
    while true {
      do {
        return try createTopic(name, partitionCount: partitionCount)
      } catch let error as KafkaError {
        guard error.code == .topicAlreadyExists, .now < deadline else { throw error }
      }
    }
  }

  /// Changes a topic's configuration with Kafka's own tool, such as with `--add-config` and `NAME=VALUE`.
  public func configure(_ topic: String, _ change: String, _ property: String) throws {
    try tool("configs", "--alter", "--entity-type", "topics", "--entity-name", topic, change, property)
  }

  /// The offset behind the last record of each partition.
  ///
  /// - Parameter countsOpenTransactions: whether a record counts whose transaction, or one before it, has not ended.
  public func ends(of topic: String, countsOpenTransactions: Bool = false) throws -> [Int32: Int64] {
    var configuration = clientConfiguration
    if countsOpenTransactions { configuration.set("isolation.level", to: "read_uncommitted") }
    let client = try Client(configuration: configuration)
    defer { _ = client.close(within: .seconds(10)) }
    return try client.ends(of: topic, timeout: Self.patience)
  }

  /// What a group has committed; partitions without a committed offset are left out.
  public func committed(group: String, topic: String) throws -> [Int32: Int64] {
    var configuration = clientConfiguration
    configuration.set("group.id", to: group)
    let consumer = try Consumer(configuration: configuration)
    defer { _ = consumer.close(within: .seconds(10)) }
    let partitions = Array(try consumer.ends(of: topic, timeout: Self.patience).keys)
    let deadline = ContinuousClock.now + Self.patience
    while true {
      do throws(KafkaError) {
        return try consumer.committedOffsets(of: topic, partitions: partitions, timeout: Self.patience)
      } catch {
        // A coordinator that has only just begun does not know its groups yet.
        guard error.code.isTransient, .now < deadline else { throw error }
        Pause.short()
      }
    }
  }
}

extension Client {
  /// Asks until the brokers have elected leaders, at most for the timeout.
  func ends(of topic: String, timeout: Duration) throws(KafkaError) -> [Int32: Int64] {
    let deadline = ContinuousClock.now + timeout
    while true {
      do throws(KafkaError) {
        return try endsAtOnce(of: topic, timeout: timeout)
      } catch {
        guard error.code.isTransient, .now < deadline else { throw error }
        Pause.short()
      }
    }
  }

  private func endsAtOnce(of topic: String, timeout: Duration) throws(KafkaError) -> [Int32: Int64] {
    let partitions = try metadata(topic: topic, timeout: timeout).topic(topic)?.partitions ?? []
    var ends: [Int32: Int64] = [:]
    for partition in partitions {
      let place = TopicPartition(topic: topic, partition: partition.id)
      ends[partition.id] = try queryWatermarks(of: place, timeout: timeout).high
    }
    return ends
  }
}

extension Consumer {
  func committedOffsets(
    of topic: String, partitions: [Int32], timeout: Duration
  ) throws(KafkaError) -> [Int32: Int64] {
    let results = try committed(
      partitions.map { TopicPartition(topic: topic, partition: $0) }, timeout: timeout)
    var offsets: [Int32: Int64] = [:]
    for result in results { offsets[result.topicPartition.partition] = result.nextOffset }
    return offsets
  }
}
