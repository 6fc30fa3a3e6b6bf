import CLibrdkafka
import Synchronization

/// A topic that a producer writes to; the producer owns it and frees it when it is closed.
@safe public final class ProducerTopic {
  /// The name of the topic.
  public let name: String
  private(set) var pointer: OpaquePointer?
  let choice: PartitionChoice?

  /// - Parameter choice: nil where the client's own partitioner chooses.
  init(_ pointer: OpaquePointer, name: String, choice: PartitionChoice?) {
    unsafe self.pointer = unsafe pointer
    self.name = name
    self.choice = choice
  }

  /// The partition of the record that was queued last; nil if it was named by the caller, or is not chosen yet since the topic's
  /// metadata has not come.
  public var lastPartition: Int32? { choice?.last }

  func release() {
    if let pointer = unsafe pointer {
      unsafe rd_kafka_topic_destroy(pointer)
    }
    unsafe pointer = nil
  }
}

/// The arguments of `rd_kafka_produceva`, made once and filled again for each record.
@safe struct ProduceArguments: ~Copyable {
  let pointer: UnsafeMutablePointer<rd_kafka_vu_t>

  // The place of each argument; headers come last because most records have none.
  static let topic = 0
  static let flags = 1
  static let value = 2
  static let key = 3
  static let partition = 4
  static let timestamp = 5
  static let opaque = 6
  static let headers = 7
  static let count = 8

  init() {
    unsafe pointer = .allocate(capacity: Self.count)
    unsafe pointer.initialize(repeating: rd_kafka_vu_t(), count: Self.count)
    unsafe pointer[Self.topic].vtype = RD_KAFKA_VTYPE_RKT
    unsafe pointer[Self.flags].vtype = RD_KAFKA_VTYPE_MSGFLAGS
    unsafe pointer[Self.flags].u.i = RD_KAFKA_MSG_F_COPY
    unsafe pointer[Self.value].vtype = RD_KAFKA_VTYPE_VALUE
    unsafe pointer[Self.key].vtype = RD_KAFKA_VTYPE_KEY
    unsafe pointer[Self.partition].vtype = RD_KAFKA_VTYPE_PARTITION
    unsafe pointer[Self.timestamp].vtype = RD_KAFKA_VTYPE_TIMESTAMP
    unsafe pointer[Self.opaque].vtype = RD_KAFKA_VTYPE_OPAQUE
    unsafe pointer[Self.headers].vtype = RD_KAFKA_VTYPE_HEADERS
  }

  deinit {
    unsafe pointer.deallocate()
  }
}

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
