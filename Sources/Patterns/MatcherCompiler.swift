/// Compiles patterns into the flat arrays of `MatcherTables`.
struct MatcherCompiler {
  /// An expansion with its place in the order of trial of one trie.
  private struct Ranked {
    var entry: MatcherTables.Entry
    var prefix: [UInt8]
    /// The place of the prefix among all of them in the order of their bytes; equal prefixes have the same one.
    var prefixRank = 0
  }

  private(set) var nodes: [MatcherTables.Node] = []
  private(set) var firstBytes: [UInt8] = []
  private(set) var lists: [MatcherTables.Entry] = []
  private(set) var candidates: [MatcherTables.Candidate] = []
  private(set) var steps: [MatcherTables.Step] = []
  private(set) var marks: [MatcherTables.Mark] = []
  private(set) var failures: [UInt32] = []
  private(set) var bytes: [UInt8] = []
  private(set) var programs: [MatcherTables.Program] = []
  private(set) var suffixes: [MatcherTables.Program] = []
  private(set) var anyRoot: Int32 = 0
  private(set) var claimRoot: Int32 = 0
  private(set) var captureLimit = 0
  private(set) var guards: [MatcherTables.Guard] = []
  private(set) var markers: [MatcherTables.Marker] = []

  /// Patterns that are tried for the same programs keep one trie.
  private var roots: [[Int]: Int32] = [:]
  /// Where in `bytes` a literal stands.
  private var places: [[UInt8]: UInt32] = [:]
  private var rankedByPattern: [[Ranked]] = []
  private var knownGuards: [OnceMarkers: Int32] = [:]
  private let semicolonsMayBeLost: Bool

  /// - Parameter semicolonsMayBeLost: Whether each pattern is also read without its semicolons.
  init(patterns: [Pattern], programs index: ProgramIndex, claims: [Expansion], semicolonsMayBeLost: Bool = false) {
    self.semicolonsMayBeLost = semicolonsMayBeLost
    rankedByPattern = patterns.map { pattern in
      captureLimit = max(captureLimit, pattern.captures.count)
      let guardIndex = pattern.once.map { add($0) } ?? -1
      let expansions = semicolonsMayBeLost ? Expansion.semicolonReadings(of: pattern.expansions) : pattern.expansions
      return expansions.map { expansion in
        add(expansion, pattern: pattern.index, captureCount: pattern.captures.count, guardIndex: guardIndex)
      }
    }
    let claims = claims.map { add($0, pattern: 0, captureCount: 0) }
    let ranks = Self.ranks(of: rankedByPattern.joined().map(\.prefix) + claims.map(\.prefix))
    for pattern in rankedByPattern.indices {
      for place in rankedByPattern[pattern].indices {
        rankedByPattern[pattern][place].prefixRank = ranks[rankedByPattern[pattern][place].prefix] ?? 0
      }
    }
    anyRoot = root(of: index.patternsOfAnyProgram)
    claimRoot = trie(
      claims.map { Ranked(entry: $0.entry, prefix: $0.prefix, prefixRank: ranks[$0.prefix] ?? 0) })

    let exact = index.exactNames
    var size = 4
    while size < exact.count * 2 { size *= 2 }
    programs = Array(repeating: MatcherTables.Program(), count: size)
    for name in exact {
      var slot = Int(truncatingIfNeeded: Self.hash(name)) & (size - 1)
      while programs[slot].isUsed { slot = (slot + 1) & (size - 1) }
      programs[slot] = program(name, patterns: index.patterns(ofExact: name), isKnown: index.isKnown(exact: name))
    }
    for name in index.suffixes {
      suffixes.append(
        program(name, patterns: index.patterns(ofSuffix: name), isKnown: index.isKnown(suffix: name)))
    }
  }

