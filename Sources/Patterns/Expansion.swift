/// One way to read a pattern: its optionals and alternatives decided, so that literals and captures alternate.
struct Expansion: Sendable, Hashable {
  /// Literal bytes, and which parts of them are captured because they were one of named alternatives.
  struct Literal: Sendable, Hashable {
    struct Mark: Sendable, Hashable {
      var slot: Int
      var start: Int
      var length: Int
    }

    var bytes: [UInt8] = []
    var marks: [Mark] = []

    mutating func append(_ other: [UInt8], slot: Int? = nil) {
      if let slot {
        marks.append(Mark(slot: slot, start: bytes.count, length: other.count))
      }
      bytes += other
    }
  }

  /// A capture and the literal that stands before or behind it.
  struct Pair: Sendable, Hashable {
    var kind: CaptureKind
    /// The index of the pattern's capture; nil for `{:kind}`.
    var slot: Int?
    var literal: Literal
  }

  /// A capture that takes all that is left.
  struct Remainder: Sendable, Hashable {
    var kind: CaptureKind
    var slot: Int?
  }

  /// What the text begins with.
  var prefix = Literal()
  /// Captures with the literals behind them, matched forward from the prefix.
  var forward: [Pair] = []
  /// Captures with the literals before them, matched backward from the suffix; the last element of the text first.
  var backward: [Pair] = []
  /// What lies between forward and backward part; nil if the expansion has no capture at all.
  var remainder: Remainder?
  /// What the text ends with; empty if the whole expansion is its prefix.
  var suffix = Literal()

  /// How many bytes a text has at least.
  var minimumLength: Int {
    var length = prefix.bytes.count + suffix.bytes.count + (remainder?.kind.minimumLength ?? 0)
    for pair in forward + backward { length += pair.literal.bytes.count + pair.kind.minimumLength }
    return length
  }

  /// How many of its bytes are given.
  var literalLength: Int {
    var length = prefix.bytes.count + suffix.bytes.count
    for pair in forward + backward { length += pair.literal.bytes.count }
    return length
  }

  /// How many captures behind the pivot may hold anything, so that a name could reach into them.
  var openTailCount: Int {
    backward.count { $0.kind == .text }
  }
}
