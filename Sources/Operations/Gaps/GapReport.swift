import Logging
public import Patterns

/// Groups of gaps with a proposed pattern for each, the largest group first.
public struct GapReport: Sendable {
  public struct Gap: Sendable {
    public let program: String
    /// What the texts have in common, masked parts in angle brackets.
    public let template: String
    public let count: Int
    /// How many of them a pattern that is being tried fits.
    public let closed: Int
    /// When the first and the last dead letter was written, milliseconds since 1970.
    public let first: Int64?
    public let last: Int64?
    /// The earliest different texts.
    public let samples: [[UInt8]]
    /// A line of the catalogue's language that fits all samples.
    public let pattern: String
    let minutes: [Int64: Int]
  }

  public let topic: String
  public let total: Int
  public let uncounted: Int
  public let gaps: [Gap]
  let catalogue: Catalogue

  /// Proposes the patterns, which takes some milliseconds each.
  ///
  /// - Parameters:
  ///   - limit: how many groups there are at the most.
  ///   - minimumCount: how many texts a group has at the least.
  ///   - progress: how many patterns were proposed, of how many.
  public init(
    _ collector: GapCollector, topic: String, catalogue: Catalogue, limit: Int = 500, minimumCount: Int = 1,
    progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) {
    let proposal = PatternProposal(catalogue: catalogue)
    self.topic = topic
    self.catalogue = catalogue
    total = collector.count
    let all = collector.groups()
    let groups = all.prefix { $0.tally.count >= minimumCount }.prefix(limit)
    uncounted = collector.uncounted + all.dropFirst(groups.count).reduce(0) { $0 + $1.tally.count }
    var gaps: [Gap] = []
    for group in groups {
      progress(gaps.count, groups.count)
      gaps.append(
        Gap(
          program: group.program, template: group.display, count: group.tally.count, closed: group.closed,
          first: group.tally.first, last: group.tally.last, samples: group.samples.map(\.text),
          pattern: proposal.pattern(for: group), minutes: group.minutes))
    }
    self.gaps = gaps
  }

  /// For people: each group with its proposed pattern and a sample.
  public var text: String {
    guard total > 0 else { return "no gaps\n" }
    var text = "\(counted(total, "gap")) in \(counted(gaps.count, "group"))"
    text += uncounted > 0 ? ", \(grouped(uncounted)) not grouped\n" : "\n"
    for gap in gaps {
      text += "\n\(grouped(gap.count))  \(percent(gap.count, of: total))  \(Terminal.sanitize(gap.program, limit: 60))"
      text += "  \(time(gap.first)) to \(time(gap.last))\n"
      text += "  pattern  \(Terminal.sanitize(gap.pattern, limit: 400))\n"
      for sample in gap.samples.prefix(2) {
        text += "  sample   \(Terminal.sanitize(String(decoding: sample, as: UTF8.self), limit: 400))\n"
      }
    }
    return text
  }

  /// One line of JSON.
  public var json: String {
    JSONText.object([
      ("topic", .string(topic)), ("gaps", .number(Int64(total))), ("not_grouped", .number(Int64(uncounted))),
      (
        "groups",
        .array(
          gaps.map { gap in
            .object([
              ("program", .string(gap.program)), ("template", .string(gap.template)),
              ("count", .number(Int64(gap.count))), ("share", .share(Double(gap.count) / Double(max(1, total)))),
              ("first", .optional(gap.first.map { WallTime(milliseconds: $0).rfc3339 })),
              ("last", .optional(gap.last.map { WallTime(milliseconds: $0).rfc3339 })),
              ("pattern", .string(gap.pattern)),
              ("samples", .array(gap.samples.map { .string(String(decoding: $0, as: UTF8.self)) })),
            ])
          })
      ),
    ]).line
  }

  private func time(_ milliseconds: Int64?) -> String {
    milliseconds.map { WallTime(milliseconds: $0).rfc3339 } ?? "-"
  }
}
