/// What the compiler makes of patterns that are tried on the same texts: flat arrays of plain numbers that the matcher walks.
///
/// A class only so that the arrays are freed once; the matcher copies the pointers out and never touches the object
/// again, so that no reference is counted per byte or per record. Nothing changes after `init`, hence `@unchecked`.
@safe final class MatcherTables: @unchecked Sendable {
  /// A node of a byte trie over the literal prefixes.
  struct Node {
    /// The bytes that lead here from the parent, in `bytes`.
    var label: UInt32 = 0
    var labelLength: UInt32 = 0
    /// The children stand side by side in `nodes`; `firstBytes` has the first byte of each.
    var firstChild: UInt32 = 0
    var childCount: UInt32 = 0
    /// The candidates whose prefix is this node or one above it, in the order of trial, in `lists`.
    var list: UInt32 = 0
    var listCount: UInt32 = 0
  }

  /// An expansion of a pattern.
  struct Candidate {
    var pattern: Int32 = 0
    var captureCount: Int32 = 0
    var minimumLength: UInt32 = 0
    var prefixLength: UInt32 = 0
    var prefixMarks: UInt32 = 0
    var prefixMarkCount: UInt32 = 0
    var suffix: UInt32 = 0
    var suffixLength: UInt32 = 0
    var suffixMarks: UInt32 = 0
    var suffixMarkCount: UInt32 = 0
    /// The forward steps and behind them the backward ones, in `steps`.
    var steps: UInt32 = 0
    var forwardCount: UInt16 = 0
    var backwardCount: UInt16 = 0
    /// The kind of the remainder; 255 if there is none and the text ends with the prefix.
    var remainderKind: UInt8 = 255
    var remainderSlot: Int32 = -1
    /// What must not occur twice, in `guards`; -1 if anything may.
    var guardIndex: Int32 = -1
  }

  /// The markers of a `once` line, in `markers`.
  struct Guard {
    var first: UInt32 = 0
    var count: UInt32 = 0
    /// A bit for the low six bits of each marker's second byte; the first one is a blank.
    var secondBytes: UInt64 = 0
  }

  /// A spelling of a marker.
  struct Marker {
    var bytes: UInt32
    var length: UInt32
    /// The marker's own bit; its spellings share it.
    var bit: UInt64
    /// Whether what stands behind it is free.
    var isLast: Bool
  }

  /// A capture and the literal that ends it.
  struct Step {
    var kind: UInt8 = 0
    /// How far the literal reaches into the bytes that could stand in the capture; -1 if the literal has to be sought.
    ///
    /// A literal with a byte that the kind does not allow can stand in one place only: with its first such byte (for a
    /// backward step the last one) where the run of allowed bytes ends.
    var anchor: Int32 = -1
    var slot: Int32 = -1
    /// In `bytes`; equal literals stand at one place.
    var literal: UInt32 = 0
    var literalLength: UInt32 = 0
    /// The failure function of Knuth, Morris and Pratt for the literal (reversed for a backward step), in `failures`.
    var failure: UInt32 = 0
    var marks: UInt32 = 0
    var markCount: UInt32 = 0
  }

  /// A candidate in the list of a node, with what refuses most of them at a glance.
  struct Entry {
    var candidate: UInt32
    var minimumLength: UInt32
    var prefixLength: UInt32
    /// The kind of the first forward step; 255 if there is none or its literal has to be sought.
    var kind: UInt8
    var anchor: Int32
    /// The first bytes of the step's literal, at most four, the first one lowest, and which bits of them count.
    var word: UInt32
    var mask: UInt32
    /// How many entries from this one on the same glance refuses: all of them have the same kind, anchor and bytes.
    var refusedTogether: UInt32 = 1
    /// How many entries from this one on fail with it where its first forward step fails, and where its second one does: they
    /// begin with the same steps, and their text ends no later.
    var failingInFirst: UInt32 = 1
    var failingInSecond: UInt32 = 1
  }

  /// A captured part of a literal.
  struct Mark {
    var slot: Int32
    var start: UInt32
    var length: UInt32
  }

  let nodes: FlatArray<Node>
  let firstBytes: FlatArray<UInt8>
  let lists: FlatArray<Entry>
  let candidates: FlatArray<Candidate>
  let steps: FlatArray<Step>
  let marks: FlatArray<Mark>
  let failures: FlatArray<UInt32>
  let guards: FlatArray<Guard>
  let markers: FlatArray<Marker>
  let bytes: FlatArray<UInt8>

  init(_ builder: MatcherCompiler) {
    nodes = FlatArray(builder.nodes)
    firstBytes = FlatArray(builder.firstBytes)
    lists = FlatArray(builder.lists)
    candidates = FlatArray(builder.candidates)
    steps = FlatArray(builder.steps)
    marks = FlatArray(builder.marks)
    failures = FlatArray(builder.literals.failures)
    guards = FlatArray(builder.guards)
    markers = FlatArray(builder.markers)
    bytes = FlatArray(builder.literals.bytes)
  }

  deinit {
    nodes.free()
    firstBytes.free()
    lists.free()
    candidates.free()
    steps.free()
    marks.free()
    failures.free()
    guards.free()
    markers.free()
    bytes.free()
  }
}
