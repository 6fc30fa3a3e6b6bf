/// Compiles patterns that are tried on the same texts into the flat arrays of `MatcherTables`.
struct MatcherCompiler {
  private(set) var nodes: [MatcherTables.Node] = []
  private(set) var firstBytes: [UInt8] = []
  private(set) var lists: [MatcherTables.Entry] = []
  private(set) var candidates: [MatcherTables.Candidate] = []
  private(set) var steps: [MatcherTables.Step] = []
  private(set) var marks: [MatcherTables.Mark] = []
  private(set) var literals = LiteralPool()
  private(set) var guards: [MatcherTables.Guard] = []
  private(set) var markers: [MatcherTables.Marker] = []

  /// What the trie is made of, in the order of trial.
  private var ranked: [Ranked] = []
  /// The prefixes of the candidates, one after the other.
  private var prefixes: [UInt8] = []
  private var beginnings = Beginnings()
  private var knownGuards: [OnceMarkers: Int32] = [:]
  private let semicolonsMayBeLost: Bool

  /// A candidate with what the trie is built by.
  private struct Ranked {
    var entry: MatcherTables.Entry
    /// Where its prefix stands in `prefixes`.
    var prefix: Range<Int>
    var beginning: Beginnings.Entry
  }

  /// - Parameter semicolonsMayBeLost: Whether each pattern is also read without its semicolons.
  init(semicolonsMayBeLost: Bool = false) { self.semicolonsMayBeLost = semicolonsMayBeLost }

  /// Adds a pattern that is tried after those that were added before.
  mutating func add(_ pattern: Pattern) {
    let guardIndex = pattern.once.map { add($0) } ?? -1
    let expansions = semicolonsMayBeLost ? Expansion.semicolonReadings(of: pattern.expansions) : pattern.expansions
    for expansion in expansions {
      add(expansion, pattern: pattern.index, captureCount: pattern.captures.count, guardIndex: guardIndex)
    }
  }

  /// Adds a claim: an expansion without captures and without a pattern.
  mutating func add(_ claim: Expansion) { add(claim, pattern: 0, captureCount: 0, guardIndex: -1) }

  /// The tables of all that was added.
  consuming func finished() -> MatcherCompiler {
    buildTrie()
    return self
  }

  // MARK: - Expansions

