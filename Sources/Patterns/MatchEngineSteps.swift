/// A capture with the literal at its side: matched from the start of the text or from its end, and the searches for it.
extension MatchEngine {
  static let noKind: UInt8 = 255
  static let number = CaptureKind.number.rawValue
  static let blanks = CaptureKind.blanks.rawValue
  static let port = CaptureKind.port.rawValue
  /// The kinds from this one on hold any bytes.
  static let text = CaptureKind.text.rawValue

  /// Matches a capture and the literal behind it from `start` on. Returns where the literal ends, or -1.
  @inline(__always)
  func forward(
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
  func backward(
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
  func runForward(_ kind: UInt8, _ text: Bytes, _ start: Int, _ end: Int) -> Int {
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
  func isValue(_ kind: UInt8, _ text: Bytes, _ start: Int, _ end: Int) -> Bool {
    guard kind < Self.text else { return true }
    guard start < end else { return kind == Self.blanks }
    if kind == Self.number { return unsafe isDigit(text[end - 1]) }
    guard kind == Self.port, end - start == 5 else { return true }
    var value = 0
    for position in start..<end { value = unsafe value * 10 + Int(text[position] & 0x0F) }
    return value <= 65535
  }

  @inline(__always)
  func isLiteral(_ literal: UInt32, _ length: UInt32, at position: Int, _ text: Bytes) -> Bool {
    unsafe isSame(text + position, bytes + Int(literal), count: Int(length))
  }

  /// Compares eight bytes at a time; the last eight may overlap those before them.
  @inline(__always)
  func isSame(_ text: Bytes, _ word: UnsafeMutablePointer<UInt8>, count: Int) -> Bool {
    let here = unsafe UnsafeRawPointer(text)
    let there = UnsafeRawPointer(word)
    guard count >= 8 else {
      for index in 0..<count where unsafe text[index] != word[index] { return false }
      return true
    }
    var index = 0
    while index <= count - 8 {
      if unsafe here.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        != there.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      {
        return false
      }
      index += 8
    }
    return unsafe here.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
      == there.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
  }

  @inline(__always)
  func store(_ slot: Int32, _ start: Int, _ end: Int) {
    guard slot >= 0 else { return }
    unsafe captures[2 * Int(slot)] = start
    unsafe captures[2 * Int(slot) + 1] = end
  }

  @inline(__always)
  func storeMarks(_ first: UInt32, _ count: UInt32, at position: Int) {
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

  // MARK: - Markers

  /// Whether no marker occurs twice: the last one nowhere, the others not before it.
  func isOnce(
    _ once: UnsafeMutablePointer<MatcherTables.Guard>, _ text: Bytes, _ count: Int, _ steps: inout Int
  ) -> Bool {
    let first = unsafe markers + Int(once.pointee.first)
    let spellings = unsafe Int(once.pointee.count)
    let secondBytes = unsafe once.pointee.secondBytes
    var seen: UInt64 = 0
    var isFree = false
    var position = 0
    steps += count
    while position < count - 1 {
      guard unsafe text[position] == 0x20, secondBytes >> UInt64(unsafe text[position + 1] & 63) & 1 == 1 else {
        position += 1
        continue
      }
      var length = 1
      for index in 0..<spellings {
        let marker = unsafe first[index]
        guard !isFree || marker.isLast, Int(marker.length) <= count - position,
          unsafe isLiteral(marker.bytes, marker.length, at: position, text)
        else { continue }
        if seen & marker.bit != 0 { return false }
        seen |= marker.bit
        isFree = isFree || marker.isLast
        length = Int(marker.length)
        break
      }
      steps += spellings + length
      position += length
    }
    return true
  }
}
