/// Tries the patterns of a catalogue on texts, one text at a time.
///
/// Owned by one thread. A match costs time linear in the text for each pattern that shares the text's beginning, and
/// allocates nothing: what was captured is kept in memory that the matcher owns until the next call.
@safe public struct Matcher: ~Copyable {
  /// Two numbers for each capture, its start and its end; both -1 for one that the match has not.
  @usableFromInline let captures: UnsafeMutablePointer<Int>
  /// Whether a pattern file names the program of the last match, so that its texts are its own as far as is known.
  public private(set) var isListedProgram = false
  /// How many captures of the last match can be read.
  @usableFromInline var captureCount = 0

  /// Where the forward steps of the last candidate ended; see `MatchEngine.Trail`.
  private let trail: UnsafeMutablePointer<Int>
  private let tables: MatcherTables
  private let engine: MatchEngine
  /// For texts whose semicolons may be lost.
  private let lenientTables: MatcherTables
  private let lenientEngine: MatchEngine

  public init(_ catalogue: borrowing Catalogue) {
    tables = catalogue.tables
    lenientTables = catalogue.lenientTables
    let size = 2 * max(tables.captureLimit, 1)
    let memory = UnsafeMutablePointer<Int>.allocate(capacity: size)
    unsafe memory.initialize(repeating: -1, count: size)
    unsafe captures = memory
    let placeCount = 2 * max(tables.forwardLimit, lenientTables.forwardLimit) + 1
    let places = UnsafeMutablePointer<Int>.allocate(capacity: placeCount)
    unsafe places.initialize(repeating: 0, count: placeCount)
    unsafe trail = places
    engine = unsafe MatchEngine(tables: tables, captures: memory, trail: places)
    lenientEngine = unsafe MatchEngine(tables: lenientTables, captures: memory, trail: places)
  }

  deinit {
    unsafe captures.deallocate()
    unsafe trail.deallocate()
  }

  /// Finds the first pattern that fits the text of the program, in the order of trial.
  ///
  /// Any bytes may stand in both, also invalid UTF-8, NUL and none at all.
  ///
  /// - Parameter semicolonsMayBeLost: Whether the semicolons of the text may have become blanks, or nothing; see
  ///   `Expansion.semicolonReadings`.
  public mutating func match(
    program: Span<UInt8>, text: Span<UInt8>, semicolonsMayBeLost: Bool = false
  ) -> MatchResult {
    guard semicolonsMayBeLost else { return match(program, text, engine, tables) }
    return match(program, text, lenientEngine, lenientTables)
  }

  @inline(__always)
  private mutating func match(
    _ program: Span<UInt8>, _ text: Span<UInt8>, _ engine: MatchEngine, _ tables: MatcherTables
  ) -> MatchResult {
    captureCount = 0
    var steps = 0
    let place = unsafe program.withUnsafeBufferPointer { bytes in
      unsafe engine.place(of: bytes, steps: &steps)
    }
    isListedProgram = place.isListed
    return unsafe text.withUnsafeBufferPointer { bytes in
      let candidate = unsafe engine.firstFit(root: place.root, text: bytes, steps: &steps)
      if candidate >= 0 {
        captureCount = Int(tables.candidates[candidate].captureCount)
        return MatchResult(outcome: .matched(pattern: Int(tables.candidates[candidate].pattern)), steps: steps)
      }
      if place.isKnown { return MatchResult(outcome: .gap, steps: steps) }
      let isClaimed = unsafe engine.firstFit(root: tables.claimRoot, text: bytes, steps: &steps) >= 0
      return MatchResult(outcome: isClaimed ? .gap : .unknownProgram, steps: steps)
    }
  }

  /// Where in the text of the last match a capture of its pattern stands; nil if it is empty, absent or there is none
  /// with this index.
  @inlinable
  public func captureRange(_ index: Int) -> Range<Int>? {
    guard index >= 0, index < captureCount else { return nil }
    let start = unsafe captures[2 * index]
    let end = unsafe captures[2 * index + 1]
    return start < end ? unsafe Range(uncheckedBounds: (start, end)) : nil
  }
}

/// What the matcher found out about one text.
public struct MatchResult: Sendable, Hashable {
  public enum Outcome: Sendable, Hashable {
    /// The pattern with this index in `Catalogue.patterns` fits.
    case matched(pattern: Int)
    /// No pattern fits although the program is known or the text claimed.
    case gap
    /// No pattern fits and none had to.
    case unknownProgram
  }

  public let outcome: Outcome
  /// How many bytes of program and text were looked at, each as often as it was; a measure of the work.
  public let steps: Int
}
