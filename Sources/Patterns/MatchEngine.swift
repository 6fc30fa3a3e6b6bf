/// The inner loops of the matcher: pointers and numbers only, no references, no generics, no allocation.
///
/// All offsets into the tables come from the compiler of the catalogue; all offsets into the text are held between
/// `start` and `end` by the comparisons next to them.
@safe struct MatchEngine {
  private let nodes: UnsafeMutablePointer<MatcherTables.Node>
  private let firstBytes: UnsafeMutablePointer<UInt8>
  private let lists: UnsafeMutablePointer<MatcherTables.Entry>
  private let candidates: UnsafeMutablePointer<MatcherTables.Candidate>
  private let stepTable: UnsafeMutablePointer<MatcherTables.Step>
  private let marks: UnsafeMutablePointer<MatcherTables.Mark>
  private let failures: UnsafeMutablePointer<UInt32>
  private let bytes: UnsafeMutablePointer<UInt8>
  private let classes: UnsafeMutablePointer<UInt8>
  private let programs: UnsafeMutablePointer<MatcherTables.Program>
  private let programMask: Int
  private let suffixes: UnsafeMutablePointer<MatcherTables.Program>
  private let suffixCount: Int
  private let anyRoot: Int32
  private let captures: UnsafeMutablePointer<Int>

  private typealias Bytes = UnsafePointer<UInt8>

  /// Uses the memory of the tables and of the captures; both must outlive the engine.
  init(tables: MatcherTables, captures: UnsafeMutablePointer<Int>) {
    unsafe nodes = tables.nodes.start
    unsafe firstBytes = tables.firstBytes.start
    unsafe lists = tables.lists.start
    unsafe candidates = tables.candidates.start
    unsafe stepTable = tables.steps.start
    unsafe marks = tables.marks.start
    unsafe failures = tables.failures.start
    unsafe bytes = tables.bytes.start
    unsafe classes = tables.classes.start
    unsafe programs = tables.programs.start
    programMask = tables.programs.count - 1
    unsafe suffixes = tables.suffixes.start
    suffixCount = tables.suffixes.count
    anyRoot = tables.anyRoot
    unsafe self.captures = captures
  }

  // MARK: - Programs

