public import Kafka

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
