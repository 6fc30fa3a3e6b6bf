public import Kafka

/// Reads topics from their beginning to where they end now, without a group, and committed records only.
public struct TopicReader {
  private let cluster: KafkaCluster
  private static let patience = Duration.seconds(60)
  /// `RD_KAFKA_RESP_ERR__PARTITION_EOF`.
  private static let endOfPartition = KafkaError.Code(rawValue: -191)

  public init(_ cluster: KafkaCluster) { self.cluster = cluster }

  /// All records of a topic, partition by partition in order.
  public func records(of topic: String) throws -> [KafkaRecord] {
    var records: [KafkaRecord] = []
    try forEach(of: topic) { records.append(try KafkaRecord($0)) }
    return records.sorted { ($0.partition, $0.offset) < ($1.partition, $1.offset) }
  }

  /// Lends each record of a topic; within a partition in order.
  public func forEach(of topic: String, _ body: (borrowing Message) throws -> Void) throws {
    var configuration = cluster.clientConfiguration
    configuration.set("group.id", to: "topic-reader")
    configuration.set("enable.auto.commit", to: "false")
    configuration.set("auto.offset.reset", to: "error")
    // A transaction's marker takes the last offset, and no record with it ever comes.
    configuration.set("enable.partition.eof", to: "true")
    let consumer = try Consumer(configuration: configuration)
    defer { _ = consumer.close(within: .seconds(10)) }
    let ends = try consumer.ends(of: topic, timeout: Self.patience)
    var missing = ends.filter { $0.value > 0 }
    try consumer.assign(
      missing.keys.map {
        TopicPartitionOffset(topic: topic, partition: $0, nextOffset: TopicPartitionOffset.beginning)
      })
    var batch = MessageBatch(capacity: 1000)
    var deadline = ContinuousClock.now + Self.patience
    while !missing.isEmpty {
      consumer.poll(into: &batch, timeout: .milliseconds(100))
      if !batch.isEmpty { deadline = .now + Self.patience }
      guard .now < deadline else { throw TestSupportError("Reading \(topic) came to a halt before \(missing).") }
      for index in 0..<batch.count { try body(batch[index]) }
      for event in consumer.takeEvents().events {
        guard case .error(let error) = event, error.code == Self.endOfPartition, let partition = error.partition else {
          continue
        }
        if let end = missing[partition], error.offset ?? 0 >= end { missing[partition] = nil }
      }
    }
    batch.removeAll()
  }
}
