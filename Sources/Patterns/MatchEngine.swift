/// The inner loops of the matcher: pointers and numbers only, no references, no generics, no allocation.
///
/// All offsets into the tables come from the compiler of the catalogue; all offsets into the text are held between
/// `start` and `end` by the comparisons next to them.
@safe struct MatchEngine {
  let nodes: UnsafeMutablePointer<MatcherTables.Node>
  let firstBytes: UnsafeMutablePointer<UInt8>
  let lists: UnsafeMutablePointer<MatcherTables.Entry>
  let candidates: UnsafeMutablePointer<MatcherTables.Candidate>
  let stepTable: UnsafeMutablePointer<MatcherTables.Step>
  let marks: UnsafeMutablePointer<MatcherTables.Mark>
  let failures: UnsafeMutablePointer<UInt32>
  let guards: UnsafeMutablePointer<MatcherTables.Guard>
  let markers: UnsafeMutablePointer<MatcherTables.Marker>
  let bytes: UnsafeMutablePointer<UInt8>
  let classes: UnsafeMutablePointer<UInt8>
  let programs: UnsafeMutablePointer<MatcherTables.Program>
  let programMask: Int
  let suffixes: UnsafeMutablePointer<MatcherTables.Program>
  let suffixCount: Int
  let anyRoot: Int32
  let captures: UnsafeMutablePointer<Int>
  /// For each forward step of the last candidate: where its capture and its literal ended.
  let trailEnds: UnsafeMutablePointer<Int>

  typealias Bytes = UnsafePointer<UInt8>

  /// How far the forward steps of a candidate came. A later one often begins with the same steps (the readings of one
  /// pattern do) and goes on from there, or is refused because it would fail at the same place.
  private struct Trail {
    /// The steps, and where their prefix ended; -1 before the first candidate.
    var firstStep = 0
    var start = -1
    /// How many of them were tried, and how many done.
    var stepCount = 0
    var doneCount = 0
    /// Where the text ended for them.
    var end = 0
  }

  /// Uses the memory of the tables, of the captures and of the trail; all must outlive the engine.
  init(tables: MatcherTables, captures: UnsafeMutablePointer<Int>, trail: UnsafeMutablePointer<Int>) {
    unsafe nodes = tables.nodes.start
    unsafe firstBytes = tables.firstBytes.start
    unsafe lists = tables.lists.start
    unsafe candidates = tables.candidates.start
    unsafe stepTable = tables.steps.start
    unsafe marks = tables.marks.start
    unsafe failures = tables.failures.start
    unsafe guards = tables.guards.start
    unsafe markers = tables.markers.start
    unsafe bytes = tables.bytes.start
    unsafe classes = tables.classes.start
    unsafe programs = tables.programs.start
    programMask = tables.programs.count - 1
    unsafe suffixes = tables.suffixes.start
    suffixCount = tables.suffixes.count
    anyRoot = tables.anyRoot
    unsafe self.captures = captures
    unsafe trailEnds = trail
  }

  // MARK: - Programs

  /// The trie of a program's patterns, whether the program is known, and whether any file names it.
  func place(
    of program: UnsafeBufferPointer<UInt8>, steps: inout Int
  ) -> (root: Int32, isKnown: Bool, isListed: Bool) {
    let count = program.count
    steps += count
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in 0..<count {
      hash = unsafe (hash ^ UInt64(program[index])) &* 0x100_0000_01B3
    }
    var slot = Int(truncatingIfNeeded: hash ^ (hash >> 32)) & programMask
    while true {
      let entry = unsafe programs[slot]
      guard entry.isUsed else { break }
      if Int(entry.nameLength) == count {
        steps += count
        if unsafe isEqual(program.baseAddress, at: 0, bytes + Int(entry.name), count: count) {
          return (entry.root, entry.isKnown, true)
        }
      }
      slot = (slot + 1) & programMask
    }
    for index in 0..<suffixCount {
      let entry = unsafe suffixes[index]
      let length = Int(entry.nameLength)
      guard length <= count else { continue }
      steps += length
      if unsafe isEqual(program.baseAddress, at: count - length, bytes + Int(entry.name), count: length) {
        return (entry.root, entry.isKnown, true)
      }
    }
    return (anyRoot, false, false)
  }

