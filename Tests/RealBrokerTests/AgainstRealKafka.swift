import TestSupport
import Testing

/// The product's binary against a real Apache Kafka; one after the other, since they share a broker and faults need the machine.
@Suite(
  .serialized, .enabled(if: KafkaCluster.availability == nil, Comment(rawValue: KafkaCluster.availability ?? "")))
enum AgainstRealKafka {
  /// One broker for all, started by the first test and stopped when the tests end.
  static let cluster = Result { try KafkaCluster() }
}
