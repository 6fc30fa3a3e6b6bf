import Logging
public import Patterns

/// Which gaps a catalogue closes, for `dead-letters test`.
public struct GapTest: ~Copyable {
  private let catalogue: Catalogue
  private var closed: ClosedGaps
  private var collector = GapCollector()

  public init(catalogue: Catalogue) {
    self.catalogue = catalogue
    closed = ClosedGaps(catalogue: catalogue)
  }

  /// Tries the catalogue on a dead letter.
  public mutating func add(_ letter: DeadLetter) {
    collector.add(letter, isClosed: closed.take(letter))
  }

  public var total: Int { collector.count + collector.uncounted }
  public var open: Int { total - collector.closedCount }

  private var rows: [GapCollector.Entry] { collector.groups() }
  private var userPatterns: [(pattern: Pattern, count: Int)] {
    catalogue.patterns.filter(\.isUserDefined).map { ($0, closed.countByPattern[$0.index] ?? 0) }
  }

  /// For people: the groups that are still open, and what each of the user's patterns did.
  public var text: String {
    var text = "\(grouped(collector.closedCount)) of \(counted(total, "gap")) would close\n"
    var patterns = TextTable([("CLOSES", .right), ("PATTERN", .left)])
    for entry in userPatterns {
      patterns.add([grouped(entry.count), "\(entry.pattern.file):\(entry.pattern.line)  \(entry.pattern.source)"])
    }
    if !userPatterns.isEmpty { text += "\n" + patterns.text }
    let openRows = rows.filter { $0.closed < $0.tally.count }
    guard !openRows.isEmpty else { return text }
    var table = TextTable([("OPEN", .right), ("OF", .right), ("PROGRAM", .left), ("TEXTS", .left)])
    for row in openRows.prefix(DeadLetterSummary.rowLimit) {
      table.add([grouped(row.tally.count - row.closed), grouped(row.tally.count), row.program, row.display])
    }
    text += "\n" + table.text
    if openRows.count > DeadLetterSummary.rowLimit {
      text += "and \(openRows.count - DeadLetterSummary.rowLimit) more groups\n"
    }
    return text
  }

  /// One line of JSON.
  public var json: String {
    JSONText.object([
      ("gaps", .number(Int64(total))), ("closed", .number(Int64(collector.closedCount))),
      ("open", .number(Int64(open))),
      (
        "patterns",
        .array(
          userPatterns.map { entry in
            .object([
              ("file", .string(entry.pattern.file)), ("line", .number(Int64(entry.pattern.line))),
              ("pattern", .string(entry.pattern.source)), ("closes", .number(Int64(entry.count))),
            ])
          })
      ),
      (
        "groups",
        .array(
          rows.map { row in
            .object([
              ("program", .string(row.program)), ("template", .string(row.display)),
              ("count", .number(Int64(row.tally.count))), ("closed", .number(Int64(row.closed))),
            ])
          })
      ),
    ]).line
  }
}
