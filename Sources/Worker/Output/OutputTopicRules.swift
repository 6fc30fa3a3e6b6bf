/// What the configuration of an output topic does to what the worker writes, as sentences.
struct OutputTopicRules {
  let topic: String
  /// Whether events are written to it, and not dead letters.
  let takesEvents: Bool
  /// The topic's configuration and the input topic's, by Kafka's names; empty where it cannot be read.
  let properties: [String: String]
  let input: [String: String]
  let keepsEventTimestamps: Bool

  /// What would delete or refuse what is written, in the order of what it costs.
  var warnings: [String] { [compaction, age, timestamps, size].compactMap(\.self) }

  private var what: String { takesEvents ? "events" : "dead letters" }

  private var keepsTimestamps: Bool {
    takesEvents && keepsEventTimestamps && properties["message.timestamp.type"] != "LogAppendTime"
  }

  private var compaction: String? {
    guard let policy = properties["cleanup.policy"], policy.contains("compact") else { return nil }
    return
      "topic \(topic) has cleanup.policy=\(policy): of \(what) with the same key only the newest stays, and those without a "
      + "key are refused; set cleanup.policy=delete"
  }

  /// Retention counts from the Kafka timestamp, and an event that keeps its record's may be too old as soon as it is written.
  private var age: String? {
    guard keepsTimestamps, deletes, let retention = number("retention.ms"), retention >= 0 else { return nil }
    let inputRetention = Self.number("retention.ms", in: input)
    if let inputRetention, inputRetention >= 0, inputRetention <= retention { return nil }
    let whereFrom =
      inputRetention.map { $0 < 0 ? "the input keeps records without limit" : "the input keeps them for \($0) ms" }
      ?? "how long the input keeps them cannot be read"
    return
      "topic \(topic) has retention.ms=\(retention), and events keep their record's timestamp: an event of a record older "
      + "than that is deleted at once (\(whereFrom)); raise it, or use --event-timestamp now"
  }

  private var deletes: Bool { properties["cleanup.policy"]?.contains("delete") ?? true }

  /// The first is that of Kafka 3.6 and newer, the other one that of before; the standard is no limit.
  private var timestamps: String? {
    guard keepsTimestamps else { return nil }
    for name in ["message.timestamp.before.max.ms", "message.timestamp.difference.max.ms"] {
      if let limit = number(name), limit < .max {
        return
          "topic \(topic) has \(name)=\(limit): it refuses events of records that are older, and the worker would stop; "
          + "raise it, or use --event-timestamp now"
      }
    }
    return nil
  }

  private var size: String? {
    if let bytes = number("retention.bytes"), bytes >= 0, deletes {
      return
        "topic \(topic) has retention.bytes=\(bytes): beyond that the oldest \(what) of a partition are deleted, however new"
    }
    return nil
  }

  /// The largest batch that a topic takes, in bytes; nil if the configuration does not tell.
  static func messageLimit(_ properties: [String: String]) -> Int? {
    number("max.message.bytes", in: properties).flatMap { Int(exactly: $0) }
  }

  private func number(_ name: String) -> Int64? { Self.number(name, in: properties) }

  private static func number(_ name: String, in properties: [String: String]) -> Int64? {
    properties[name].flatMap { Int64($0) }
  }
}