  /// The trie of a program's patterns, and whether the program is known.
  func place(of program: UnsafeBufferPointer<UInt8>, steps: inout Int) -> (root: Int32, isKnown: Bool) {
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
          return (entry.root, entry.isKnown)
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
        return (entry.root, entry.isKnown)
      }
    }
    return (anyRoot, false)
  }

  private func isEqual(
    _ text: UnsafePointer<UInt8>?, at offset: Int, _ word: UnsafeMutablePointer<UInt8>, count: Int
  ) -> Bool {
    guard let text = unsafe text else { return count == 0 }
    for index in 0..<count where unsafe text[offset + index] != word[index] { return false }
    return true
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
      var index = 1
      while index < length {
        if unsafe start[position + index] != label[index] {
          steps += index
          break descent
        }
        index += 1
      }
      position += length
      node = next
    }
    steps += min(count, position + 1)
    // Candidates often begin with the same kind at the same place; where its bytes end is found out once for them.
    var runKind = Self.noKind
    var runStart = -1
    var runEnd = 0
    var entry = unsafe lists + Int(node.list)
    for _ in 0..<node.listCount {
      let kind = unsafe entry.pointee.kind
      var isPossible = unsafe count >= Int(entry.pointee.minimumLength)
      if isPossible, kind != Self.noKind {
        let prefix = unsafe Int(entry.pointee.prefixLength)
        if kind != runKind || prefix != runStart {
          runKind = kind
          runStart = prefix
          runEnd = unsafe prefix + runForward(kind, start, prefix, count)
          steps += runEnd - prefix + 1
        }
        let place = unsafe runEnd - Int(entry.pointee.anchor)
        if place < prefix {
          isPossible = false
        } else if count - place >= 4 {
          steps += 4
          let word = unsafe UnsafeRawPointer(start + place).loadUnaligned(as: UInt32.self).littleEndian
          isPossible = unsafe word & entry.pointee.mask == entry.pointee.word
        }
      }
      if isPossible, unsafe fits(candidates + Int(entry.pointee.candidate), start, count, &steps) {
        return unsafe Int(entry.pointee.candidate)
      }
      unsafe entry += 1
    }
    return -1
  }

  /// Whether a candidate whose prefix fits, fits as a whole.
  private func fits(
    _ candidate: UnsafeMutablePointer<MatcherTables.Candidate>, _ text: Bytes, _ count: Int, _ steps: inout Int
  ) -> Bool {
    guard unsafe count >= Int(candidate.pointee.minimumLength) else { return false }
    var start = unsafe Int(candidate.pointee.prefixLength)
    var end = unsafe count - Int(candidate.pointee.suffixLength)
    steps += count - end
    guard unsafe isLiteral(candidate.pointee.suffix, candidate.pointee.suffixLength, at: end, text) else {
      return false
    }
    let kind = unsafe candidate.pointee.remainderKind
    if kind == Self.noKind, start != end { return false }

    for slot in 0..<(unsafe 2 * Int(candidate.pointee.captureCount)) { unsafe captures[slot] = -1 }
    unsafe storeMarks(candidate.pointee.prefixMarks, candidate.pointee.prefixMarkCount, at: 0)
    unsafe storeMarks(candidate.pointee.suffixMarks, candidate.pointee.suffixMarkCount, at: end)
    var step = unsafe stepTable + Int(candidate.pointee.steps)
    for _ in 0..<(unsafe candidate.pointee.forwardCount) {
      start = unsafe forward(step, text, start, end, &steps)
      if start < 0 { return false }
      unsafe step += 1
    }
    for _ in 0..<(unsafe candidate.pointee.backwardCount) {
      end = unsafe backward(step, text, start, end, &steps)
      if end < 0 { return false }
      unsafe step += 1
    }
    guard kind != Self.noKind else { return true }
    let length = unsafe runForward(kind, text, start, end)
    steps += kind < Self.text ? length + 1 : 0
    guard length == end - start, unsafe isValue(kind, text, start, end) else { return false }
    unsafe store(candidate.pointee.remainderSlot, start, end)
    return true
  }

  // MARK: - Steps

  private static let noKind: UInt8 = 255
  private static let number = CaptureKind.number.rawValue
  private static let blanks = CaptureKind.blanks.rawValue
  private static let port = CaptureKind.port.rawValue
  /// The kinds from this one on hold any bytes.
  private static let text = CaptureKind.text.rawValue

  /// Matches a capture and the literal behind it from `start` on. Returns where the literal ends, or -1.
  @inline(__always)
  private func forward(
    _ step: UnsafeMutablePointer<MatcherTables.Step>, _ text: Bytes, _ start: Int, _ end: Int, _ steps: inout Int
  ) -> Int {
    let kind = unsafe step.pointee.kind
    let length = unsafe Int(step.pointee.literalLength)
    var stop: Int
    let anchor = unsafe Int(step.pointee.anchor)
    if anchor >= 0 {
      stop = unsafe start + runForward(kind, text, start, end) - anchor
      steps += stop + anchor - start + 1
      guard stop >= start, length <= end - stop else { return -1 }
      steps += length
      guard unsafe isLiteral(step.pointee.literal, step.pointee.literalLength, at: stop, text) else { return -1 }
    } else {
      var limit = end
      var from = start
      if kind < Self.text {
        let run = unsafe runForward(kind, text, start, end)
        steps += run + 1
        limit = min(end, start + run + length)
        from += 1
      }
      stop = unsafe search(step, text, from, limit, &steps)
      guard stop >= 0 else { return -1 }
    }
    guard unsafe isValue(kind, text, start, stop) else { return -1 }
    unsafe store(step.pointee.slot, start, stop)
    unsafe storeMarks(step.pointee.marks, step.pointee.markCount, at: stop)
    return stop + length
  }

  /// Matches a capture that ends at `end` and the literal before it. Returns where the literal begins, or -1.
  @inline(__always)
  private func backward(
    _ step: UnsafeMutablePointer<MatcherTables.Step>, _ text: Bytes, _ start: Int, _ end: Int, _ steps: inout Int
  ) -> Int {
    let kind = unsafe step.pointee.kind
    let length = unsafe Int(step.pointee.literalLength)
    var stop: Int
    let anchor = unsafe Int(step.pointee.anchor)
    if anchor >= 0 {
      stop = unsafe end - runBackward(kind, text, start, end) + anchor
      steps += end - stop + anchor + 1
      guard stop <= end, length <= stop - start else { return -1 }
      steps += length
      guard unsafe isLiteral(step.pointee.literal, step.pointee.literalLength, at: stop - length, text) else {
        return -1
      }
    } else {
      var limit = start
      var from = end
      if kind < Self.text {
        let run = unsafe runBackward(kind, text, start, end)
        steps += run + 1
        limit = max(start, end - run - length)
        from -= 1
      }
      stop = unsafe searchBackward(step, text, limit, from, &steps)
      guard stop >= 0 else { return -1 }
    }
    guard unsafe isValue(kind, text, stop, end) else { return -1 }
    unsafe store(step.pointee.slot, stop, end)
    unsafe storeMarks(step.pointee.marks, step.pointee.markCount, at: stop - length)
    return stop - length
  }

  /// How many bytes from `start` on can be the beginning of a capture.
  @inline(__always)
  private func runForward(_ kind: UInt8, _ text: Bytes, _ start: Int, _ end: Int) -> Int {
    guard kind < Self.text else { return end - start }
    var position = start
    if kind == Self.number || kind == Self.port {
      var limit = 5
      if kind == Self.number {
        limit = 19
        if position < end, unsafe text[position] == UInt8(ascii: "-") { position += 1 }
      }
      limit = min(end, position + limit)
      while position < limit, unsafe isDigit(text[position]) { position += 1 }
      return position - start
    }
    let bit = UInt8(1) << kind
    while position < end, unsafe classes[Int(text[position])] & bit != 0 { position += 1 }
    return position - start
  }

  /// How many bytes before `end` can be the end of a capture.
  @inline(__always)
  private func runBackward(_ kind: UInt8, _ text: Bytes, _ start: Int, _ end: Int) -> Int {
    guard kind < Self.text else { return end - start }
    var position = end
    if kind == Self.number || kind == Self.port {
      let limit = max(start, end - (kind == Self.number ? 19 : 5))
      while position > limit, unsafe isDigit(text[position - 1]) { position -= 1 }
      if kind == Self.number, position < end, position > start, unsafe text[position - 1] == UInt8(ascii: "-") {
        position -= 1
      }
      return end - position
    }
    let bit = UInt8(1) << kind
    while position > start, unsafe classes[Int(text[position - 1])] & bit != 0 { position -= 1 }
    return end - position
  }

  /// Whether bytes that a run has let pass are a value as a whole.
  @inline(__always)
  private func isValue(_ kind: UInt8, _ text: Bytes, _ start: Int, _ end: Int) -> Bool {
    guard kind < Self.text else { return true }
    guard start < end else { return kind == Self.blanks }
    if kind == Self.number { return unsafe isDigit(text[end - 1]) }
    guard kind == Self.port, end - start == 5 else { return true }
    var value = 0
    for position in start..<end { value = unsafe value * 10 + Int(text[position] & 0x0F) }
    return value <= 65535
  }

  @inline(__always)
  private func isLiteral(_ literal: UInt32, _ length: UInt32, at position: Int, _ text: Bytes) -> Bool {
    let word = unsafe bytes + Int(literal)
    let here = unsafe text + position
    for index in 0..<Int(length) where unsafe here[index] != word[index] { return false }
    return true
  }

  @inline(__always)
  private func store(_ slot: Int32, _ start: Int, _ end: Int) {
    guard slot >= 0 else { return }
    unsafe captures[2 * Int(slot)] = start
    unsafe captures[2 * Int(slot) + 1] = end
  }

  @inline(__always)
  private func storeMarks(_ first: UInt32, _ count: UInt32, at position: Int) {
    for index in 0..<Int(count) {
      let mark = unsafe marks[Int(first) + index]
      store(mark.slot, position + Int(mark.start), position + Int(mark.start) + Int(mark.length))
    }
  }

  // MARK: - Searches

  /// Where the literal of a step begins for the first time between `start` and `end`, or -1.
  ///
  /// Knuth, Morris and Pratt: no literal, however it repeats itself, makes a byte be looked at more than twice.
  private func search(
    _ step: UnsafeMutablePointer<MatcherTables.Step>, _ text: Bytes, _ start: Int, _ end: Int, _ steps: inout Int
  ) -> Int {
    let word = unsafe bytes + Int(step.pointee.literal)
    let length = unsafe Int(step.pointee.literalLength)
    let failure = unsafe failures + Int(step.pointee.failure)
    let first = unsafe word[0]
    var position = start
    var matched = 0
    while position < end {
      if matched == 0 {
        let from = position
        while unsafe text[position] != first {
          position += 1
          if position == end {
            steps += position - from
            return -1
          }
        }
        steps += position - from + 1
        matched = 1
        position += 1
      } else {
        steps += 1
        if unsafe text[position] == word[matched] {
          matched += 1
          position += 1
        } else {
          matched = unsafe Int(failure[matched])
          continue
        }
      }
      if matched == length { return position - length }
    }
    return -1
  }

  /// Where the literal of a step ends for the last time between `start` and `end`, or -1.
  private func searchBackward(
    _ step: UnsafeMutablePointer<MatcherTables.Step>, _ text: Bytes, _ start: Int, _ end: Int, _ steps: inout Int
  ) -> Int {
    let length = unsafe Int(step.pointee.literalLength)
    let last = unsafe bytes + Int(step.pointee.literal) + length - 1
    let failure = unsafe failures + Int(step.pointee.failure)
    var position = end
    var matched = 0
    while position > start {
      steps += 1
      if unsafe text[position - 1] == last[-matched] {
        matched += 1
        position -= 1
        if matched == length { return position + length }
      } else if matched == 0 {
        position -= 1
      } else {
        matched = unsafe Int(failure[matched])
      }
    }
    return -1
  }
}
