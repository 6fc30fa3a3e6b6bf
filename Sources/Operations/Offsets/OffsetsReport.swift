public import Kafka

/// What `offsets show` prints: where a group stands in each partition.
public struct OffsetsReport: Sendable {
  let group: String
  let description: GroupDescription?
  let partitions: [PartitionOffsets]
  let oldestUnread: [TopicPartition: Int64]
  let nowMilliseconds: Int64

  public init(
    group: String, description: GroupDescription?, partitions: [PartitionOffsets],
    oldestUnread: [TopicPartition: Int64], nowMilliseconds: Int64
  ) {
    self.group = group
    self.description = description
    self.partitions = partitions
    self.oldestUnread = oldestUnread
    self.nowMilliseconds = nowMilliseconds
  }

  /// How far a group is behind; nil without a commit, which is not the same as 0.
  private func lag(_ partition: PartitionOffsets) -> Int64? {
    partition.committed.map { max(0, partition.high - max($0, partition.low)) }
  }

  private func ageMilliseconds(_ partition: PartitionOffsets) -> Int64? {
    oldestUnread[partition.topicPartition].map { max(0, nowMilliseconds - $0) }
  }

  private func member(_ partition: PartitionOffsets) -> GroupDescription.Member? {
    description?.members.first { $0.partitions.contains(partition.topicPartition) }
  }

  /// A table and a line about the whole, for people.
  public var text: String {
    var table = TextTable([
      ("TOPIC", .left), ("PARTITION", .right), ("COMMITTED", .right), ("END", .right), ("LAG", .right),
      ("OLDEST UNREAD", .right), ("MEMBER", .left),
    ])
    for partition in partitions {
      let member = member(partition)
      table.add([
        partition.topicPartition.topic, "\(partition.topicPartition.partition)",
        partition.committed.map(String.init) ?? "none", "\(partition.high)",
        lag(partition).map(String.init) ?? "-", ageMilliseconds(partition).map(Self.age) ?? "-",
        member.map(\.title) ?? "-",
      ])
    }
    let lags = partitions.compactMap(lag)
    let state = description.map { "\($0.state), \(counted($0.members.count, "member"))" } ?? "members unknown"
    let behind = lags.isEmpty ? "no committed offset" : "\(counted(lags.reduce(0, +), "record")) behind"
    let below = partitions.filter { ($0.committed ?? .max) < $0.low }
    let lost =
      below.isEmpty
      ? ""
      : "The committed offset of \(below.map(\.topicPartition.description).joined(separator: ", ")) is no longer in the log.\n"
    return table.text + "group \(group): \(state), \(behind)\n" + lost
  }

  /// One line of JSON.
  public var json: String {
    JSONText.object([
      ("group", .string(group)), ("state", .optional(description?.state)),
      ("members", .optional(description.map { Int64($0.members.count) })),
      (
        "partitions",
        .array(
          partitions.map { partition in
            let member = member(partition)
            return .object([
              ("topic", .string(partition.topicPartition.topic)),
              ("partition", .number(Int64(partition.topicPartition.partition))),
              ("committed", .optional(partition.committed)), ("start", .number(partition.low)),
              ("end", .number(partition.high)), ("lag", .optional(lag(partition))),
              ("oldest_unread_age_ms", .optional(ageMilliseconds(partition))),
              ("member_id", .optional(member?.id)), ("instance_id", .optional(member?.instanceID)),
              ("client_id", .optional(member?.clientID)), ("host", .optional(member?.host)),
            ])
          })
      ),
    ]).line
  }

  /// The two largest units: `45 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`.
  static func age(_ milliseconds: Int64) -> String {
    let seconds = milliseconds / 1000
    switch seconds {
    case ..<60: return "\(seconds) s"
    case ..<3600: return "\(seconds / 60) min \(seconds % 60) s"
    case ..<86_400: return "\(seconds / 3600) h \(seconds / 60 % 60) min"
    default: return "\(seconds / 86_400) d \(seconds / 3600 % 24) h"
    }
  }
}

extension GroupDescription.Member {
  /// What tells it from the others: its own name, else the end of the id that the coordinator gave it.
  var title: String {
    let name = instanceID ?? String(id.suffix(8))
    return "\(name) (\(clientID), \(host.hasPrefix("/") ? String(host.dropFirst()) : host))"
  }
}
