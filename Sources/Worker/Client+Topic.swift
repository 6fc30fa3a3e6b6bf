import Kafka

extension Client {
  /// A topic that exists; its error as an error, where the broker has one for it.
  func existingTopic(_ name: String, timeout: Duration) throws(KafkaError) -> ClusterMetadata.Topic {
    let operation = "Looking for the topic \(name)"
    guard let topic = try metadata(topic: name, timeout: timeout).topic(name) else {
      throw KafkaError(operation: operation, code: .unknownTopicOrPartition, topic: name)
    }
    if let code = topic.error, code != .leaderNotAvailable || topic.partitions.isEmpty {
      throw KafkaError(operation: operation, code: code, topic: name)
    }
    return topic
  }
}
