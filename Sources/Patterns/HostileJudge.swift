/// Fills the gaps of lines and judges what the catalogue reads; owned by one thread.
///
/// Fields, events and texts are numbers and bytes in memory that is used again, since some hundred million lines are judged.
struct HostileJudge: ~Copyable {
  /// What of a pattern the judgement needs.
  struct Reader: Sendable {
    /// The number of each capture's field.
    var paths: [Int]
    /// Whether the capture must be true: its writer is known.
    var proves: [Bool]
    var isSuccess: Bool
    /// The same for all wordings of an event.
    var event: Int
  }

  private struct Part {
    var range: Range<Int>
    var path: Int
  }

  private let catalogue: Catalogue
  private let readers: [Reader]
  private var matcher: Matcher
  private(set) var text: [UInt8] = []
  private var parts: [Part] = []
  private var named: [Range<Int>] = []

  init(_ catalogue: Catalogue, _ readers: [Reader]) {
    self.catalogue = catalogue
    self.readers = readers
    matcher = Matcher(catalogue)
  }

  /// Numbers for fields and events.
  static func readers(of catalogue: Catalogue) -> [Reader] {
    var paths: [String: Int] = [:]
    var events: [[String]: Int] = [:]
    return catalogue.patterns.map { pattern in
      let fields = pattern.captures.map { capture in
        let number = paths[capture.field.path] ?? paths.count
        paths[capture.field.path] = number
        return number
      }
      let key = [pattern.file, pattern.title]
      let event = events[key] ?? events.count
      events[key] = event
      return Reader(
        paths: fields, proves: pattern.writers.map { $0?.provesNothing != true },
        isSuccess: pattern.meaning.outcome == .success, event: event)
    }
  }

  /// Whether the line as it stands is still its own event's after an agent has lost its semicolons.
  mutating func reads(_ skeleton: LineSkeleton, without semicolon: [UInt8]) -> Bool {
    let line = HostileFrame.left(Array(skeleton.pieces.map(\.bytes).joined()), semicolon)
    let result = matcher.match(program: skeleton.program.span, text: line.span, semicolonsMayBeLost: true)
    guard case .matched(let reader) = result.outcome else { return false }
    return readers[reader].event == readers[skeleton.pattern].event
  }

  enum Verdict {
    case gap
    /// All fields hold what is theirs.
    case right
    /// The capture with this index of the reader holds what is not its own; nil: the outcome became a success.
    case forged(reader: Int, slot: Int?)
  }

  /// Writes the words into the frame's gaps and judges the line, which is `text` then.
  mutating func judge(_ frame: HostileFrame, filledWith words: [UInt8], areWritten: Bool) -> Verdict {
    text.removeAll(keepingCapacity: true)
    parts.removeAll(keepingCapacity: true)
    named.removeAll(keepingCapacity: true)
    for piece in frame.pieces {
      let start = text.count
      if let writer = piece.writer {
        text += areWritten ? words : frame.written(words, by: writer)
        parts.append(Part(range: start..<text.count, path: piece.path))
      } else {
        text += piece.bytes
        if piece.isNamed { named.append(start..<text.count) }
      }
    }
    let isLossy = frame.semicolon != [UInt8(ascii: ";")]
    let (program, line) = (frame.program, text)
    let result = matcher.match(program: program.span, text: line.span, semicolonsMayBeLost: isLossy)
    guard case .matched(let reader) = result.outcome else { return .gap }
    return verdict(on: frame, readBy: reader)
  }

  /// A field may hold the words of the part that it is written from, the program's own value, or nothing; a field whose
  /// writer proves nothing may hold anything.
  private func verdict(on frame: HostileFrame, readBy reader: Int) -> Verdict {
    for slot in readers[reader].paths.indices where readers[reader].proves[slot] {
      guard let range = matcher.captureRange(slot) else { continue }
      let path = readers[reader].paths[slot]
      var isOwned = false
      var isTrue = false
      for part in parts where !part.range.isEmpty && part.range.overlaps(range) {
        isOwned = true
        // Another wording of the event names what this one leaves open.
        if part.path == path
          || (part.path < 0 && part.range == range && readers[reader].event == readers[frame.pattern].event)
        {
          isTrue = true
        }
      }
      if !isOwned {
        if let known = frame.honest.first(where: { $0.path == path }) {
          isTrue = known.bytes.elementsEqual(text[range])
        } else {
          // Another wording may read what this one leaves open: none of these bytes are the attacker's.
          isTrue = !named.contains { $0.overlaps(range) }
        }
      }
      if !isTrue { return .forged(reader: reader, slot: slot) }
    }
    let isStolen = readers[reader].isSuccess && !readers[frame.pattern].isSuccess
    return isStolen ? .forged(reader: reader, slot: nil) : .right
  }

  /// The line of the last judgement, for people.
  func forgery(in frame: HostileFrame, readBy reader: Int, slot: Int?) -> Forgery {
    let line = HostileLine(frame: frame, text: text)
    guard let slot else {
      return Forgery(line: line, reader: reader, description: "event.outcome is success", path: "event.outcome")
    }
    let path = catalogue.patterns[reader].captures[slot].field.path
    let value = Array(matcher.captureRange(slot).map { text[$0] } ?? [])
    let known = frame.honest.first { $0.path == readers[reader].paths[slot] }
    let expected = known.map { " instead of \(quoted($0.bytes))" } ?? ""
    return Forgery(line: line, reader: reader, description: "\(path) is \(quoted(value))\(expected)", path: path)
  }
}
