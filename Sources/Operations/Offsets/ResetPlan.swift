public import Kafka

/// What a reset of a group's offsets would change, partition by partition.
public struct ResetPlan: Sendable, Equatable {
  public struct Row: Sendable, Equatable {
    public let topicPartition: TopicPartition
    public let committed: Int64?
    public let new: Int64
    /// How many offsets are read a second time. Records, unless the log is compacted or has transactions.
    public let again: Int64
    /// How many offsets the group will never read.
    public let skipped: Int64
    /// How many offsets there are from the new one to the end of the log.
    public let remaining: Int64
    /// Where the wanted offset was not in the log, and what was taken instead; empty otherwise.
    public let note: String
  }

  /// By topic and partition.
  public let rows: [Row]

  public var again: Int64 { rows.reduce(0) { $0 + $1.again } }
  public var skipped: Int64 { rows.reduce(0) { $0 + $1.skipped } }
  public var remaining: Int64 { rows.reduce(0) { $0 + $1.remaining } }
  public var offsets: [TopicPartitionOffset] {
    rows.map { TopicPartitionOffset(topicPartition: $0.topicPartition, nextOffset: $0.new) }
  }

  /// Works the plan out; throws a usage failure where the target makes no sense for a partition.
  ///
  /// A partition without a commit counts as standing at the log's first record, where a worker would begin by default.
  public init(_ partitions: [PartitionOffsets], to target: OffsetTarget) throws(OperationFailure) {
    var rows: [Row] = []
    for partition in partitions.sorted(by: { $0.topicPartition < $1.topicPartition }) {
      rows.append(try Self.row(partition, target))
    }
    self.rows = rows
  }

  private static func row(_ partition: PartitionOffsets, _ target: OffsetTarget) throws(OperationFailure) -> Row {
    let wanted: Int64
    switch target {
    case .earliest: wanted = partition.low
    case .latest: wanted = partition.high
    case .current: wanted = partition.committed ?? partition.high
    case .offset(let offset): wanted = offset
    case .time: wanted = partition.atTime ?? partition.high
    case .shift(let count):
      guard let committed = partition.committed else {
        throw .usage(
          "\(partition.topicPartition) has no committed offset that could be shifted; use another --to flag.")
      }
      let (sum, overflow) = committed.addingReportingOverflow(count)
      wanted = overflow ? (count > 0 ? .max : .min) : sum
    case .table(let table):
      guard let row = table.first(where: { $0.topicPartition == partition.topicPartition }) else {
        throw .usage("The file has no line for \(partition.topicPartition).")
      }
      wanted = row.offset
    }
    let new = min(max(wanted, partition.low), max(partition.low, partition.high))
    var note = ""
    if wanted < new {
      note = "\(wanted) is before the first record; set to \(new)"
    } else if wanted > new {
      note = "\(wanted) is past the end; set to \(new)"
    } else if case .time = target, partition.atTime == nil, partition.high > partition.low {
      note = "all records are older; set to the end"
    }
    let old = min(max(partition.committed ?? partition.low, partition.low), max(partition.low, partition.high))
    return Row(
      topicPartition: partition.topicPartition, committed: partition.committed, new: new, again: max(0, old - new),
      skipped: max(0, new - old), remaining: max(0, partition.high - new), note: note)
  }

  // MARK: - Writing

  /// A table and what it comes to, for people.
  public var text: String {
    var table = TextTable([
      ("TOPIC", .left), ("PARTITION", .right), ("COMMITTED", .right), ("NEW", .right), ("AGAIN", .right),
      ("SKIPPED", .right), ("NOTE", .left),
    ])
    for row in rows {
      table.add([
        row.topicPartition.topic, "\(row.topicPartition.partition)", row.committed.map(String.init) ?? "none",
        "\(row.new)", "\(row.again)", "\(row.skipped)", row.note,
      ])
    }
    return table.text + summary + "\n"
  }

  /// How many records are done again and left out.
  public var summary: String {
    let moved = rows.contains { $0.new != $0.committed }
    guard moved else { return "Nothing changes: the group is there already." }
    // A group that has committed nothing does nothing again; what it will read is what counts.
    if !rows.contains(where: { $0.committed != nil }) {
      return "The group has committed nothing; \(counted(remaining, "record")) from there to the end."
    }
    if again == 0, skipped == 0 { return "No record will be processed again, and none skipped." }
    let parts = [
      again > 0 ? "\(counted(again, "record")) will be processed again" : nil,
      skipped > 0 ? "\(counted(skipped, "record")) will be skipped" : nil,
    ]
    return parts.compactMap { $0 }.joined(separator: ", ") + "."
  }

  /// One line of JSON.
  public func json(isExecuted: Bool) -> String {
    JSONText.object([
      ("executed", .boolean(isExecuted)), ("processed_again", .number(again)), ("skipped", .number(skipped)),
      ("to_the_end", .number(remaining)),
      (
        "partitions",
        .array(
          rows.map { row in
            .object([
              ("topic", .string(row.topicPartition.topic)),
              ("partition", .number(Int64(row.topicPartition.partition))), ("committed", .optional(row.committed)),
              ("new", .number(row.new)), ("processed_again", .number(row.again)), ("skipped", .number(row.skipped)),
              ("note", .optional(row.note.isEmpty ? nil : row.note)),
            ])
          })
      ),
    ]).line
  }

  /// The new offsets as kafka-consumer-groups would export them.
  public var csv: String {
    OffsetTable.text(rows.map { OffsetTable.Row(topicPartition: $0.topicPartition, offset: $0.new) })
  }
}

/// Where a group shall go on, as kafka-consumer-groups names the ways to say it.
public enum OffsetTarget: Sendable, Equatable {
  case earliest
  case latest
  /// What is committed; the end of the log where nothing is.
  case current
  case offset(Int64)
  /// Forward, or backward if below zero.
  case shift(Int64)
  /// The first record that is not older, in milliseconds since 1970.
  case time(Int64)
  case table([OffsetTable.Row])
}

/// A topic, and which of its partitions are meant.
public struct TopicSelection: Sendable, Equatable {
  public var topic: String
  /// nil is all of them.
  public var partitions: [Int32]?

  public init(topic: String, partitions: [Int32]? = nil) {
    self.topic = topic
    self.partitions = partitions
  }

  /// Reads what stood between the commas of `--topic raw:0,1,other`: a part of digits alone is one more partition of the
  /// topic before it, if that named one.
  public static func parse(_ parts: [String]) throws(OperationFailure) -> [TopicSelection] {
    var selections: [TopicSelection] = []
    for part in parts {
      if let last = selections.indices.last, selections[last].partitions != nil, let number = partition(part) {
        selections[last].partitions?.append(number)
        continue
      }
      guard let colon = part.firstIndex(of: ":") else {
        selections.append(TopicSelection(topic: part))
        continue
      }
      guard let number = partition(String(part[part.index(after: colon)...])), colon > part.startIndex else {
        throw .usage("--topic: '\(part)' is no topic with a partition; write it as raw:0,1.")
      }
      selections.append(TopicSelection(topic: String(part[..<colon]), partitions: [number]))
    }
    return selections
  }

  private static func partition(_ text: String) -> Int32? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int32(text)
  }
}
