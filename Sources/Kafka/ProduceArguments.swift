import CLibrdkafka

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
