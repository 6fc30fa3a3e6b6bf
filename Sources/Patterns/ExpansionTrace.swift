/// Walks one expansion over a text the slow way and notes where it stops matching.
///
/// Follows the same rules as `MatchEngine`, in the words of the language's description: an end is sought first, then what
/// lies between is judged as a whole. A test holds the two against each other.
struct ExpansionTrace {
  struct Miss {
    /// The byte of the text where the expansion stopped to fit.
    var position: Int
    /// What was expected there.
    var expected: String
    /// How many bytes were explained until then.
    var fitted: Int
  }

  /// Nil if the expansion fits.
  private(set) var miss: Miss?
  /// What each capture holds, as far as the expansion fits.
  private(set) var ranges: [Range<Int>?]
  /// Every capture that is not one of the pattern's own words, also those without a name, in the order of the text.
  private(set) var spans: [OpenSpan] = []

  struct OpenSpan {
    var slot: Int?
    var kind: CaptureKind
    var range: Range<Int>
  }

  private let captures: [Capture]
  private let text: [UInt8]

  init(of expansion: Expansion, captures: [Capture], on text: [UInt8]) {
    self.captures = captures
    self.text = text
    ranges = Array(repeating: nil, count: captures.count)
    miss = walk(expansion)
    spans.sort { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
  }

  private mutating func walk(_ expansion: Expansion) -> Miss? {
    let prefix = expansion.prefix
    let common = zip(prefix.bytes, text).prefix { $0 == $1 }.count
    guard common == prefix.bytes.count else {
      return Miss(position: common, expected: quoted(prefix.bytes[common...]), fitted: common)
    }
    note(prefix, at: 0)
    let suffix = expansion.suffix
    let hasSuffix =
      text.count - suffix.bytes.count >= common && text.suffix(suffix.bytes.count).elementsEqual(suffix.bytes)
    // Without its end the expansion is lost, but how far its beginning fits is what a reader wants to know.
    var end = hasSuffix ? text.count - suffix.bytes.count : text.count
    if hasSuffix { note(suffix, at: end) }
    guard let remainder = expansion.remainder else {
      return common == text.count ? nil : Miss(position: common, expected: "the end of the text", fitted: common)
    }

    var start = common
    for pair in expansion.forward {
      if pair.kind == .blanks {
        let stop = start + fittingCount(.blanks, from: start, to: end)
        note(pair.slot, pair.kind, start..<stop)
        let next = pair.literal.bytes
        let common = zip(next, text[stop..<end]).prefix { $0 == $1 }.count
        guard common == next.count else {
          return Miss(position: stop + common, expected: quoted(next[common...]), fitted: stop + common)
        }
        note(pair.literal, at: stop)
        start = stop + next.count
        continue
      }
      let from = start + pair.kind.minimumLength
      guard let stop = first(pair.literal.bytes, from: from, to: end) else {
        let good = start + fittingCount(pair.kind, from: start, to: end)
        let isKindBroken = good == start && pair.kind.minimumLength > 0
        return Miss(
          position: good, expected: isKindBroken ? name(pair.slot, pair.kind) : quoted(pair.literal.bytes), fitted: good
        )
      }
      guard pair.kind.accepts(text[start..<stop]) else {
        let good = start + fittingCount(pair.kind, from: start, to: stop)
        return Miss(position: good, expected: name(pair.slot, pair.kind), fitted: good)
      }
      note(pair.slot, pair.kind, start..<stop)
      note(pair.literal, at: stop)
      start = stop + pair.literal.bytes.count
    }
    guard hasSuffix else {
      return Miss(position: text.count, expected: quoted(suffix.bytes) + " at the end", fitted: start)
    }
    for pair in expansion.backward {
      let fitted = start + text.count - end
      guard let stop = last(pair.literal.bytes, from: start, to: end - pair.kind.minimumLength) else {
        return Miss(
          position: end, expected: quoted(pair.literal.bytes) + " and " + name(pair.slot, pair.kind) + " before here",
          fitted: fitted)
      }
      guard pair.kind.accepts(text[stop..<end]) else {
        return Miss(position: stop, expected: name(pair.slot, pair.kind), fitted: fitted)
      }
      note(pair.slot, pair.kind, stop..<end)
      note(pair.literal, at: stop - pair.literal.bytes.count)
      end = stop - pair.literal.bytes.count
    }
    guard start <= end, remainder.kind.accepts(text[start..<end]) else {
      let good = start + fittingCount(remainder.kind, from: start, to: end)
      return Miss(position: good, expected: name(remainder.slot, remainder.kind), fitted: good + text.count - end)
    }
    note(remainder.slot, remainder.kind, start..<end)
    return nil
  }

  private mutating func note(_ slot: Int?, _ kind: CaptureKind, _ range: Range<Int>) {
    spans.append(OpenSpan(slot: slot, kind: kind, range: range))
    if let slot { ranges[slot] = range }
  }

  private mutating func note(_ literal: Expansion.Literal, at position: Int) {
    for mark in literal.marks {
      ranges[mark.slot] = (position + mark.start)..<(position + mark.start + mark.length)
    }
  }

  private func name(_ slot: Int?, _ kind: CaptureKind) -> String {
    slot.map { "{\(captures[$0].field.name):\(kind.name)}" } ?? "{:\(kind.name)}"
  }

  /// How many bytes may stand in a capture of the kind.
  private func fittingCount(_ kind: CaptureKind, from start: Int, to end: Int) -> Int {
    guard start < end, kind != .text, kind != .user else { return 0 }
    return text[start..<end].prefix { kind.contains($0) }.count
  }

  /// Where the word begins for the first time.
  private func first(_ word: [UInt8], from start: Int, to end: Int) -> Int? {
    guard end - word.count >= start else { return nil }
    return (start...(end - word.count)).first { text[$0..<($0 + word.count)].elementsEqual(word) }
  }

  /// Where the word ends for the last time.
  private func last(_ word: [UInt8], from start: Int, to end: Int) -> Int? {
    guard end - word.count >= start else { return nil }
    return (start...(end - word.count)).last { text[$0..<($0 + word.count)].elementsEqual(word) }
      .map { $0 + word.count }
  }
}