  /// FNV-1a with 64 bits, its high half folded in because the table uses the low bits.
  static func hash(_ name: [UInt8]) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash ^ (hash >> 32)
  }

  private mutating func program(_ name: [UInt8], patterns: [Int], isKnown: Bool) -> MatcherTables.Program {
    MatcherTables.Program(
      name: add(name), nameLength: UInt32(name.count), root: root(of: patterns), isKnown: isKnown, isUsed: true)
  }

  // MARK: - Expansions

  private mutating func add(_ bytes: [UInt8]) -> UInt32 {
    if let known = places[bytes] { return known }
    let start = UInt32(self.bytes.count)
    self.bytes += bytes
    places[bytes] = start
    return start
  }

  private mutating func add(_ marks: [Expansion.Literal.Mark]) -> UInt32 {
    let start = UInt32(self.marks.count)
    self.marks += marks.map {
      MatcherTables.Mark(slot: Int32($0.slot), start: UInt32($0.start), length: UInt32($0.length))
    }
    return start
  }

  private mutating func add(_ once: OnceMarkers) -> Int32 {
    if let known = knownGuards[once] { return known }
    var entry = MatcherTables.Guard(first: UInt32(markers.count))
    for (number, spellings) in once.markers.enumerated() {
      for spelling in semicolonsMayBeLost ? OnceMarkers.semicolonReadings(of: spellings) : spellings {
        markers.append(
          MatcherTables.Marker(
            bytes: add(spelling), length: UInt32(spelling.count), bit: 1 << UInt64(number),
            isLast: number == once.markers.count - 1))
        entry.secondBytes |= 1 << UInt64(spelling[1] & 63)
      }
    }
    entry.count = UInt32(markers.count) - entry.first
    guards.append(entry)
    knownGuards[once] = Int32(guards.count - 1)
    return Int32(guards.count - 1)
  }

  private mutating func add(
    _ expansion: Expansion, pattern: Int, captureCount: Int, guardIndex: Int32 = -1
  ) -> Ranked {
    let steps =
      expansion.forward.map { step($0, isBackward: false) }
      + expansion.backward.map { step($0, isBackward: true) }
    candidates.append(
      MatcherTables.Candidate(
        pattern: Int32(pattern), captureCount: Int32(captureCount), minimumLength: UInt32(expansion.minimumLength),
        prefixLength: UInt32(expansion.prefix.bytes.count), prefixMarks: add(expansion.prefix.marks),
        prefixMarkCount: UInt32(expansion.prefix.marks.count), suffix: add(expansion.suffix.bytes),
        suffixLength: UInt32(expansion.suffix.bytes.count), suffixMarks: add(expansion.suffix.marks),
        suffixMarkCount: UInt32(expansion.suffix.marks.count), steps: UInt32(self.steps.count),
        forwardCount: UInt16(expansion.forward.count), backwardCount: UInt16(expansion.backward.count),
        remainderKind: expansion.remainder?.kind.rawValue ?? 255,
        remainderSlot: Int32(expansion.remainder?.slot ?? -1), guardIndex: guardIndex))
    self.steps += steps
    return Ranked(entry: entry(of: candidates.count - 1), prefix: expansion.prefix.bytes)
  }

  private func entry(of index: Int) -> MatcherTables.Entry {
    let candidate = candidates[index]
    var entry = MatcherTables.Entry(
      candidate: UInt32(index), minimumLength: candidate.minimumLength, prefixLength: candidate.prefixLength, kind: 255,
      anchor: 0, word: 0, mask: 0)
    guard candidate.forwardCount > 0 else { return entry }
    let step = steps[Int(candidate.steps)]
    guard step.anchor >= 0 else { return entry }
    entry.kind = step.kind
    entry.anchor = step.anchor
    for index in 0..<min(4, Int(step.literalLength)) {
      entry.word |= UInt32(bytes[Int(step.literal) + index]) << UInt32(8 * index)
      entry.mask |= 0xFF << UInt32(8 * index)
    }
    return entry
  }

  /// How far a literal reaches into the run of bytes that a kind allows, seen from the side of the capture; -1 if that
  /// is not given.
  private static func anchor(_ literal: [UInt8], _ kind: CaptureKind) -> Int32 {
    switch kind {
    case .blanks:
      // Whatever follows blanks stands where they end, also nothing.
      return 0
    case .text, .user:
      return -1
    case .number, .port:
      // A number can end before its bytes do: after its digits, or before a second minus.
      return literal.first.map(kind.contains) == false ? 0 : -1
    case .word, .identifier, .address:
      return literal.firstIndex { !kind.contains($0) }.map(Int32.init) ?? -1
    }
  }

  private mutating func step(_ pair: Expansion.Pair, isBackward: Bool) -> MatcherTables.Step {
    let literal = pair.literal.bytes
    let failure = UInt32(failures.count)
    failures += Self.failureFunction(isBackward ? literal.reversed() : literal)
    return MatcherTables.Step(
      kind: pair.kind.rawValue, anchor: Self.anchor(isBackward ? literal.reversed() : literal, pair.kind),
      slot: Int32(pair.slot ?? -1),
      literal: add(literal), literalLength: UInt32(literal.count), failure: failure,
      marks: add(pair.literal.marks), markCount: UInt32(pair.literal.marks.count))
  }

  /// For each length of a matched beginning: the longest proper beginning of it that it also ends with.
  private static func failureFunction(_ word: [UInt8]) -> [UInt32] {
    var failure = [UInt32](repeating: 0, count: word.count + 1)
    var length = 0
    for index in word.indices.dropFirst() {
      while length > 0, word[index] != word[length] { length = Int(failure[length]) }
      if word[index] == word[length] { length += 1 }
      failure[index + 1] = UInt32(length)
    }
    return failure
  }

  // MARK: - Tries

  /// Sorted once for all tries.
  private static func ranks(of prefixes: [[UInt8]]) -> [[UInt8]: Int] {
    let sorted = Set(prefixes).sorted { $0.lexicographicallyPrecedes($1) }
    return Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, $0) })
  }

  private mutating func root(of patterns: [Int]) -> Int32 {
    if let known = roots[patterns] { return known }
    let root = trie(patterns.flatMap { rankedByPattern[$0] })
    roots[patterns] = root
    return root
  }

  /// Builds a trie whose nodes list their candidates in the given order; breadth first, so that a long chain of
  /// prefixes in a file costs no stack and children stand side by side.
  private mutating func trie(_ ranked: [Ranked]) -> Int32 {
    struct Task {
      var node: Int
      /// Places in `order`: those whose prefix begins with the bytes of the node.
      var members: Range<Int>
      var depth: Int
      /// Places in `ranked` of the candidates above, ascending.
      var inherited: [Int]
    }
    // In the order of their prefixes, so that those below a node stand side by side and the node's own stand first.
    let order = ranked.indices.sorted { left, right in
      let (one, other) = (ranked[left].prefixRank, ranked[right].prefixRank)
      return one != other ? one < other : left < right
    }
    let root = nodes.count
    nodes.append(MatcherTables.Node())
    firstBytes.append(0)
    var tasks = [Task(node: root, members: order.indices, depth: 0, inherited: [])]
    var next = 0
    while next < tasks.count {
      let task = tasks[next]
      next += 1
      var start = task.members.lowerBound
      while start < task.members.upperBound, ranked[order[start]].prefix.count == task.depth { start += 1 }
      let list = Self.merged(task.inherited, order[task.members.lowerBound..<start])
      nodes[task.node].list = UInt32(lists.count)
      nodes[task.node].listCount = UInt32(list.count)
      lists += linked(list.map { ranked[$0].entry })

      nodes[task.node].firstChild = UInt32(nodes.count)
      while start < task.members.upperBound {
        let first = ranked[order[start]].prefix
        let byte = first[task.depth]
        var end = start + 1
        while end < task.members.upperBound, ranked[order[end]].prefix[task.depth] == byte { end += 1 }
        // What the first and the last of a sorted run share, all of it share.
        let last = ranked[order[end - 1]].prefix
        var depth = task.depth + 1
        while depth < first.count, depth < last.count, first[depth] == last[depth] { depth += 1 }
        let label = Array(first[task.depth..<depth])
        nodes.append(MatcherTables.Node(label: add(label), labelLength: UInt32(label.count)))
        firstBytes.append(byte)
        nodes[task.node].childCount += 1
        tasks.append(Task(node: nodes.count - 1, members: start..<end, depth: depth, inherited: list))
        start = end
      }
    }
    return Int32(root)
  }

  private static func merged(_ left: [Int], _ right: ArraySlice<Int>) -> [Int] {
    guard !right.isEmpty else { return left }
    var merged: [Int] = []
    merged.reserveCapacity(left.count + right.count)
    var index = left.startIndex
    for place in right {
      while index < left.endIndex, left[index] < place {
        merged.append(left[index])
        index += 1
      }
      merged.append(place)
    }
    merged += left[index...]
    return merged
  }
}
