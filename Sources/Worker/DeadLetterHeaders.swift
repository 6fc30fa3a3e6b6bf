import Kafka
import Normalizer

/// The headers that say what a dead letter is and where it came from; their names are the contract's.
struct DeadLetterHeaders {
  static let prefix = "dead_letter."
  let configuration: WorkerConfiguration

  /// The longest detail, so that the headers never decide whether a dead letter fits its topic.
  static let maximumDetailByteCount = 512

  private static let detailName = "dead_letter.detail"

  /// What the detail's header takes of a message.
  static func detailByteCount(_ detail: String) -> Int {
    MessageSize.header(
      nameByteCount: detailName.utf8.count, valueByteCount: detail.prefix(maximumDetailByteCount).utf8.count)
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
    headers.remove(prefix: Self.prefix)
    headers.add("dead_letter.reason", reason.rawValue)
    if !detail.isEmpty { headers.add(Self.detailName, String(detail.prefix(Self.maximumDetailByteCount))) }
    headers.add("dead_letter.topic", configuration.input)
    headers.add("dead_letter.partition", String(message.partition))
    headers.add("dead_letter.offset", String(message.offset))
    if let index = disposition.recordIndex { headers.add("dead_letter.record", String(index)) }
    if let timestamp = Self.recordTime(of: message) { headers.add("dead_letter.timestamp", String(timestamp)) }
    if !disposition.program.isEmpty { headers.add("dead_letter.program", Self.shortened(disposition.program)) }
    if !disposition.host.isEmpty { headers.add("dead_letter.host", Self.shortened(disposition.host)) }
    headers.add("dead_letter.group", configuration.group)
    headers.add("dead_letter.worker", configuration.worker)
    headers.add("dead_letter.attempts", String(attempts))
    if emitted { headers.add("dead_letter.emitted", "true") }
    if let truncated { headers.add("dead_letter.truncated", truncated) }
  }

  /// What `dead_letter.attempts` says among a record's headers: 0 where nothing or nonsense stands there.
  static func attempts(in headers: borrowing Headers) -> Int {
    var attempts = 0
    headers.forEachHeader { name, value in
      guard let value, value.count <= 6, equals(name, "dead_letter.attempts") else { return }
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
      guard let value, (1...15).contains(value.count), equals(name, "dead_letter.timestamp") else { return }
      var number: Int64 = 0
      for index in value.indices {
        guard value[index] &- UInt8(ascii: "0") < 10 else { return }
        number = number * 10 + Int64(value[index] - UInt8(ascii: "0"))
      }
      before = number
    }
    return before ?? message.timestampMilliseconds
  }

  private static func equals(_ bytes: Span<UInt8>, _ name: StaticString) -> Bool {
    guard bytes.count == name.utf8CodeUnitCount else { return false }
    for index in bytes.indices {
      guard unsafe bytes[index] == name.utf8Start[index] else { return false }
    }
    return true
  }

  /// Names come from the record, and one of a megabyte would push the dead letter over its topic's limit.
  @_lifetime(copy bytes)
  private static func shortened(_ bytes: Span<UInt8>) -> Span<UInt8> { bytes.extracting(0..<min(256, bytes.count)) }
}
