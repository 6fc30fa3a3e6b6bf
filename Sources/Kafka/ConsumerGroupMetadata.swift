import CLibrdkafka

/// Who this member of the group is, for the producer that commits its offsets in a transaction (KIP-447).
///
/// Take it when partitions are assigned, before the rebalance is answered, and commit what was read of them with it. librdkafka
/// joins again on a thread of its own, so that metadata of a later moment may be of a generation in which the partitions are
/// another member's; the broker, which compares nothing else, would take their offsets.
@safe public struct ConsumerGroupMetadata: ~Copyable {
  let pointer: OpaquePointer

  init(consuming pointer: OpaquePointer) {
    unsafe self.pointer = unsafe pointer
  }

  deinit {
    unsafe rd_kafka_consumer_group_metadata_destroy(pointer)
  }
}
