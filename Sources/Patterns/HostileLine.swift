/// A line of a pattern in which somebody has written what he likes into the parts that are his.
public struct HostileLine: Sendable {
  let frame: HostileFrame
  /// The line, without the program.
  public let text: [UInt8]

  /// The index of the pattern whose line it is, in `Catalogue.patterns`.
  public var pattern: Int { frame.pattern }
  /// The name of the program that the line claims to come from.
  public var program: [UInt8] { frame.program }
  /// The fields that the attacker's words belong to.
  public var ownPaths: Set<String> { frame.ownPaths }
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

/// A pattern's line with gaps for an attacker's words, prepared so that a line costs one pass over its pieces.
final class HostileFrame: Sendable {
  /// What stands between two gaps, or a gap.
  struct Piece: Sendable {
    var bytes: [UInt8]
    /// Who fills the gap; nil for what stands as it is.
    var writer: Writer?
    /// The number of the field that the gap may be written into; -1 if none.
    var path = -1
    /// Whether the sample's text stands here in a part with a name.
    var isNamed = false
  }

  let pattern: Int
  let program: [UInt8]
  let pieces: [Piece]
  /// What the program itself says: the values of all other fields, by the number of the field.
  let honest: [(path: Int, bytes: [UInt8])]
  let ownPaths: Set<String>
  /// How the program writes an attacker's words.
  let encoding: Encoding
  /// What an agent leaves of a semicolon.
  let semicolon: [UInt8]

  /// - Parameter filling: Which of the skeleton's pieces the attacker fills.
  init(
    _ skeleton: LineSkeleton, of pattern: Pattern, paths: [Int], filling: [Int],
    semicolon: [UInt8] = [UInt8(ascii: ";")]
  ) {
    self.pattern = pattern.index
    program = skeleton.program
    encoding = pattern.encoding
    self.semicolon = semicolon
    var pieces: [Piece] = []
    var honest: [Int: [UInt8]] = [:]
    var ownPaths: Set<String> = []
    for (index, piece) in skeleton.pieces.enumerated() {
      let slot = piece.part?.slot
      if let part = piece.part, filling.contains(index) {
        pieces.append(Piece(bytes: [], writer: part.writer, path: slot.map { paths[$0] } ?? -1))
        if let slot { ownPaths.insert(pattern.captures[slot].field.path) }
      } else {
        let bytes = Self.left(piece.bytes, semicolon)
        pieces.append(Piece(bytes: bytes, isNamed: slot != nil))
        if let slot, !bytes.isEmpty { honest[paths[slot]] = bytes }
      }
    }
    for (slot, word) in skeleton.words { honest[paths[slot]] = Self.left(word, semicolon) }
    self.pieces = pieces
    self.honest = honest.map { ($0.key, $0.value) }
    self.ownPaths = ownPaths
  }

  /// What of a text the writer of a gap can write, as the program and the agent then write it.
  func written(_ text: [UInt8], by writer: Writer) -> [UInt8] {
    let words = writer.writable(text) ?? [UInt8(ascii: "x")]
    return Self.left(encoding.written(words), semicolon)
  }

  /// Whether `written` may be something else than the text.
  func changesTexts(of writer: Writer) -> Bool {
    encoding != Encoding() || !writer.writesAnything || semicolon != [UInt8(ascii: ";")]
  }

  static func left(_ bytes: [UInt8], _ semicolon: [UInt8]) -> [UInt8] {
    guard semicolon != [UInt8(ascii: ";")], bytes.contains(UInt8(ascii: ";")) else { return bytes }
    return bytes.flatMap { $0 == UInt8(ascii: ";") ? semicolon : [$0] }
  }
}