  private func isEqual(
    _ text: UnsafePointer<UInt8>?, at offset: Int, _ word: UnsafeMutablePointer<UInt8>, count: Int
  ) -> Bool {
    guard let text = unsafe text else { return count == 0 }
    return unsafe isSame(text + offset, word, count: count)
  }

  // MARK: - Candidates

  /// The index of the first candidate of a trie that fits the text, its captures stored; -1 if none does.
  func firstFit(root: Int32, text: UnsafeBufferPointer<UInt8>, steps: inout Int) -> Int {
    let count = text.count
    // The address of an empty buffer may be nil; no byte of it is read then, so any pointer serves.
    let start = unsafe text.baseAddress ?? UnsafePointer(bytes)
    var node = unsafe nodes[Int(root)]
    var position = 0
    descent: while position < count, node.childCount > 0 {
      let byte = unsafe start[position]
      let first = unsafe firstBytes + Int(node.firstChild)
      var child = 0
      while unsafe first[child] != byte {
        child += 1
        if child == Int(node.childCount) { break descent }
      }
      let next = unsafe nodes[Int(node.firstChild) + child]
      let length = Int(next.labelLength)
      guard length <= count - position else { break }
      let label = unsafe bytes + Int(next.label)
      guard unsafe isSame(start + position, label, count: length) else {
        steps += length
        break
      }
      position += length
      node = next
    }
    steps += min(count, position + 1)
    // Candidates often begin with the same kind at the same place; where its bytes end is found out once for them.
    var runKind = Self.noKind
    var runStart = -1
    var runEnd = 0
    var trail = Trail()
    // The candidates of a section share its markers, which are sought once for all of them.
    var verdict = -1
    var verdictGuard: Int32 = -1
    var entry = unsafe lists + Int(node.list)
    let listEnd = unsafe entry + Int(node.listCount)
    while unsafe entry < listEnd {
      let kind = unsafe entry.pointee.kind
      guard unsafe count >= Int(entry.pointee.minimumLength) else {
        unsafe entry += 1
        continue
      }
      if kind != Self.noKind {
        let prefix = unsafe Int(entry.pointee.prefixLength)
        if kind != runKind || prefix != runStart {
          runKind = kind
          runStart = prefix
          runEnd = unsafe prefix + runForward(kind, start, prefix, count)
          steps += runEnd - prefix + 1
        }
        let place = unsafe runEnd - Int(entry.pointee.anchor)
        var isPossible = place >= prefix
        if isPossible, count - place >= 4 {
          steps += 4
          let word = unsafe UnsafeRawPointer(start + place).loadUnaligned(as: UInt32.self).littleEndian
          isPossible = unsafe word & entry.pointee.mask == entry.pointee.word
        }
        guard isPossible else {
          unsafe entry += Int(entry.pointee.refusedTogether)
          continue
        }
      }
      switch unsafe fit(candidates + Int(entry.pointee.candidate), start, count, &trail, &steps) {
      case .fits:
        let guardIndex = unsafe candidates[Int(entry.pointee.candidate)].guardIndex
        if guardIndex < 0 { return unsafe Int(entry.pointee.candidate) }
        if verdict < 0 || verdictGuard != guardIndex {
          verdict = unsafe isOnce(guards + Int(guardIndex), start, count, &steps) ? 1 : 0
          verdictGuard = guardIndex
        }
        if verdict == 1 { return unsafe Int(entry.pointee.candidate) }
        unsafe entry += 1
      case .failsInFirstStep: unsafe entry += Int(entry.pointee.failingInFirst)
      case .failsInSecondStep: unsafe entry += Int(entry.pointee.failingInSecond)
      case .fails: unsafe entry += 1
      }
    }
    return -1
  }

  /// What became of a candidate; those that begin with the step that failed need no trial.
  private enum Fit {
    case fits, fails, failsInFirstStep, failsInSecondStep

