import Kafka

/// How many bytes Kafka counts for a message against a topic's `max.message.bytes`: exactly, or at most.
///
/// That is the record batch of KIP-98: 61 bytes for the batch, and for a record lengths as variable-length numbers. `overhead`
/// takes a number for as long as it can be, so that a message is never larger than said; `alone` counts each as it is written.
enum MessageSize {
  private static let batchByteCount = 61
  /// A length of up to 4 GiB.
  private static let lengthByteCount = 5
  /// Length, attributes, time and offset of a record, the lengths of its key and value, the number of its headers.
  private static let recordByteCount = lengthByteCount + 1 + 10 + lengthByteCount + 3 * lengthByteCount

  /// What is added to a value that travels alone with this key and these headers.
  static func overhead(key: Span<UInt8>?, headers: borrowing Headers) -> Int {
    var byteCount = batchByteCount + recordByteCount + (key?.count ?? 0)
    headers.forEachHeader { name, value in
      byteCount += header(nameByteCount: name.count, valueByteCount: value?.count ?? 0)
    }
    return byteCount
  }

  /// A batch of this one message, uncompressed, as the broker measures it.
  static func alone(value: Span<UInt8>, key: Span<UInt8>?, headers: borrowing Headers) -> Int {
    var record = fixedByteCount + field(value.count) + field(key?.count)
    var headerCount = 0
    headers.forEachHeader { name, value in
      headerCount += 1
      record += field(name.count) + field(value?.count)
    }
    record += numberByteCount(headerCount)
    return batchByteCount + numberByteCount(record) + record
  }

  /// Attributes, and the differences in time and offset from the batch's first record, which is this one.
  private static let fixedByteCount = 3

  /// What the broker adds at least to a value: without a key and headers, each number one byte.
  static let leastOverhead = batchByteCount + 1 + fixedByteCount + 3

  /// A length and the bytes behind it; nil is what is absent, whose length of -1 takes one byte.
  private static func field(_ byteCount: Int?) -> Int {
    guard let byteCount else { return 1 }
    return numberByteCount(byteCount) + byteCount
  }

  /// A zigzag number of base 128.
  private static func numberByteCount(_ number: Int) -> Int {
    var rest = number >> 6
    var byteCount = 1
    while rest > 0 {
      rest >>= 7
      byteCount += 1
    }
    return byteCount
  }

  static func header(nameByteCount: Int, valueByteCount: Int) -> Int {
    2 * lengthByteCount + nameByteCount + valueByteCount
  }
}

/// What a dead letter has to do without, so that its topic takes it.
struct DeadLetterCut {
  private(set) var maximumByteCount = Int.max
  var keepsDetail = true
  /// The key and the headers of the record.
  var keepsOrigin = true

  /// Takes the next thing away from a dead letter that was refused: the detail, half of the value each time, the origin.
  ///
  /// - Returns: false if nothing is left to take away.
  mutating func shrink(hasDetail: Bool, byteCount: Int) -> Bool {
    if hasDetail {
      keepsDetail = false
    } else if byteCount > 1 {
      maximumByteCount = byteCount / 2
    } else if keepsOrigin {
      keepsOrigin = false
      maximumByteCount = .max
    } else {
      return false
    }
    return true
  }
}
