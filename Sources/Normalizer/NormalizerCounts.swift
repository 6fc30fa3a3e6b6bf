public import Patterns
import StrictJSON

/// What a normalizer has done since it was made.
public struct NormalizerCounts: Sendable {
  /// Kafka values.
  public internal(set) var values = 0
  /// Values that were batches or arrays, and those among them without an element.
  public internal(set) var batches = 0
  public internal(set) var emptyBatches = 0
  /// Units: each became one of the next four.
  public internal(set) var records = 0
  public internal(set) var events = 0
  /// Gaps written to both topics; one disposition with two outputs, counted neither as event nor as dead letter.
  public internal(set) var eventsWithDeadLetter = 0
  public internal(set) var skippedForeign = 0
  private var deadLetterCounts: InlineArray<8, Int> = .init(repeating: 0)

  /// Events of texts that a pattern matched, and that no pattern had to match.
  public internal(set) var matched = 0
  public internal(set) var ofOtherPrograms = 0
  /// Records without a time of their own: with the Kafka timestamp in its place, or with none at all.
  public internal(set) var withoutTime = 0
  /// Records with half a surrogate pair, written as U+FFFD.
  public internal(set) var withLoneSurrogate = 0
  /// Texts unwrapped out of `message repeated N times`.
  public internal(set) var repeated = 0
  /// Records that were repaired (`NormalizerOptions.repairs`), whatever became of them; one may be in both.
  public internal(set) var repairedRawNewlines = 0
  public internal(set) var repairedSingleQuotes = 0
  /// Records in which U+FFFD stands for bytes that are not UTF-8 (`--invalid-utf8 replace`).
  public internal(set) var withInvalidUTF8 = 0

  public init() {}

  public var deadLetters: Int {
    var sum = 0
    for index in deadLetterCounts.indices { sum += deadLetterCounts[index] }
    return sum
  }

  public func deadLetters(_ reason: DeadLetterReason) -> Int { deadLetterCounts[reason.place] }

  /// Counts events that were found too large for their topic only when they were sent as the dead letters they became.
  ///
  /// - Parameter gaps: how many of them would have had a dead letter beside them (`--unmatched both`).
  public mutating func turnEventsIntoDeadLetters(tooLarge count: Int, gaps: Int) {
    events -= count - gaps
    eventsWithDeadLetter -= gaps
    deadLetterCounts[DeadLetterReason.tooLarge.place] += count
  }

  mutating func add(_ repairs: JSONRepairs) {
    if repairs.contains(.rawNewlines) { repairedRawNewlines += 1 }
    if repairs.contains(.singleQuotes) { repairedSingleQuotes += 1 }
    if repairs.contains(.invalidUTF8) { withInvalidUTF8 += 1 }
  }

  mutating func addDeadLetter(_ reason: DeadLetterReason) { deadLetterCounts[reason.place] += 1 }
}

/// How many texts of known programs no pattern fitted, and how many records became dead letters, by program.
///
/// A name in a record may be anything, so only those that the catalogue lists are counted apart, and not more than a hundred:
/// the writer of a log decides neither how many counters there are nor which programs have none.
public struct ProgramCounts: Sendable {
  private struct Counter {
    /// As the catalogue lists it: a suffix begins with `*`.
    let name: [UInt8]
    let isSuffix: Bool
    var gaps = 0
    /// By the reason's place among all of them.
    var deadLetters: InlineArray<8, Int> = .init(repeating: 0)
  }

  /// Those of the catalogue, and behind them all other programs, and the records that name none.
  private var counters: [Counter]
  private let placeOfOthers: Int
  private var placeOfNone: Int { placeOfOthers + 1 }

  static let programLimit = 100
  /// What the counters without a program of their own are called.
  public static let otherName = "other"
  public static let noneName = "none"

  /// Counts nothing yet; the names are those of the catalogue's known programs.
  public init(_ catalogue: Catalogue) {
    let names = catalogue.knownPrograms.prefix(Self.programLimit).map { Array($0.utf8) }
    let counters = names.map { Counter(name: $0, isSuffix: $0.first == UInt8(ascii: "*")) }
    placeOfOthers = counters.count
    // A program that is listed by its name is not counted for its ending.
    self.counters =
      counters.filter { !$0.isSuffix } + counters.filter(\.isSuffix)
      + [Self.otherName, Self.noneName].map { Counter(name: Array($0.utf8), isSuffix: false) }
  }

  /// The gaps of each program with a counter of its own, also of those without a gap, and of all others behind them: texts of
  /// PAM modules may come from any program.
  public var gaps: [(program: String, count: Int)] {
    counters[...placeOfOthers].map { (String(decoding: $0.name, as: UTF8.self), $0.gaps) }
  }

  /// Dead letters by reason and program, without those that there are none of; the program of a record that names none, or
  /// cannot be read, is `none`.
  public var deadLetters: [(reason: DeadLetterReason, program: String, count: Int)] {
    DeadLetterReason.allCases.enumerated().flatMap { place, reason in
      counters.compactMap { counter in
        let count = counter.deadLetters[place]
        return count > 0 ? (reason, String(decoding: counter.name, as: UTF8.self), count) : nil
      }
    }
  }

  mutating func addGap(of program: Span<UInt8>) { counters[place(of: program)].gaps += 1 }

  mutating func addDeadLetter(_ reason: DeadLetterReason, of program: Span<UInt8>) {
    let index = program.isEmpty ? placeOfNone : place(of: program)
    counters[index].deadLetters[reason.place] += 1
  }

  private func place(of program: Span<UInt8>) -> Int {
    for index in 0..<placeOfOthers where Self.fits(counters[index], program) { return index }
    return placeOfOthers
  }

  private static func fits(_ counter: Counter, _ program: Span<UInt8>) -> Bool {
    let name = counter.name.span.extracting((counter.isSuffix ? 1 : 0)...)
    guard counter.isSuffix ? program.count >= name.count : program.count == name.count else { return false }
    let start = program.count - name.count
    for index in name.indices where name[index] != program[start + index] { return false }
    return true
  }
}
