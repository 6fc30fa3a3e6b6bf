import CLibrdkafka

/// Headers for a record to produce: names and values in order, a name may occur more than once.
///
/// Producing a record takes the headers out; what is left is an empty list that may be filled again.
/// If the record is refused, the headers stay.
@safe public struct Headers: ~Copyable {
  /// nil is an empty list.
  private(set) var pointer: OpaquePointer?

  /// No headers; nothing is allocated before the first is added.
  public init() {}

  /// Copies headers that a message goes on to own.
  init(copying native: OpaquePointer) {
    unsafe pointer = unsafe rd_kafka_headers_copy(native)
  }

  deinit {
    if let pointer = unsafe pointer {
      unsafe rd_kafka_headers_destroy(pointer)
    }
  }

  /// The number of headers.
  public var count: Int {
    guard let pointer = unsafe pointer else { return 0 }
    return unsafe rd_kafka_header_cnt(pointer)
  }

  /// Whether there is no header.
  public var isEmpty: Bool { count == 0 }

  /// Adds a header behind the others; nil is a null value.
  public mutating func add(_ name: String, _ value: Span<UInt8>?) {
    let native: OpaquePointer
    if let pointer = unsafe pointer {
      unsafe native = unsafe pointer
    } else {
      guard let created = unsafe rd_kafka_headers_new(8) else { return }
      unsafe pointer = unsafe created
      unsafe native = unsafe created
    }
    unsafe withBytes(of: value) { bytes, count in
      // The name is taken up to its first NUL, as `remove` does.
      _ = unsafe rd_kafka_header_add(native, name, -1, bytes, count)
    }
  }

  /// Adds a header with text.
  public mutating func add(_ name: String, _ value: String) {
    var value = value
    value.withUTF8 { bytes in
      unsafe add(name, bytes.span)
    }
  }

  /// Makes this the only header of its name, and the last one.
  public mutating func set(_ name: String, _ value: Span<UInt8>?) {
    remove(name)
    add(name, value)
  }

  /// Adds a header after removing all others of its name.
  public mutating func set(_ name: String, _ value: String) {
    remove(name)
    add(name, value)
  }

  /// Removes every header of this name.
  public mutating func remove(_ name: String) {
    guard let pointer = unsafe pointer else { return }
    _ = unsafe rd_kafka_header_remove(pointer, name)
  }

  /// Removes every header whose name begins like this.
  public mutating func remove(prefix: String) {
    guard let pointer = unsafe pointer else { return }
    let prefix = Array(prefix.utf8)
    var index = 0
    var name: UnsafePointer<CChar>?
    var value: UnsafeRawPointer?
    var size = 0
    while unsafe rd_kafka_header_get_all(pointer, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR {
      // librdkafka keeps a name with a NUL byte whole but hands out and removes by its beginning: such a header is not
      // found, and is stepped over instead of looked at again and again.
      if let found = unsafe name, unsafe bytesUntilNul(found).starts(with: prefix),
        unsafe removeCopied(found, from: pointer)
      {
        continue
      }
      index += 1
    }
  }

  /// The name belongs to the header that goes away, so a copy of it is what is compared.
  private func removeCopied(_ name: UnsafePointer<CChar>, from pointer: OpaquePointer) -> Bool {
    let copy = unsafe Array(UnsafeBufferPointer(start: name, count: bytesUntilNul(name).count + 1))
    return unsafe rd_kafka_header_remove(pointer, copy) == RD_KAFKA_RESP_ERR_NO_ERROR
  }

  /// Calls back for each header in order.
  public func forEachHeader(_ body: (_ name: Span<UInt8>, _ value: Span<UInt8>?) -> Void) {
    guard let pointer = unsafe pointer else { return }
    unsafe Self.forEachHeader(in: pointer, body)
  }

  static func forEachHeader(
    in native: OpaquePointer, _ body: (_ name: Span<UInt8>, _ value: Span<UInt8>?) -> Void
  ) {
    var index = 0
    var name: UnsafePointer<CChar>?
    var value: UnsafeRawPointer?
    var size = 0
    while unsafe rd_kafka_header_get_all(native, index, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR {
      index += 1
      guard let name = unsafe name else { continue }
      let nameBytes = unsafe bytesUntilNul(name)
      if let value = unsafe value {
        unsafe body(
          nameBytes.span,
          UnsafeBufferPointer(start: value.assumingMemoryBound(to: UInt8.self), count: size).span)
      } else {
        unsafe body(nameBytes.span, nil)
      }
    }
  }

  /// Says that a record has taken the headers over.
  mutating func relinquish() {
    unsafe pointer = nil
  }
}

/// Lends a span's memory to a C call: a nil span is a null pointer, an empty one is not.
func withBytes<Result>(
  of span: Span<UInt8>?, _ body: (UnsafeMutableRawPointer?, Int) -> Result
) -> Result {
  guard let span else { return body(nil, 0) }
  if span.isEmpty {
    // An empty span may have no address, but a null pointer would say that there is no value at all.
    var byte: UInt8 = 0
    return unsafe withUnsafeMutablePointer(to: &byte) { unsafe body(UnsafeMutableRawPointer($0), 0) }
  }
  return unsafe span.withUnsafeBufferPointer { buffer in
    unsafe body(UnsafeMutableRawPointer(mutating: buffer.baseAddress), buffer.count)
  }
}

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
