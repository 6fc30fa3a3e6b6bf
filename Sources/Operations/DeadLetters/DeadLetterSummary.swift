import Logging

/// Counts of dead letters, for `dead-letters summary`.
public struct DeadLetterSummary: Sendable {
  /// How often, and when first and last.
  struct Tally: Sendable {
    var count = 0
    var first: Int64?
    var last: Int64?

    mutating func add(_ time: Int64?) {
      count += 1
      guard let time else { return }
      first = min(first ?? time, time)
      last = max(last ?? time, time)
    }
  }

  private var all = Tally()
  private var byReason: [String: Tally] = [:]
  private var byProgram: [String: Tally] = [:]
  private var byHost: [String: Tally] = [:]
  private var bySourcePartition: [String: Tally] = [:]
  private var redriven = 0
  private var emitted = 0
  private var truncated = 0

  /// Senders of records choose the names: beyond this many different ones the rest counts as one.
  static let nameLimit = 10_000
  static let otherName = "(others)"
  /// How many rows of a kind a table shows.
  static let rowLimit = 20

  public init() {}

  public var count: Int { all.count }

  /// Counts a dead letter, at the time when it was written.
  public mutating func add(_ letter: DeadLetter) {
    let time = letter.writtenMilliseconds
    all.add(time)
    Self.add(letter.reason.isEmpty ? "(none)" : letter.reason, time, to: &byReason)
    if !letter.program.isEmpty { Self.add(letter.program, time, to: &byProgram) }
    if !letter.host.isEmpty { Self.add(letter.host, time, to: &byHost) }
    if let partition = letter.sourcePartition {
      Self.add("\(letter.sourceTopic)/\(partition)", time, to: &bySourcePartition)
    }
    if letter.attempts > 0 { redriven += 1 }
    if letter.isEmitted { emitted += 1 }
    if letter.truncation != nil { truncated += 1 }
  }

  private static func add(_ name: String, _ time: Int64?, to tallies: inout [String: Tally]) {
    let isKnown = tallies[name] != nil || tallies.count < nameLimit
    tallies[isKnown ? name : otherName, default: Tally()].add(time)
  }

  private static func sorted(_ tallies: [String: Tally]) -> [(name: String, tally: Tally)] {
    tallies.map { ($0.key, $0.value) }.sorted { ($1.tally.count, $0.name) < ($0.tally.count, $1.name) }
  }

  private var kinds: [(heading: String, key: String, tallies: [String: Tally])] {
    [
      ("REASON", "reasons", byReason), ("PROGRAM", "programs", byProgram), ("HOST", "hosts", byHost),
      ("SOURCE PARTITION", "source_partitions", bySourcePartition),
    ]
  }

  /// Tables for people.
  public var text: String {
    guard all.count > 0 else { return "no dead letters\n" }
    var text = "\(counted(all.count, "dead letter")), \(Self.time(all.first)) to \(Self.time(all.last))\n"
    for (count, sentence) in [
      (redriven, "came back after a redrive"), (emitted, "also written as an event"),
      (truncated, "cut, the original is in the source topic"),
    ] where count > 0 {
      text += "\(grouped(count)) \(sentence)\n"
    }
    for kind in kinds where !kind.tallies.isEmpty {
      var table = TextTable([
        (kind.heading, .left), ("COUNT", .right), ("SHARE", .right), ("FIRST", .left), ("LAST", .left),
      ])
      let rows = Self.sorted(kind.tallies)
      for row in rows.prefix(Self.rowLimit) {
        table.add([
          row.name, grouped(row.tally.count), percent(row.tally.count, of: all.count), Self.time(row.tally.first),
          Self.time(row.tally.last),
        ])
      }
      text += "\n" + table.text
      if rows.count > Self.rowLimit { text += "and \(rows.count - Self.rowLimit) more (--json has them all)\n" }
    }
    return text
  }

  /// One line of JSON.
  public var json: String {
    var members: [(String, JSONText)] = [
      ("dead_letters", .number(Int64(all.count))), ("first", .optional(all.first.map(Self.time))),
      ("last", .optional(all.last.map(Self.time))), ("redriven", .number(Int64(redriven))),
      ("emitted", .number(Int64(emitted))), ("truncated", .number(Int64(truncated))),
    ]
    for kind in kinds {
      members.append(
        (
          kind.key,
          .array(
            Self.sorted(kind.tallies).map { row in
              .object([
                ("name", .string(row.name)), ("count", .number(Int64(row.tally.count))),
                ("first", .optional(row.tally.first.map(Self.time))),
                ("last", .optional(row.tally.last.map(Self.time))),
              ])
            })
        ))
    }
    return JSONText.object(members).line
  }

  private static func time(_ milliseconds: Int64?) -> String { milliseconds.map(time) ?? "-" }
  private static func time(_ milliseconds: Int64) -> String { WallTime(milliseconds: milliseconds).rfc3339 }
}

/// `12.3 %`.
func percent(_ part: Int, of whole: Int) -> String {
  guard whole > 0 else { return "0.0 %" }
  let tenths = (part * 1000 + whole / 2) / whole
  return "\(tenths / 10).\(tenths % 10) %"
}
