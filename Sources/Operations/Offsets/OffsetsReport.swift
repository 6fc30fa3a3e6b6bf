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

/// Offsets of partitions as kafka-consumer-groups reads and writes them: `topic,partition,offset`, one a line.
public enum OffsetTable {
  public struct Row: Sendable, Hashable {
    public var topicPartition: TopicPartition
    public var offset: Int64

    public init(topicPartition: TopicPartition, offset: Int64) {
      self.topicPartition = topicPartition
      self.offset = offset
    }
  }

  /// Reads a file; `group,topic,partition,offset`, which Kafka writes for several groups, is read too.
  ///
  /// - Parameter group: rows of other groups are passed over.
  public static func parse(_ text: String, group: String) throws(OperationFailure) -> [Row] {
    var rows: [Row] = []
    for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      var cells = line.split(separator: ",", omittingEmptySubsequences: false).map(trimmed)
      if cells == [""] || cells.first?.hasPrefix("#") == true { continue }
      if cells.count == 4 {
        guard cells[0] == group else { continue }
        cells.removeFirst()
      }
      guard cells.count == 3, !cells[0].isEmpty, let partition = Int32(cells[1]), partition >= 0,
        let offset = Int64(cells[2]), offset >= 0
      else {
        throw .usage("Line \(index + 1) of the file is not topic,partition,offset.")
      }
      let place = TopicPartition(topic: cells[0], partition: partition)
      guard !rows.contains(where: { $0.topicPartition == place }) else {
        throw .usage("Line \(index + 1) of the file names \(place) a second time.")
      }
      rows.append(Row(topicPartition: place, offset: offset))
    }
    guard !rows.isEmpty else { throw .usage("The file has no line topic,partition,offset for the group \(group).") }
    return rows
  }

  /// What `parse` reads back.
  public static func text(_ rows: [Row]) -> String {
    rows.map { "\($0.topicPartition.topic),\($0.topicPartition.partition),\($0.offset)\n" }.joined()
  }

  /// Blanks around a cell, and the quotation marks that spreadsheets put there.
  private static func trimmed(_ cell: Substring) -> String {
    var cell = cell.drop { $0 == " " || $0 == "\t" || $0 == "\u{FEFF}" }
    while cell.last == " " || cell.last == "\t" { cell.removeLast() }
    if cell.count >= 2, cell.first == "\"", cell.last == "\"" { cell = cell.dropFirst().dropLast() }
    return String(cell)
  }
}

/// What is known of a partition before a group's offset in it is changed.
public struct PartitionOffsets: Sendable, Equatable {
  public var topicPartition: TopicPartition
  /// nil where the group has committed nothing.
  public var committed: Int64?
  /// The first offset that the log still has, and the one behind its last record.
  public var low: Int64
  public var high: Int64
  /// The first offset at the wanted time; nil where all records are older, or nobody asked.
  public var atTime: Int64?

  public init(
    topicPartition: TopicPartition, committed: Int64?, low: Int64, high: Int64, atTime: Int64? = nil
  ) {
    self.topicPartition = topicPartition
    self.committed = committed
    self.low = low
    self.high = high
    self.atTime = atTime
  }
}
