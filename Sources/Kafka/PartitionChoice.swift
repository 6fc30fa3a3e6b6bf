import CLibrdkafka
import Synchronization

/// Puts a topic's keys where the Java client puts them, and remembers where the last record went.
///
/// librdkafka does not tell the partition of a record before its report. It asks this on the thread that produces, and on its
/// own for records that came before the topic's metadata.
final class PartitionChoice: Sendable {
  private static let none: Int32 = -1
  private let choice = Atomic(none)

  /// The partition that was chosen since `forget`; nil if none was.
  var last: Int32? {
    let partition = choice.load(ordering: .relaxed)
    return partition == Self.none ? nil : partition
  }

  func forget() { choice.store(Self.none, ordering: .relaxed) }

  /// Makes librdkafka ask this for each record without a partition of its own; it must outlive the client.
  func register(in configuration: OpaquePointer) {
    unsafe rd_kafka_topic_conf_set_opaque(configuration, Unmanaged.passUnretained(self).toOpaque())
    unsafe rd_kafka_topic_conf_set_partitioner_cb(configuration) { topic, key, keyCount, count, opaque, message in
      let partition = unsafe rd_kafka_msg_partitioner_murmur2_random(topic, key, keyCount, count, opaque, message)
      if let opaque = unsafe opaque {
        let choice = unsafe Unmanaged<PartitionChoice>.fromOpaque(opaque)
        unsafe choice._withUnsafeGuaranteedRef { $0.choice.store(partition, ordering: .relaxed) }
      }
      return partition
    }
  }
}
