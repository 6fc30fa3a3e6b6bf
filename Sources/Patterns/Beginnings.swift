/// Numbers the beginnings of candidates, so that those that fail together are found by comparing numbers.
struct Beginnings {
  /// How a candidate begins.
  struct Entry {
    /// The number of its prefix's length with its first forward step, and with its first two; -1 if it has fewer.
    var first: Int32 = -1
    var second: Int32 = -1
    /// Where the text ends for its steps.
    var suffixLength: UInt32

    /// Whether another one fails wherever this one's first forward step fails: it begins with the same step, in a text that ends
    /// no later.
    func failsInFirst(with other: Self) -> Bool {
      first >= 0 && first == other.first && other.suffixLength >= suffixLength
    }

    /// The same for the first two steps.
    func failsInSecond(with other: Self) -> Bool {
      second >= 0 && second == other.second && other.suffixLength >= suffixLength
    }
  }

  private struct Key: Hashable {
    /// The length of the prefix for a first step, the number of the first step for a second one.
    var before: UInt32
    var isSecond: Bool
    var kind: UInt8
    var literal: UInt32
    var literalLength: UInt32
  }

  private var numbers: [Key: Int32] = [:]

  /// - Parameter steps: those of all candidates; equal literals stand at one place.
  mutating func entry(of candidate: MatcherTables.Candidate, _ steps: [MatcherTables.Step]) -> Entry {
    var entry = Entry(suffixLength: candidate.suffixLength)
    guard candidate.forwardCount > 0 else { return entry }
    let place = Int(candidate.steps)
    entry.first = number(candidate.prefixLength, steps[place], isSecond: false)
    guard candidate.forwardCount > 1 else { return entry }
    entry.second = number(UInt32(entry.first), steps[place + 1], isSecond: true)
    return entry
  }

  private mutating func number(_ before: UInt32, _ step: MatcherTables.Step, isSecond: Bool) -> Int32 {
    let key = Key(
      before: before, isSecond: isSecond, kind: step.kind, literal: step.literal, literalLength: step.literalLength)
    if let known = numbers[key] { return known }
    let number = Int32(numbers.count)
    numbers[key] = number
    return number
  }
}

extension MatcherTables.Entry {
  /// Whether the glance that refuses one entry refuses another.
  func isRefused(with other: Self) -> Bool {
    kind == other.kind && prefixLength == other.prefixLength && anchor == other.anchor && word == other.word
      && mask == other.mask
  }
}
