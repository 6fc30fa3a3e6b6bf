import TestSupport
import Testing

/// The product's binary against a real Apache Kafka; one after the other, since they share a broker and faults need the machine.
@Suite(
  .serialized, .enabled(if: KafkaCluster.availability == nil, Comment(rawValue: KafkaCluster.availability ?? "")))
enum AgainstRealKafka {
  static var cluster: Result<KafkaCluster, any Error> { KafkaCluster.shared }
}
