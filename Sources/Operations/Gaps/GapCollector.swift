/// Groups the texts of gaps by what they have in common (the idea of Drain: number of words, first word, similarity).
///
/// Texts are masked first, and counted under their masks; only those are compared, in the order of their masks, so that
/// the same dead letters give the same groups in whatever order they are read.
public struct GapCollector: Sendable {
  struct Entry: Sendable {
    var words: [TemplateWord]
    var program: String
    var tally = DeadLetterSummary.Tally()
    var closed = 0
    var samples: [Sample] = []
    /// How many in each minute since 1970.
    var minutes: [Int64: Int] = [:]

    mutating func add(_ other: Entry) {
      words = zip(words, other.words).map { $0.merged(with: $1) }
      tally.count += other.tally.count
      tally.first = [tally.first, other.tally.first].compactMap { $0 }.min()
      tally.last = [tally.last, other.tally.last].compactMap { $0 }.max()
      closed += other.closed
      minutes.merge(other.minutes, uniquingKeysWith: +)
      for sample in other.samples { keep(sample) }
    }

    /// Keeps the first so many different texts.
    mutating func keep(_ sample: Sample) {
      if let index = samples.firstIndex(where: { $0.text == sample.text }) {
        samples[index] = min(samples[index], sample)
      } else {
        samples.append(sample)
      }
      samples.sort()
      if samples.count > GapCollector.sampleLimit { samples.removeLast() }
    }
  }

  struct Sample: Sendable, Comparable {
    var milliseconds: Int64
    var partition: Int32
    var offset: Int64
    var text: [UInt8]

    static func < (left: Sample, right: Sample) -> Bool {
      (left.milliseconds, left.partition, left.offset) < (right.milliseconds, right.partition, right.offset)
    }
  }

  private struct Mask: Hashable {
    var program: String
    var words: [TemplateWord]
  }

  private var entries: [Mask: Entry] = [:]
  /// Gaps beyond the limit of different masks, and dead letters whose text could not be found.
  public private(set) var uncounted = 0
  public private(set) var count = 0
  public private(set) var closedCount = 0

  static let sampleLimit = 12
  static let maskLimit = 100_000
  static let textLimit = 4096
  /// The share of words that two texts must have in common.
  static let similarityThreshold = 0.5

  public init() {}

  /// Takes a dead letter in.
  ///
  /// - Parameter isClosed: whether a pattern that is being tried fits it.
  public mutating func add(_ letter: DeadLetter, isClosed: Bool = false) {
    guard let line = letter.line, !line.text.isEmpty else {
      uncounted += 1
      return
    }
    add(
      program: String(decoding: line.program, as: UTF8.self), text: line.text,
      at: letter.writtenMilliseconds, partition: letter.partition, offset: letter.offset, isClosed: isClosed)
  }

  /// Takes a text in.
  public mutating func add(
    program: String, text: [UInt8], at milliseconds: Int64?, partition: Int32 = 0, offset: Int64 = 0,
    isClosed: Bool = false
  ) {
    count += 1
    if isClosed { closedCount += 1 }
    let shown = String(decoding: text.prefix(Self.textLimit), as: UTF8.self)
    var words = TextMask.words(of: shown)
    if text.count > Self.textLimit {
      words[words.count - 1] = TemplateWord(prefix: "", core: [.variable(.text)], suffix: "")
    }
    let mask = Mask(program: program, words: words)
    guard entries[mask] != nil || entries.count < Self.maskLimit else {
      uncounted += 1
      return
    }
    let sample = Sample(
      milliseconds: milliseconds ?? 0, partition: partition, offset: offset,
      text: Array(text.prefix(Self.textLimit * 2)))
    entries[mask, default: Entry(words: words, program: program)].take(sample, at: milliseconds, isClosed: isClosed)
  }

  /// The groups, the largest first.
  func groups() -> [Entry] {
    struct Place: Hashable {
      var program: String
      var wordCount: Int
      var first: TemplateWord?
    }
    var places: [Place: [Entry]] = [:]
    let sorted = entries.values.map { (key: $0.words.map(\.display).joined(separator: " "), entry: $0) }
      .sorted { ($0.entry.program, $0.key) < ($1.entry.program, $1.key) }
    for (_, entry) in sorted {
      let first = entry.words.first.flatMap(Self.fixedPart)
      let place = Place(program: entry.program, wordCount: entry.words.count, first: first)
      var groups = places[place] ?? []
      let best = groups.indices
        .map { (index: $0, similarity: Self.similarity(groups[$0].words, entry.words)) }
        .max { ($0.similarity, $1.index) < ($1.similarity, $0.index) }
      if let best, best.similarity >= Self.similarityThreshold {
        groups[best.index].add(entry)
      } else {
        groups.append(entry)
      }
      places[place] = groups
    }
    return places.values.flatMap { $0 }.sorted {
      ($1.tally.count, $0.program, $0.display) < ($0.tally.count, $1.program, $1.display)
    }
  }

  /// What of a first word tells groups apart: of `user=bob` the key, of a masked word nothing.
  private static func fixedPart(_ word: TemplateWord) -> TemplateWord? {
    if word.prefix.contains("=") { return TemplateWord(prefix: word.prefix, core: [.variable(.word)], suffix: "") }
    return word.isLiteral ? word : nil
  }

  /// The share of words that are the same; nothing if none of them says anything.
  private static func similarity(_ left: [TemplateWord], _ right: [TemplateWord]) -> Double {
    var same = 0
    var hasLiteral = false
    for (a, b) in zip(left, right) where a == b {
      same += 1
      if a.saysSomething { hasLiteral = true }
    }
    return hasLiteral ? Double(same) / Double(left.count) : 0
  }
}

extension GapCollector.Entry {
  var display: String { words.map(\.display).joined(separator: " ") }

  mutating func take(_ sample: GapCollector.Sample, at milliseconds: Int64?, isClosed: Bool) {
    tally.add(milliseconds)
    if isClosed { closed += 1 }
    if let milliseconds { minutes[milliseconds / 60_000, default: 0] += 1 }
    // Most texts of a flood are no earlier than those that are kept.
    if samples.count < GapCollector.sampleLimit || samples.last.map({ sample < $0 }) == true { keep(sample) }
  }

}
