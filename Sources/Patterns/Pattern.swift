/// A line with captures, the programs that write it and what it means.
public struct Pattern: Sendable {
  /// The place in `Catalogue.patterns`; a pattern with a smaller index is tried earlier in its section.
  public let index: Int
  /// The name of the file it comes from.
  public let file: String
  /// The line of that file, counted from 1.
  public let line: Int
  /// Whether the file is one of the user's.
  public let isUserDefined: Bool
  /// The pattern as written, without its keyword.
  public let source: String
  /// The title of its event, e.g. `login accepted`.
  public let title: String
  /// The programs whose texts it is tried on.
  public let programs: [ProgramName]
  /// What it can capture, in the order of their first appearance; the index is that of `Matcher.captureRange(_:)`.
  public let captures: [Capture]
  /// Who writes each capture, in their order; nil where neither the event nor the file says so.
  public private(set) var writers: [Writer?]
  /// Who writes the texts without a name; nil where nothing says so: anyone.
  public private(set) var writerOfUnnamed: Writer?
  public let meaning: Meaning
  public let samples: [Sample]

  /// The ways to read it, without optionals and alternatives, in the order of trial.
  let expansions: [Expansion]
  /// What must not occur twice in a text; nil if anything may.
  let once: OnceMarkers?
  /// How the program writes what somebody else chooses.
  private(set) var encoding: Encoding

  /// Takes what the file says for what the event leaves open.
  mutating func takeWriters(of file: WriterTable, _ encoding: Encoding) {
    self.encoding = self.encoding.with(encoding)
    writerOfUnnamed = writerOfUnnamed ?? file.writerOfUnnamed
    for (slot, capture) in captures.enumerated() where writers[slot] == nil { writers[slot] = file[capture.field] }
  }

  /// The captures that hold free text and their writers, in the pattern's order.
  public var openCaptures: [(capture: Capture, writer: Writer?)] { openSlots.map { (captures[$0], writers[$0]) } }

  /// The captures that hold free text, in their order: no number, and none of the pattern's own words alone.
  var openSlots: [Int] {
    var open: Set<Int> = []
    for expansion in expansions {
      for pair in expansion.forward + expansion.backward where !pair.kind.isNumeric {
        if let slot = pair.slot { open.insert(slot) }
      }
      if let remainder = expansion.remainder, let slot = remainder.slot, !remainder.kind.isNumeric {
        open.insert(slot)
      }
    }
    return open.sorted()
  }
}

/// A named part of a pattern.
public struct Capture: Sendable, Hashable {
  public let field: Field
  public let kind: CaptureKind
}
