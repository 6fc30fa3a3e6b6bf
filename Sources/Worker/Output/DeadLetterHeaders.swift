import Kafka
import Normalizer

/// The headers that say what a dead letter is and where it came from; their names are the contract's.
struct DeadLetterHeaders {
  let configuration: WorkerConfiguration

  /// The longest detail, so that the headers never decide whether a dead letter fits its topic.
  static let maximumDetailByteCount = 512

  /// What the detail's header takes of a message.
  static func detailByteCount(_ detail: String) -> Int {
    MessageSize.header(
      nameByteCount: DeadLetterHeader.detail.rawValue.utf8.count,
      valueByteCount: detail.prefix(maximumDetailByteCount).utf8.count)
  }

  /// Puts the headers on what is left of the record's own; earlier `dead_letter.*` headers are replaced.
  ///
  /// - Parameters:
  ///   - attempts: what a redrive has written, or 0.
  ///   - truncated: what of the record is not there, in words.
  func add(
    to headers: inout Headers, reason: DeadLetterReason, disposition: borrowing Disposition, message: borrowing Message,
    detail: String, attempts: Int, emitted: Bool, truncated: String?
  ) {
    headers.remove(prefix: DeadLetterHeader.prefix)
    headers.add(DeadLetterHeader.reason.rawValue, reason.rawValue)
    if !detail.isEmpty {
      headers.add(DeadLetterHeader.detail.rawValue, String(detail.prefix(Self.maximumDetailByteCount)))
    }
    headers.add(DeadLetterHeader.topic.rawValue, configuration.input)
    headers.add(DeadLetterHeader.partition.rawValue, String(message.partition))
    headers.add(DeadLetterHeader.offset.rawValue, String(message.offset))
    if let index = disposition.recordIndex { headers.add(DeadLetterHeader.record.rawValue, String(index)) }
    if let timestamp = Self.recordTime(of: message) {
      headers.add(DeadLetterHeader.timestamp.rawValue, String(timestamp))
    }
    if !disposition.program.isEmpty {
      headers.add(DeadLetterHeader.program.rawValue, Self.shortened(disposition.program))
    }
    if !disposition.host.isEmpty { headers.add(DeadLetterHeader.host.rawValue, Self.shortened(disposition.host)) }
    headers.add(DeadLetterHeader.group.rawValue, configuration.group)
    headers.add(DeadLetterHeader.worker.rawValue, configuration.worker)
    headers.add(DeadLetterHeader.attempts.rawValue, String(attempts))
    if emitted { headers.add(DeadLetterHeader.emitted.rawValue, "true") }
    if let truncated { headers.add(DeadLetterHeader.truncated.rawValue, truncated) }
  }

  /// What `dead_letter.attempts` says among a record's headers: 0 where nothing or nonsense stands there.
  static func attempts(in headers: borrowing Headers) -> Int {
    var attempts = 0
    headers.forEachHeader { name, value in
      guard let value, value.count <= 6, equals(name, .attempts) else { return }
      var number = 0
      for index in value.indices {
        guard value[index] &- UInt8(ascii: "0") < 10 else { return }
        number = number * 10 + Int(value[index] - UInt8(ascii: "0"))
      }
      attempts = number
    }
    return attempts
  }

  /// The record's Kafka timestamp, or the one that it had before a redrive, which says so in `dead_letter.timestamp`.
  static func recordTime(of message: borrowing Message) -> Int64? {
    guard message.hasHeaders else { return message.timestampMilliseconds }
    var before: Int64?
    try? message.forEachHeader { name, value in
      // 15 digits are the year 33,658: more is nonsense.
      guard let value, (1...15).contains(value.count), equals(name, .timestamp) else { return }
      var number: Int64 = 0
      for index in value.indices {
        guard value[index] &- UInt8(ascii: "0") < 10 else { return }
        number = number * 10 + Int64(value[index] - UInt8(ascii: "0"))
      }
      before = number
    }
    return before ?? message.timestampMilliseconds
  }

  private static func equals(_ bytes: Span<UInt8>, _ header: DeadLetterHeader) -> Bool {
    let name = header.rawValue.utf8
    guard bytes.count == name.count else { return false }
    var index = 0
    for byte in name {
      guard bytes[index] == byte else { return false }
      index += 1
    }
    return true
  }

  /// Names come from the record, and one of a megabyte would push the dead letter over its topic's limit.
  @_lifetime(copy bytes)
  private static func shortened(_ bytes: Span<UInt8>) -> Span<UInt8> { bytes.extracting(0..<min(256, bytes.count)) }
}
