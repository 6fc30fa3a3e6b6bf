/// Why a text was matched, or how near the patterns came that did not; for people, off the hot path.
public struct Explanation: Sendable {
  /// A capture of the pattern that matched.
  public struct CapturedRange: Sendable {
    public let field: Field
    public let kind: CaptureKind
    /// Its bytes in the text.
    public let range: Range<Int>
  }

  /// A pattern that did not fit, and where it stopped to.
  public struct NearMiss: Sendable {
    /// The index in `Catalogue.patterns`.
    public let pattern: Int
    /// The byte of the text where it stopped to fit.
    public let position: Int
    /// What was expected there, e.g. `" port "` or `{source.port}`.
    public let expected: String
    /// How many bytes of the text it explained until then, from both ends.
    public let fittedByteCount: Int
  }

  public let outcome: MatchResult.Outcome
  /// The captures of the pattern that matched, in their order in the text; empty ones are left out.
  public let captures: [CapturedRange]
  /// For a text that no pattern fits: the nearest ones, the nearest first. At most one entry for each pattern.
  public let nearMisses: [NearMiss]
}

extension Catalogue {
  /// Matches a text and says how; `limit` is how many near misses are wanted.
  public func explain(
    program: [UInt8], text: [UInt8], semicolonsMayBeLost: Bool = false, limit: Int = 3
  ) -> Explanation {
    var matcher = Matcher(self)
    let result = matcher.match(program: program.span, text: text.span, semicolonsMayBeLost: semicolonsMayBeLost)
    guard case .matched(let index) = result.outcome else {
      let misses = nearMisses(
        text: text, among: patternIndexes(ofProgram: program), limit: limit, semicolonsMayBeLost: semicolonsMayBeLost)
      return Explanation(outcome: result.outcome, captures: [], nearMisses: misses)
    }
    var captures: [Explanation.CapturedRange] = []
    for (slot, capture) in patterns[index].captures.enumerated() {
      if let range = matcher.captureRange(slot) {
        captures.append(Explanation.CapturedRange(field: capture.field, kind: capture.kind, range: range))
      }
    }
    captures.sort { $0.range.lowerBound < $1.range.lowerBound }
    return Explanation(outcome: result.outcome, captures: captures, nearMisses: [])
  }

  /// The patterns among the given that came nearest to the text, without those that do not even share its first byte.
  func nearMisses(
    text: [UInt8], among indexes: [Int], limit: Int, semicolonsMayBeLost: Bool = false
  ) -> [Explanation.NearMiss] {
    var misses: [Explanation.NearMiss] = []
    for index in indexes {
      let pattern = patterns[index]
      let best = (semicolonsMayBeLost ? Expansion.semicolonReadings(of: pattern.expansions) : pattern.expansions)
        .compactMap { ExpansionTrace(of: $0, captures: pattern.captures, on: text).miss }
        .max { $0.fitted < $1.fitted }
      guard let best, best.fitted > 0 || indexes.count == 1 else { continue }
      misses.append(
        Explanation.NearMiss(
          pattern: index, position: best.position, expected: best.expected, fittedByteCount: best.fitted))
    }
    // The sort keeps the order of trial among equals.
    let sorted = misses.enumerated().sorted {
      ($0.element.fittedByteCount, $1.offset) > ($1.element.fittedByteCount, $0.offset)
    }
    return sorted.prefix(max(limit, 0)).map(\.element)
  }
}