    /// Failing in a forward step, the first one being 0.
    init(failingIn step: Int) { self = step == 0 ? .failsInFirstStep : step == 1 ? .failsInSecondStep : .fails }
  }

  /// Whether a candidate whose prefix fits, and whose minimum length the text has, fits as a whole.
  private func fit(
    _ candidate: UnsafeMutablePointer<MatcherTables.Candidate>, _ text: Bytes, _ count: Int, _ trail: inout Trail,
    _ steps: inout Int
  ) -> Fit {
    var start = unsafe Int(candidate.pointee.prefixLength)
    var end = unsafe count - Int(candidate.pointee.suffixLength)
    steps += count - end
    guard unsafe isLiteral(candidate.pointee.suffix, candidate.pointee.suffixLength, at: end, text) else {
      return .fails
    }
    let kind = unsafe candidate.pointee.remainderKind
    if kind == Self.noKind, start != end { return .fails }
    // A literal that is met first behind the new end is not met before it, and what failed in a longer text fails in a
    // shorter one.
    let stepCount = unsafe Int(candidate.pointee.forwardCount)
    var sharedCount = unsafe trail.start == start ? sameSteps(trail, candidate) : 0
    if sharedCount > trail.doneCount {
      if end <= trail.end { return Fit(failingIn: trail.doneCount) }
      sharedCount = trail.doneCount
    }
    if sharedCount > 0, unsafe trailEnds[2 * sharedCount - 1] > end { return .fails }

    for slot in 0..<(unsafe 2 * Int(candidate.pointee.captureCount)) { unsafe captures[slot] = -1 }
    unsafe storeMarks(candidate.pointee.prefixMarks, candidate.pointee.prefixMarkCount, at: 0)
    unsafe storeMarks(candidate.pointee.suffixMarks, candidate.pointee.suffixMarkCount, at: end)
    var step = unsafe stepTable + Int(candidate.pointee.steps)
    for index in 0..<sharedCount {
      let stop = unsafe trailEnds[2 * index]
      unsafe store(step.pointee.slot, start, stop)
      unsafe storeMarks(step.pointee.marks, step.pointee.markCount, at: stop)
      start = unsafe trailEnds[2 * index + 1]
      unsafe step += 1
    }
    trail = unsafe Trail(
      firstStep: Int(candidate.pointee.steps), start: Int(candidate.pointee.prefixLength), stepCount: sharedCount,
      doneCount: sharedCount, end: end)
    for index in sharedCount..<stepCount {
      trail.stepCount += 1
      start = unsafe forward(step, text, start, end, &steps)
      guard start >= 0 else { return Fit(failingIn: index) }
      unsafe trailEnds[2 * index] = start - Int(step.pointee.literalLength)
      unsafe trailEnds[2 * index + 1] = start
      trail.doneCount += 1
      unsafe step += 1
    }
    for _ in 0..<(unsafe candidate.pointee.backwardCount) {
      end = unsafe backward(step, text, start, end, &steps)
      if end < 0 { return .fails }
      unsafe step += 1
    }
    guard kind != Self.noKind else { return .fits }
    let length = unsafe runForward(kind, text, start, end)
    steps += kind < Self.text ? length + 1 : 0
    guard length == end - start, unsafe isValue(kind, text, start, end) else { return .fails }
    unsafe store(candidate.pointee.remainderSlot, start, end)
    return .fits
  }

  /// How many of the steps that left the trail a candidate begins with, whatever they capture.
  @inline(__always)
  private func sameSteps(_ trail: Trail, _ candidate: UnsafeMutablePointer<MatcherTables.Candidate>) -> Int {
    let limit = unsafe min(trail.stepCount, Int(candidate.pointee.forwardCount))
    let old = unsafe stepTable + trail.firstStep
    let new = unsafe stepTable + Int(candidate.pointee.steps)
    var count = 0
    while count < limit, unsafe old[count].literal == new[count].literal,
      unsafe old[count].literalLength == new[count].literalLength, unsafe old[count].kind == new[count].kind
    {
      count += 1
    }
    return count
  }
}
