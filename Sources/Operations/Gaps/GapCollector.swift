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
  /// Gaps beyond the limits of different masks and of memory, and dead letters whose text could not be found.
  public private(set) var uncounted = 0
  /// What masks, samples and minutes take, about.
  private(set) var heldByteCount = 0
  public private(set) var count = 0
  public private(set) var closedCount = 0

  static let sampleLimit = 12
  static let maskLimit = 100_000
  /// What a word, a mask and a minute take beside their texts, about.
  static let wordByteCount = 112
  static let maskByteCount = 256
  static let minuteByteCount = 48
  static let textLimit = 4096
  /// How many groups of texts with one length and one beginning are kept apart; what fits none of them is one more.
  static let groupLimit = 64
  /// The share of words that two texts must have in common.
  static let similarityThreshold = 0.5

  private let heldByteLimit: Int

  /// - Parameter heldByteLimit: about how many bytes of texts are kept; what comes beyond is counted.
  public init(heldByteLimit: Int = 256 << 20) { self.heldByteLimit = heldByteLimit }

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
    let hasRoom = heldByteCount < heldByteLimit
    guard entries[mask] != nil || hasRoom && entries.count < Self.maskLimit else {
      uncounted += 1
      return
    }
    if entries[mask] == nil { heldByteCount += Self.maskByteCount + words.count * Self.wordByteCount }
    let sample = Sample(
      milliseconds: milliseconds ?? 0, partition: partition, offset: offset,
      text: Array(text.prefix(Self.textLimit * 2)))
    heldByteCount += entries[mask, default: Entry(words: words, program: program)].take(
      sample, at: milliseconds, isClosed: isClosed, hasRoom: hasRoom)
  }

  /// The groups, the largest first.
  func groups() -> [Entry] {
    var comparisons = 0
    return groups(comparisons: &comparisons)
  }

  /// The groups, the largest first.
  ///
  /// - Parameter comparisons: how many pairs of a text and a group were compared: at most `groupLimit` a mask.
  func groups(comparisons: inout Int) -> [Entry] {
    var numbers = WordNumbers()
    var places: [Place: GroupsOfPlace] = [:]
    let sorted = entries.values.map { (key: $0.words.map(\.display).joined(separator: " "), entry: $0) }
      .sorted { ($0.entry.program, $0.key) < ($1.entry.program, $1.key) }
    for (_, entry) in sorted {
      let first = entry.words.first.flatMap(Self.fixedPart)
      let place = Place(program: entry.program, wordCount: entry.words.count, first: first)
      places[place, default: GroupsOfPlace()].add(entry, &numbers, &comparisons)
    }
    return places.values.flatMap(\.all).sorted {
      ($1.tally.count, $0.program, $0.display) < ($0.tally.count, $1.program, $1.display)
    }
  }

  private struct Place: Hashable {
    var program: String
    var wordCount: Int
    var first: TemplateWord?
  }

  /// What of a first word tells groups apart: of `user=bob` the key, of a masked word nothing.
  private static func fixedPart(_ word: TemplateWord) -> TemplateWord? {
    if word.prefix.contains("=") { return TemplateWord(prefix: word.prefix, core: [.variable(.word)], suffix: "") }
    return word.isLiteral ? word : nil
  }
}

/// Numbers for words, so that comparing two is comparing two integers.
private struct WordNumbers {
  private var numbers: [TemplateWord: Int32] = [:]
  /// By number: whether a word has a letter that does not vary.
  private(set) var saysSomething: [Bool] = []

  mutating func number(_ word: TemplateWord) -> Int32 {
    if let known = numbers[word] { return known }
    let new = Int32(clamping: saysSomething.count)
    numbers[word] = new
    saysSomething.append(word.saysSomething)
    return new
  }
}

/// The groups of texts with one program, one number of words and one beginning.
private struct GroupsOfPlace {
  private var groups: [(entry: GapCollector.Entry, numbers: [Int32])] = []
  /// What fits no group once there are so many of them: somebody writes texts at random.
  private var rest: GapCollector.Entry?

  var all: [GapCollector.Entry] { groups.map(\.entry) + (rest.map { [$0] } ?? []) }

  mutating func add(_ entry: GapCollector.Entry, _ words: inout WordNumbers, _ comparisons: inout Int) {
    let numbers = entry.words.map { words.number($0) }
    var best: (index: Int, same: Int)?
    for index in groups.indices {
      comparisons += 1
      let same = Self.sameCount(groups[index].numbers, numbers, words.saysSomething)
      if same > best?.same ?? 0 { best = (index, same) }
    }
    if let best, Double(best.same) >= GapCollector.similarityThreshold * Double(numbers.count) {
      groups[best.index].entry.add(entry)
      groups[best.index].numbers = groups[best.index].entry.words.map { words.number($0) }
    } else if groups.count < GapCollector.groupLimit {
      groups.append((entry, numbers))
    } else if rest == nil {
      rest = entry
    } else {
      rest?.add(entry)
    }
  }

  /// How many words are the same; none if none of those says anything.
  private static func sameCount(_ left: [Int32], _ right: [Int32], _ saysSomething: [Bool]) -> Int {
    var same = 0
    var hasLiteral = false
    for index in left.indices where left[index] == right[index] {
      same += 1
      if saysSomething[Int(left[index])] { hasLiteral = true }
    }
    return hasLiteral ? same : 0
  }
}

extension GapCollector.Entry {
  var display: String { words.map(\.display).joined(separator: " ") }

  /// Counts a text, and keeps it where there is room.
  ///
  /// - Returns: how many bytes more are held, about.
  mutating func take(
    _ sample: GapCollector.Sample, at milliseconds: Int64?, isClosed: Bool, hasRoom: Bool
  ) -> Int {
    tally.add(milliseconds)
    if isClosed { closed += 1 }
    var added = 0
    if let minute = milliseconds.map({ $0 / 60_000 }) {
      if minutes[minute] != nil {
        minutes[minute, default: 0] += 1
      } else if hasRoom {
        minutes[minute] = 1
        added += GapCollector.minuteByteCount
      }
    }
    guard hasRoom || samples.isEmpty else { return added }
    // Most texts of a flood are no earlier than those that are kept.
    guard samples.count < GapCollector.sampleLimit || samples.last.map({ sample < $0 }) == true else { return added }
    let before = samples.reduce(0) { $0 + $1.text.count }
    keep(sample)
    return added + samples.reduce(0) { $0 + $1.text.count } - before
  }
}
