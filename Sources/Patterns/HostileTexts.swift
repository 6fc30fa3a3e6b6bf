/// What an attacker puts into a part of a line: the words, beginnings, ends and whole lines of all patterns.
///
/// Texts are known by their places in `pool`, which holds each once.
struct HostileTexts: Sendable {
  /// Those to try in a line, the nearest first.
  struct Selection: Sendable {
    var texts: [Int] = []
    /// How many of them, at the beginning, are of patterns that are tried for the line's program.
    var nearCount = 0
  }

  private(set) var pool: [[UInt8]] = []
  /// Of each line.
  private var ofSkeleton: [[Int]] = []
  private var ofPattern: [[Int]]
  /// Whether a text is one of a pattern that the trial is about.
  private var isFocused: [Bool] = []
  private var programs: [[UInt8]: Selection] = [:]
  /// How many texts of other programs a line is tried with at most; the next line is tried with others.
  private static let farCount = 1000

  /// - Parameter focus: by pattern, whether the trial is about it.
  init(_ skeletons: [LineSkeleton], _ catalogue: Catalogue, focus: [Bool]) {
    ofPattern = Array(repeating: [], count: catalogue.patterns.count)
    var places: [[UInt8]: Int] = [:]
    for skeleton in skeletons {
      var own: [Int] = []
      for text in Self.texts(of: skeleton) {
        let place = places[text] ?? pool.count
        if place == pool.count {
          places[text] = place
          pool.append(text)
          isFocused.append(false)
        }
        own.append(place)
        if focus[skeleton.pattern] { isFocused[place] = true }
      }
      ofSkeleton.append(own)
      ofPattern[skeleton.pattern] += own
    }
    let words = catalogue.patterns.map(Self.words)
    for program in Set(skeletons.map(\.program)) {
      programs[program] = selection(of: catalogue.patternIndexes(ofProgram: program), words)
    }
  }

  /// The texts to try in the parts of a line: those of the line itself, of its program's patterns, of all others.
  ///
  /// - Parameters:
  ///   - isFocused: Whether the trial is about the line's pattern; if not, only texts of such patterns are tried.
  ///   - limit: How many of its program and of others, spread evenly, and four times as many of its own; nil for all of
  ///     its program and some of others.
  func selection(of index: Int, program: [UInt8], isFocused: Bool, limit: Int?) -> Selection {
    func chosen(_ texts: ArraySlice<Int>, _ limit: Int?) -> [Int] {
      isFocused
        ? Self.spread(texts, limit: limit, from: index)
        : Self.spread(texts.filter { self.isFocused[$0] }[...], limit: limit, from: index)
    }
    let all = programs[program] ?? Selection()
    var selection = Selection()
    // All its own are among those of its program.
    if let limit { selection.texts = chosen(ofSkeleton[index][...], 4 * limit) }
    selection.texts += chosen(all.texts[..<all.nearCount], limit)
    selection.nearCount = selection.texts.count
    selection.texts += chosen(all.texts[all.nearCount...], limit ?? Self.farCount)
    return selection
  }

  /// All texts for the lines of one program.
  ///
  /// Of the texts of other programs those are the same to its patterns that differ in words which none of them has.
  private func selection(of patterns: [Int], _ words: [Set<[UInt8]>]) -> Selection {
    var near = Array(repeating: false, count: pool.count)
    for pattern in patterns { for text in ofPattern[pattern] { near[text] = true } }
    var selection = Selection(texts: pool.indices.filter { near[$0] })
    selection.nearCount = selection.texts.count
    let known = patterns.reduce(into: Set<[UInt8]>()) { $0.formUnion(words[$1]) }
    var seen: Set<[UInt8]> = []
    for text in pool.indices where !near[text] {
      if seen.insert(Self.reduced(pool[text], to: known)).inserted || isFocused[text] { selection.texts.append(text) }
    }
    return selection
  }

  /// The words that a pattern has of its own, and those that every attacker's text has.
  private static func words(of pattern: Pattern) -> Set<[UInt8]> {
    var words = Set(CaptureKind.allCases.flatMap { $0.forgedValue.split { !isAlphanumeric($0) } }.map(Array.init))
    for expansion in pattern.expansions {
      let literals = [expansion.prefix, expansion.suffix] + (expansion.forward + expansion.backward).map(\.literal)
      for literal in literals { words.formUnion(literal.bytes.split { !isAlphanumeric($0) }.map(Array.init)) }
    }
    return words
  }

  /// The text with `x` for each word that is not known.
  private static func reduced(_ text: [UInt8], to known: Set<[UInt8]>) -> [UInt8] {
    var reduced: [UInt8] = []
    var word: [UInt8] = []
    for byte in text {
      if isAlphanumeric(byte) {
        word.append(byte)
        continue
      }
      if !word.isEmpty { reduced += known.contains(word) ? word : [UInt8(ascii: "x")] }
      word.removeAll(keepingCapacity: true)
      reduced.append(byte)
    }
    if !word.isEmpty { reduced += known.contains(word) ? word : [UInt8(ascii: "x")] }
    return reduced
  }

  /// Ends first, since they can stand in for what follows the attacker's part.
  private static func texts(of skeleton: LineSkeleton) -> [[UInt8]] {
    let pieces = skeleton.forgedPieces
    let x = UInt8(ascii: "x")
    var texts: [[UInt8]] = []
    func append(_ text: [UInt8]) {
      if !text.isEmpty, !texts.contains(text) { texts.append(text) }
    }
    for start in pieces.indices.dropFirst() { append([x] + pieces[start...].joined()) }
    append(Array(pieces.joined()))
    append([x, 0x20] + pieces.joined())
    for end in pieces.indices.dropFirst() {
      append(Array(pieces[..<end].joined()))
      append([x] + pieces[..<end].joined())
    }
    for (piece, bytes) in zip(skeleton.pieces, pieces) where piece.part == nil {
      append(bytes)
      append([x] + bytes + [x])
    }
    return texts
  }

  /// Every so many-th, beginning at another one for each line.
  private static func spread(_ texts: ArraySlice<Int>, limit: Int?, from start: Int) -> [Int] {
    guard let limit, texts.count > limit, limit > 0 else { return limit == 0 ? [] : Array(texts) }
    let stride = texts.count / limit
    return (0..<limit).map { texts[texts.startIndex + (start + $0 * stride) % texts.count] }
  }
}
