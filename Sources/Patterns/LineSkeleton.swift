/// A line of a pattern, cut into the pattern's own words and the parts between them.
struct LineSkeleton: Sendable {
  /// What stands between two parts, or a part and its writer.
  struct Piece: Sendable {
    var bytes: [UInt8]
    /// Nil for the pattern's own words.
    var part: Part?
  }

  struct Part: Sendable {
    /// The index of the pattern's capture; nil for `{:kind}`.
    var slot: Int?
    var kind: CaptureKind
    /// Who chooses the bytes. Numbers are the program's. So are words without a name; texts without one are anyone's.
    var writer: Writer
  }

  let pattern: Int
  let program: [UInt8]
  let pieces: [Piece]
  /// What the pattern's own words capture, by slot.
  let words: [Int: [UInt8]]

  /// The places of parts that somebody else chooses.
  var untrusted: [Int] {
    pieces.indices.filter { pieces[$0].part?.writer.isUntrusted == true }
  }

  /// The line of a sample, or nil if this expansion does not fit it.
  init?(_ expansion: Expansion, of pattern: Pattern, program: [UInt8], text: [UInt8]) {
    let trace = ExpansionTrace(of: expansion, captures: pattern.captures, on: text)
    guard trace.miss == nil else { return nil }
    self.pattern = pattern.index
    self.program = program
    var pieces: [Piece] = []
    var position = 0
    for span in trace.spans where span.kind != .blanks {
      if position < span.range.lowerBound { pieces.append(Piece(bytes: Array(text[position..<span.range.lowerBound]))) }
      let isOpen = span.kind == .text || span.kind == .user
      let writer: Writer =
        if span.kind.isNumeric { .program } else if let slot = span.slot { pattern.writers[slot] ?? .anyone } else {
          isOpen ? pattern.writerOfUnnamed ?? .anyone : .program
        }
      pieces.append(
        Piece(bytes: Array(text[span.range]), part: Part(slot: span.slot, kind: span.kind, writer: writer)))
      position = span.range.upperBound
    }
    if position < text.count { pieces.append(Piece(bytes: Array(text[position...]))) }
    self.pieces = pieces
    let open = Set(trace.spans.compactMap(\.slot))
    var words: [Int: [UInt8]] = [:]
    for (slot, range) in trace.ranges.enumerated() where !open.contains(slot) {
      if let range { words[slot] = Array(text[range]) }
    }
    self.words = words
  }

  /// The lines of a pattern: of each way to read it the first sample, or one made up where no sample shows it.
  static func all(of pattern: Pattern) -> [LineSkeleton] {
    let program = pattern.samples.first?.program ?? pattern.programs.lazy.compactMap(\.exactName).first ?? [0x78]
    let (expansions, samples) = (pattern.expansions, pattern.samples)
    return expansions.compactMap { expansion in
      for sample in samples where !sample.isHostile {
        // The ways are tried in their order: the sample belongs to the first that fits.
        let first = expansions.first {
          ExpansionTrace(of: $0, captures: pattern.captures, on: sample.text).miss == nil
        }
        if first == expansion,
          let skeleton = LineSkeleton(expansion, of: pattern, program: sample.program, text: sample.text)
        {
          return skeleton
        }
      }
      return LineSkeleton(expansion, of: pattern, program: program, text: expansion.line { $0.exampleValue })
    }
  }

  /// The pieces of an attacker's own line: the same words, with values of his choice.
  var forgedPieces: [[UInt8]] {
    pieces.map { piece in piece.part.map { $0.kind.forgedValue } ?? piece.bytes }
  }
}

extension Expansion {
  /// A line of it, with a value for each capture.
  func line(_ value: (CaptureKind) -> [UInt8]) -> [UInt8] {
    var line = prefix.bytes
    for pair in forward { line += value(pair.kind) + pair.literal.bytes }
    if let remainder { line += value(remainder.kind) }
    for pair in backward.reversed() { line += pair.literal.bytes + value(pair.kind) }
    return line + suffix.bytes
  }
}

extension CaptureKind {
  /// A harmless value of the kind.
  var exampleValue: [UInt8] {
    let value =
      switch self {
      case .word, .identifier, .user, .text: "alice"
      case .number: "7"
      case .port: "2211"
      case .address: "192.0.2.7"
      case .blanks: ""
      }
    return Array(value.utf8)
  }

  /// What an attacker would like to see in an event.
  var forgedValue: [UInt8] {
    let value =
      switch self {
      case .word, .identifier: "mallory"
      case .user, .text: "mallory"
      case .number: "666"
      case .port: "6666"
      case .address: "198.51.100.66"
      case .blanks: ""
      }
    return Array(value.utf8)
  }
}

extension Writer {
  /// The text as this writer can write it, or nil if nothing is left of it.
  func writable(_ text: [UInt8]) -> [UInt8]? {
    let written = allowed(text)
    return written.isEmpty ? nil : written
  }

  /// Whether this writer can write any text as it is.
  var writesAnything: Bool {
    switch self {
    case .account, .process, .dns, .unitName: false
    case .program, .administrator, .mixed, .peer, .user, .directory, .environment, .file, .unit, .anyone: true
    }
  }

  private func allowed(_ text: [UInt8]) -> [UInt8] {
    switch self {
    case .account: text.filter { $0 > 0x20 && $0 != 0x7F && !#""/[]:;|=,+*?<>(){}'"#.utf8.contains($0) }
    case .process: Array(text.prefix(15))
    case .dns:
      text.filter {
        isAlphanumeric($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
      }
    case .unitName: text.filter { isAlphanumeric($0) || ":-_.\\@".utf8.contains($0) }
    case .program, .administrator, .mixed, .peer, .user, .directory, .environment, .file, .unit, .anyone: text
    }
  }
}
