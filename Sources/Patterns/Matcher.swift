/// Tries the patterns of a catalogue on texts, one text at a time.
///
/// Owned by one thread. A match costs time linear in the text for each pattern that shares the text's beginning. What was
/// captured is kept in memory that the matcher owns until the next call. Only the first text of a program may allocate: its
/// patterns are compiled then, unless another matcher of the catalogue has met the program.
@safe public struct Matcher: ~Copyable {
  /// Two numbers for each capture, its start and its end; both -1 for one that the match has not.
  @usableFromInline let captures: UnsafeMutablePointer<Int>
  /// Whether a pattern file names the program of the last match, so that its texts are its own as far as is known.
  public private(set) var isListedProgram = false
  /// How many captures of the last match can be read.
  @usableFromInline var captureCount = 0

  /// Where the forward steps of the last candidate ended; see `MatchEngine.Trail`.
  private let trail: UnsafeMutablePointer<Int>
  private let store: MatcherStore
  private let programs: ProgramTable
  /// The engines of the lists, those for texts whose semicolons may be lost, and the one of the claims.
  private let engines: UnsafeMutablePointer<MatchEngine?>
  private var listCount: Int { programs.patterns.count }

  public init(_ catalogue: borrowing Catalogue) {
    store = catalogue.store
    programs = store.programs
    let size = 2 * max(store.captureLimit, 1)
    unsafe captures = UnsafeMutablePointer<Int>.allocate(capacity: size)
    unsafe captures.initialize(repeating: -1, count: size)
    let placeCount = 2 * store.stepLimit + 1
    unsafe trail = UnsafeMutablePointer<Int>.allocate(capacity: placeCount)
    unsafe trail.initialize(repeating: 0, count: placeCount)
    let engineCount = 2 * programs.patterns.count + 1
    unsafe engines = UnsafeMutablePointer<MatchEngine?>.allocate(capacity: engineCount)
    unsafe engines.initialize(repeating: nil, count: engineCount)
  }

  deinit {
    unsafe captures.deallocate()
    unsafe trail.deallocate()
    unsafe engines.deallocate()
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
    captureCount = 0
    var steps = 0
    let place = unsafe program.withUnsafeBufferPointer { unsafe programs.program($0, steps: &steps) }
    isListedProgram = place.nameLength > 0
    return unsafe text.withUnsafeBufferPointer { bytes in
      for index in place.firstList..<place.firstList + place.listCount {
        let list = Int(programs.lists[index])
        let slot = semicolonsMayBeLost ? listCount + list : list
        if unsafe engines[slot] == nil {
          compile(MatcherStore.Key(list: list, semicolonsMayBeLost: semicolonsMayBeLost), into: slot)
        }
        guard let candidate = unsafe engines[slot]?.firstFit(text: bytes, steps: &steps) else { continue }
        captureCount = unsafe Int(candidate.pointee.captureCount)
        return MatchResult(outcome: .matched(pattern: unsafe Int(candidate.pointee.pattern)), steps: steps)
      }
      if place.isKnown { return MatchResult(outcome: .gap, steps: steps) }
      let slot = 2 * listCount
      if unsafe engines[slot] == nil { compile(MatcherStore.Key(list: nil, semicolonsMayBeLost: false), into: slot) }
      let isClaimed = unsafe engines[slot]?.firstFit(text: bytes, steps: &steps) != nil
      return MatchResult(outcome: isClaimed ? .gap : .unknownProgram, steps: steps)
    }
  }

  @inline(never)
  private func compile(_ key: MatcherStore.Key, into slot: Int) {
    unsafe engines[slot] = MatchEngine(tables: store.tables(key), captures: captures, trail: trail)
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
