import Kafka

/// Fetches once from a partition, which is the only thing that needs the right Read on a topic.
///
/// By a client of its own, which joins no group and commits nothing.
struct ReadProbe {
  private let configuration: WorkerConfiguration

  init(_ configuration: WorkerConfiguration) { self.configuration = configuration }

  /// Throws what the broker answers; a fetch that has an answer, even an empty one, is enough.
  func read(_ place: TopicPartition, timeout: Duration) throws(KafkaError) {
    var properties = ClientProperties.consumer(configuration)
    properties.set("enable.partition.eof", to: "true")
    properties.set("enable.auto.commit", to: "false")
    properties.set("auto.offset.reset", to: "latest")
    let client = try Consumer(configuration: properties, tokenProvider: configuration.tokenProvider)
    defer { _ = client.close(within: .seconds(2)) }
    try client.assign([TopicPartitionOffset(topicPartition: place, nextOffset: TopicPartitionOffset.end)])
    var batch = MessageBatch(capacity: 1)
    let deadline = ContinuousClock.now + timeout
    while ContinuousClock.now < deadline {
      let count = client.poll(into: &batch, timeout: .milliseconds(50))
      batch.removeAll()
      if count > 0 { return }
      for case .error(let error) in client.takeEvents().events {
        // The end of the partition is an answer as well.
        if error.code == .partitionEnd { return }
        if !error.code.isTransient { throw error }
      }
    }
    throw KafkaError(
      operation: "Reading once", code: .timedOut, topic: place.topic, partition: place.partition)
  }
}
