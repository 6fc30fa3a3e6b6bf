import CLibrdkafka

extension Headers {
  /// The memory that names and values take, with what librdkafka adds to each (`rd_kafka_header_t` and two NULs).
  public var byteCount: Int {
    guard let pointer = unsafe pointer else { return 0 }
    return unsafe Self.byteCount(of: pointer)
  }

  static func byteCount(of native: OpaquePointer) -> Int {
    var sum = 0
    unsafe forEachHeader(in: native) { name, value in sum += name.count + (value?.count ?? 0) + 48 }
    return sum
  }
}

extension DeliveryReport {
  /// What `Headers.byteCount` was when the record was produced.
  public var headerByteCount: Int {
    var headers: OpaquePointer?
    guard unsafe rd_kafka_message_headers(raw, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR, let headers = unsafe headers
    else { return 0 }
    return unsafe Headers.byteCount(of: headers)
  }
}
