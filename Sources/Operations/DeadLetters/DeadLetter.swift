import Kafka
import Normalizer
import StrictJSON

/// A record of the dead-letter topic, copied out: its own bytes, and what its `dead_letter.*` headers say.
///
/// Anybody may have written the headers; nothing in them is trusted, and what is missing is empty.
public struct DeadLetter: Sendable {
  /// Where it stands in the dead-letter topic, and when it was written there (milliseconds since 1970).
  public var partition: Int32
  public var offset: Int64
  public var writtenMilliseconds: Int64?

  /// Why it could not be parsed: a value of `DeadLetterReason`.
  public var reason = ""
  /// What exactly was wrong.
  public var detail = ""
  /// The program that wrote the line, as far as it could be read.
  public var program = ""
  /// The host of the record, as far as it could be read.
  public var host = ""
  /// The consumer group of the worker that wrote it.
  public var group = ""
  /// The name and version of that worker.
  public var worker = ""
  /// Where the record came from; its place in a batch if it came in one.
  public var sourceTopic = ""
  public var sourcePartition: Int32?
  public var sourceOffset: Int64?
  public var sourceRecord: Int?
  /// The record's own Kafka timestamp, milliseconds since 1970.
  public var sourceMilliseconds: Int64?
  /// How often it has been redriven.
  public var attempts = 0
  /// Whether there is any `dead_letter.*` header, one with the attempts, and no number among them that makes no sense.
  public private(set) var hasOwnHeaders = false
  private(set) var hasAttempts = false
  private(set) var hasOnlyReadableNumbers = true
  /// Whether an event was written as well (`--unmatched both`).
  public var isEmitted = false
  /// What was cut, in words; nil if the value is whole.
  public var truncation: String?

  public var key: [UInt8]?
  /// nil is a null value, or one that was not copied.
  public var value: [UInt8]?
  /// The headers without those of the dead letter, in their order.
  public var otherHeaders: [(name: String, value: [UInt8]?)] = []

  public init(partition: Int32, offset: Int64, writtenMilliseconds: Int64?) {
    self.partition = partition
    self.offset = offset
    self.writtenMilliseconds = writtenMilliseconds
  }

  /// Copies a record; without its bytes where only the headers are wanted.
  init(_ message: borrowing Message, copiesBytes: Bool) {
    self.init(
      partition: message.partition, offset: message.offset, writtenMilliseconds: message.timestampMilliseconds)
    if copiesBytes {
      key = copy(of: message.key)
      value = copy(of: message.value)
    }
    var own: [(String, String)] = []
    var others: [(name: String, value: [UInt8]?)] = []
    // Headers whose bytes make no sense are as good as none; the record is worth more.
    try? message.forEachHeader { name, value in
      let name = String(decoding: bytes(of: name), as: UTF8.self)
      if name.hasPrefix(DeadLetterHeader.prefix) {
        own.append((String(name.dropFirst(DeadLetterHeader.prefix.count)), text(value)))
      } else if copiesBytes {
        others.append((name, copy(of: value)))
      }
    }
    otherHeaders = others
    for (name, value) in own { set(name, value) }
  }

  /// More attempts than `--max-attempts` can ask for say nothing more.
  static let attemptLimit = 999
  /// The longest batch that a record's index is believed of.
  static let largestBatch = 100_000

  /// Takes one header in, by its name without the prefix; a number that is none stays unknown.
  public mutating func set(_ name: String, _ value: String) {
    hasOwnHeaders = true
    switch DeadLetterHeader(rawValue: DeadLetterHeader.prefix + name) {
    case .reason: reason = value
    case .detail: detail = value
    case .program: program = value
    case .host: host = value
    case .group: group = value
    case .worker: worker = value
    case .topic: sourceTopic = value
    case .partition: sourcePartition = number(value, upTo: .max)
    // The offset after it has to be a number, too.
    case .offset: sourceOffset = number(value, upTo: .max - 1)
    case .record: sourceRecord = number(value, upTo: Self.largestBatch - 1)
    case .timestamp: sourceMilliseconds = number(value, upTo: .max)
    case .attempts:
      hasAttempts = true
      attempts = min(number(value, upTo: 999_999) ?? 0, Self.attemptLimit)
    case .emitted: isEmitted = value == "true"
    case .truncated: truncation = value
    case nil: break
    }
  }

  private mutating func number<Number: FixedWidthInteger>(_ text: String, upTo limit: Number) -> Number? {
    if let number = Number(text), (0...limit).contains(number) { return number }
    hasOnlyReadableNumbers = false
    return nil
  }

  /// `raw/3/1042` or `raw/3/1042/7`, as far as it is known.
  public var source: String {
    let parts = [
      sourceTopic.isEmpty ? nil : sourceTopic, sourcePartition.map { "\($0)" }, sourceOffset.map { "\($0)" },
      sourceRecord.map { "\($0)" },
    ]
    return parts.compactMap { $0 }.joined(separator: "/")
  }

  /// The program and the text of the syslog line in it; nil if it is none.
  public var line: SyslogLine? {
    guard let value else { return nil }
    // A worker that repairs leaves the bytes as they came, and a reader wants to see what the worker saw.
    return SyslogLine.all(in: value.span, repairs: [.rawNewlines, .singleQuotes]).first.flatMap { $0 }
  }
}

/// A copy of a view.
func bytes(of span: Span<UInt8>) -> [UInt8] {
  unsafe span.withUnsafeBufferPointer { unsafe Array($0) }
}

/// A copy of a view; nil of none.
func copy(of span: Span<UInt8>?) -> [UInt8]? {
  guard let span else { return nil }
  return bytes(of: span)
}

private func text(_ span: Span<UInt8>?) -> String {
  copy(of: span).map { String(decoding: $0, as: UTF8.self) } ?? ""
}
