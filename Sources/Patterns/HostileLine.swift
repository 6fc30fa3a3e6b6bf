/// A line of a pattern in which somebody has written what he likes into the parts that are his.
public struct HostileLine: Sendable {
  /// The index of the pattern whose line it is, in `Catalogue.patterns`.
  public let pattern: Int
  /// The name of the program that the line claims to come from.
  public let program: [UInt8]
  /// The line, without the program.
  public let text: [UInt8]

  /// A part that holds the attacker's words.
  struct Part {
    var range: Range<Int>
    /// The field that it may be written into; nil if none.
    var path: String?
  }

  let parts: [Part]
  /// The fields that the attacker's words belong to.
  public var ownPaths: Set<String> { Set(parts.compactMap(\.path)) }
  /// The parts with a name that hold the sample's text.
  let named: [Range<Int>]
  /// The values of all other fields, by path: what the program itself says.
  let honest: [String: [UInt8]]

  /// Nil where none of the writers can write the text.
  ///
  /// - Parameter semicolon: What an agent leaves of a semicolon.
  init?(
    _ skeleton: LineSkeleton, of pattern: Pattern, filling: [Int], with filler: [UInt8],
    semicolon: [UInt8] = [UInt8(ascii: ";")]
  ) {
    self.pattern = pattern.index
    program = skeleton.program
    var text: [UInt8] = []
    var parts: [Part] = []
    var named: [Range<Int>] = []
    var honest: [String: [UInt8]] = [:]
    func left(_ bytes: [UInt8]) -> [UInt8] {
      guard semicolon != [UInt8(ascii: ";")] else { return bytes }
      return bytes.flatMap { $0 == UInt8(ascii: ";") ? semicolon : [$0] }
    }
    for (index, piece) in skeleton.pieces.enumerated() {
      let start = text.count
      guard let part = piece.part, filling.contains(index), let words = part.writer.writable(filler) else {
        let bytes = left(piece.bytes)
        text += bytes
        if piece.part?.slot != nil { named.append(start..<text.count) }
        if let slot = piece.part?.slot, !bytes.isEmpty { honest[pattern.captures[slot].field.path] = bytes }
        continue
      }
      text += left(pattern.encoding.written(words))
      parts.append(Part(range: start..<text.count, path: part.slot.map { pattern.captures[$0].field.path }))
    }
    guard !parts.isEmpty else { return nil }
    for (slot, word) in skeleton.words { honest[pattern.captures[slot].field.path] = left(word) }
    self.text = text
    self.parts = parts
    self.named = named
    self.honest = honest
  }
}

/// A field, or an outcome, that an attacker has decided who must not.
public struct Forgery: Sendable, CustomStringConvertible {
  /// The line that was read.
  public let line: HostileLine
  /// The index of the pattern that read the line wrongly.
  public let reader: Int
  /// What was read, e.g. `source.address is "198.51.100.66"`.
  public let description: String
  /// The field, or `event.outcome`.
  public let path: String
}

extension Catalogue {
  /// Judges what the last match of the matcher makes of the line: nil if no field holds what is not its own.
  ///
  /// A field may hold the words of the part that it is written from, the program's own value, or nothing; a field whose
  /// writer proves nothing may hold anything.
  func forgery(in line: HostileLine, readBy reader: Int, _ matcher: borrowing Matcher) -> Forgery? {
    let pattern = patterns[reader]
    let own = patterns[line.pattern]
    // Another wording of the event names what this one leaves open.
    let isSameEvent = own.title == pattern.title && own.file == pattern.file
    for (slot, capture) in pattern.captures.enumerated() where pattern.writers[slot]?.provesNothing != true {
      guard let range = matcher.captureRange(slot) else { continue }
      let path = capture.field.path
      let owners = line.parts.filter { !$0.range.isEmpty && $0.range.overlaps(range) }
      let value = Array(line.text[range])
      let isTrue =
        if owners.isEmpty {
          // Another wording may read what this one leaves open: none of these bytes are the attacker's.
          line.honest[path] == value || (line.honest[path] == nil && !line.named.contains { $0.overlaps(range) })
        } else {
          owners.contains { $0.path == path || ($0.path == nil && $0.range == range && isSameEvent) }
        }
      if !isTrue {
        let expected = line.honest[path].map { " instead of \(quoted($0))" } ?? ""
        return Forgery(line: line, reader: reader, description: "\(path) is \(quoted(value))\(expected)", path: path)
      }
    }
    let outcome = pattern.meaning.outcome
    if outcome == .success, own.meaning.outcome != .success {
      return Forgery(line: line, reader: reader, description: "event.outcome is success", path: "event.outcome")
    }
    return nil
  }
}
