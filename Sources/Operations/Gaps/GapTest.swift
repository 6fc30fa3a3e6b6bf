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

/// Tells which gaps the patterns of now fit, and counts them by pattern.
public struct ClosedGaps: ~Copyable {
  private let catalogue: Catalogue
  private var matcher: Matcher
  /// By the pattern's index.
  private(set) var countByPattern: [Int: Int] = [:]
  public private(set) var count = 0

  public init(catalogue: Catalogue) {
    self.catalogue = catalogue
    matcher = Matcher(catalogue)
  }

  /// Whether a dead letter is a gap that is none any more; counts it if so.
  public mutating func take(_ letter: DeadLetter) -> Bool {
    guard letter.reason == "unmatched_message" || letter.reason.isEmpty, let line = letter.line else { return false }
    // Nobody has to know a program any more that is known no longer: such a text is an event as well.
    let match = matcher.match(
      program: line.program.span, text: line.text.span, semicolonsMayBeLost: line.semicolonsMayBeLost)
    switch match.outcome {
    case .matched(let index): countByPattern[index, default: 0] += 1
    case .unknownProgram: break
    case .gap: return false
    }
    count += 1
    return true
  }

  /// A line for people, empty if there are none: the user's patterns are named, the largest first.
  public var text: String {
    guard count > 0 else { return "" }
    let named = catalogue.patterns.filter { $0.isUserDefined && countByPattern[$0.index] != nil }
      .map { (pattern: $0, count: countByPattern[$0.index] ?? 0) }.sorted { $0.count > $1.count }
    let shown = named.prefix(5).map { "\(grouped($0.count)) by \($0.pattern.file):\($0.pattern.line)" }
    let more = named.count > 5 ? ["others by \(counted(named.count - 5, "more pattern"))"] : []
    let by = shown.isEmpty ? "" : ": " + (shown + more).joined(separator: ", ")
    return "\(counted(count, "gap")) left out, since the patterns of now close them\(by) (--all shows them)\n"
  }
}
