import Kafka

/// How many bytes Kafka counts for a message against a topic's `max.message.bytes`, at most.
///
/// That is the record batch of KIP-98: 61 bytes for the batch, and for a record lengths as variable-length numbers. A number is
/// taken for as long as it can be, so that a message is never larger than said.
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

  static func header(nameByteCount: Int, valueByteCount: Int) -> Int {
    2 * lengthByteCount + nameByteCount + valueByteCount
  }
}
