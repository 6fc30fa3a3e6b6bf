import CLibrdkafka

/// Who this member of the group is, for the producer that commits its offsets in a transaction (KIP-447).
///
/// Take it anew for each transaction: it grows old with the next rebalance.
@safe public struct ConsumerGroupMetadata: ~Copyable {
  let pointer: OpaquePointer

  init(consuming pointer: OpaquePointer) {
    unsafe self.pointer = unsafe pointer
  }

  deinit {
    unsafe rd_kafka_consumer_group_metadata_destroy(pointer)
  }
}