  private mutating func add(_ marks: [Expansion.Literal.Mark]) -> UInt32 {
    let start = UInt32(self.marks.count)
    for mark in marks {
      self.marks.append(
        MatcherTables.Mark(slot: Int32(mark.slot), start: UInt32(mark.start), length: UInt32(mark.length)))
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
            bytes: literals.add(spelling), length: UInt32(spelling.count), bit: 1 << UInt64(number),
            isLast: number == once.markers.count - 1))
        entry.secondBytes |= 1 << UInt64(spelling[1] & 63)
      }
    }
    entry.count = UInt32(markers.count) - entry.first
    guards.append(entry)
    knownGuards[once] = Int32(guards.count - 1)
    return Int32(guards.count - 1)
  }

  private mutating func add(_ expansion: Expansion, pattern: Int, captureCount: Int, guardIndex: Int32) {
    let candidate = MatcherTables.Candidate(
      pattern: Int32(pattern), captureCount: Int32(captureCount), minimumLength: UInt32(expansion.minimumLength),
      prefixLength: UInt32(expansion.prefix.bytes.count), prefixMarks: add(expansion.prefix.marks),
      prefixMarkCount: UInt32(expansion.prefix.marks.count), suffix: literals.add(expansion.suffix.bytes),
      suffixLength: UInt32(expansion.suffix.bytes.count), suffixMarks: add(expansion.suffix.marks),
      suffixMarkCount: UInt32(expansion.suffix.marks.count), steps: UInt32(steps.count),
      forwardCount: UInt16(expansion.forward.count), backwardCount: UInt16(expansion.backward.count),
      remainderKind: expansion.remainder?.kind.rawValue ?? 255,
      remainderSlot: Int32(expansion.remainder?.slot ?? -1), guardIndex: guardIndex)
    for pair in expansion.forward { addStep(pair, isBackward: false) }
    for pair in expansion.backward { addStep(pair, isBackward: true) }
    let start = prefixes.count
    prefixes += expansion.prefix.bytes
    ranked.append(
      Ranked(
        entry: entry(of: candidate, expansion), prefix: start..<prefixes.count,
        beginning: beginnings.entry(of: candidate, steps)))
    candidates.append(candidate)
  }

  /// The entry of the next candidate.
  private func entry(of candidate: MatcherTables.Candidate, _ expansion: Expansion) -> MatcherTables.Entry {
    var entry = MatcherTables.Entry(
      candidate: UInt32(candidates.count), minimumLength: candidate.minimumLength,
      prefixLength: candidate.prefixLength, kind: 255, anchor: 0, word: 0, mask: 0)
    guard let first = expansion.forward.first else { return entry }
    let step = steps[Int(candidate.steps)]
    guard step.anchor >= 0 else { return entry }
    entry.kind = step.kind
    entry.anchor = step.anchor
    for (index, byte) in first.literal.bytes.prefix(4).enumerated() {
      entry.word |= UInt32(byte) << UInt32(8 * index)
      entry.mask |= 0xFF << UInt32(8 * index)
    }
    return entry
  }

  /// How far a literal reaches into the run of bytes that a kind allows, seen from the side of the capture; -1 if that
  /// is not given.
  private static func anchor(_ literal: [UInt8], _ kind: CaptureKind, isBackward: Bool) -> Int32 {
    switch kind {
    case .blanks:
      // Whatever follows blanks stands where they end, also nothing.
      return 0
    case .text, .user:
      return -1
    case .number, .port:
      // A number can end before its bytes do: after its digits, or before a second minus.
      return (isBackward ? literal.last : literal.first).map(kind.contains) == false ? 0 : -1
    case .word, .identifier, .address:
      for offset in literal.indices {
        let index = isBackward ? literal.count - 1 - offset : offset
        if !kind.contains(literal[index]) { return Int32(offset) }
      }
      return -1
    }
  }

  private mutating func addStep(_ pair: Expansion.Pair, isBackward: Bool) {
    let literal = pair.literal.bytes
    let (start, failure) = literals.addSought(literal, isBackward: isBackward)
    steps.append(
      MatcherTables.Step(
        kind: pair.kind.rawValue, anchor: Self.anchor(literal, pair.kind, isBackward: isBackward),
        slot: Int32(pair.slot ?? -1), literal: start, literalLength: UInt32(literal.count), failure: failure,
        marks: add(pair.literal.marks), markCount: UInt32(pair.literal.marks.count)))
  }

  // MARK: - The trie

  /// Builds a trie whose nodes list their candidates in the order of trial; breadth first, so that a long chain of
  /// prefixes in a file costs no stack and children stand side by side.
  private mutating func buildTrie() {
    struct Task {
      var node: Int
      /// Places in `order`: those whose prefix begins with the bytes of the node.
      var members: Range<Int>
      var depth: Int
      /// Places in `ranked` of the candidates above, ascending.
      var inherited: [Int]
    }
    let order = rankedByPrefix()
    nodes.append(MatcherTables.Node())
    firstBytes.append(0)
    var tasks = [Task(node: 0, members: order.indices, depth: 0, inherited: [])]
    var next = 0
    while next < tasks.count {
      let task = tasks[next]
      next += 1
      // Those below a node stand side by side and the node's own stand first.
      var start = task.members.lowerBound
      while start < task.members.upperBound, ranked[order[start]].prefix.count == task.depth { start += 1 }
      var list = task.inherited
      // A node without candidates of its own has the list of its parent.
      if start > task.members.lowerBound {
        list = Self.merged(list, order[task.members.lowerBound..<start])
        nodes[task.node].list = UInt32(lists.count)
        nodes[task.node].listCount = UInt32(list.count)
        addList(list)
      }
      nodes[task.node].firstChild = UInt32(nodes.count)
      while start < task.members.upperBound {
        let first = ranked[order[start]].prefix
        let byte = prefixes[first.lowerBound + task.depth]
        var end = start + 1
        while end < task.members.upperBound,
          prefixes[ranked[order[end]].prefix.lowerBound + task.depth] == byte
        { end += 1 }
        // What the first and the last of a sorted run share, all of it share.
        let last = ranked[order[end - 1]].prefix
        let limit = min(first.count, last.count)
        var depth = task.depth + 1
        while depth < limit, prefixes[first.lowerBound + depth] == prefixes[last.lowerBound + depth] { depth += 1 }
        let label = Array(prefixes[first.lowerBound + task.depth..<first.lowerBound + depth])
        nodes.append(
          MatcherTables.Node(
            label: literals.add(label), labelLength: UInt32(label.count), list: nodes[task.node].list,
            listCount: nodes[task.node].listCount))
        firstBytes.append(byte)
        nodes[task.node].childCount += 1
        tasks.append(Task(node: nodes.count - 1, members: start..<end, depth: depth, inherited: list))
        start = end
      }
    }
  }

  /// Places in `ranked` in the order of their prefixes, among equals in the order of trial.
  private func rankedByPrefix() -> [Int] {
    unsafe prefixes.withUnsafeBufferPointer { bytes in
      ranked.indices.sorted { left, right in
        let (one, other) = (ranked[left].prefix, ranked[right].prefix)
        let shared = min(one.count, other.count)
        var index = 0
        while index < shared {
          let (a, b) = unsafe (bytes[one.lowerBound + index], bytes[other.lowerBound + index])
          if a != b { return a < b }
          index += 1
        }
        return one.count != other.count ? one.count < other.count : left < right
      }
    }
  }

  /// Appends the entries of a list and says of each how many of those after it need no trial where it fails.
  private mutating func addList(_ list: [Int]) {
    let base = lists.count
    for place in list { lists.append(ranked[place].entry) }
    for index in list.indices.dropLast().reversed() {
      let next = lists[base + index + 1]
      if lists[base + index].kind != 255, lists[base + index].isRefused(with: next) {
        lists[base + index].refusedTogether = next.refusedTogether + 1
      }
      // What fails with the next one fails with this one too, if the next one does.
      let beginning = ranked[list[index]].beginning
      var place = index + 1
      while place < list.count, beginning.failsInFirst(with: ranked[list[place]].beginning) {
        place += Int(lists[base + place].failingInFirst)
      }
      lists[base + index].failingInFirst = UInt32(place - index)
      place = index + 1
      while place < list.count, beginning.failsInSecond(with: ranked[list[place]].beginning) {
        place += Int(lists[base + place].failingInSecond)
      }
      lists[base + index].failingInSecond = UInt32(place - index)
    }
  }

  private static func merged(_ left: [Int], _ right: ArraySlice<Int>) -> [Int] {
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
