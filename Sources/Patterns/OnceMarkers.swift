/// The markers of a `once` line: what must not occur twice in a text, because nobody could tell which one is the
/// program's and which a part of somebody's words.
///
/// What stands behind the last marker is free: it may hold the others, but not itself.
struct OnceMarkers: Hashable, Sendable {
  /// The spellings of each marker; all begin with a blank and have at least two bytes.
  let markers: [[[UInt8]]]

  /// How many markers a line can have: each has a bit of a word.
  static let limit = 64

  /// Reads the words of the line; each is a marker, its spellings separated by `|`.
  init(_ words: [LineText], keyword: LineText) throws(PatternLineError) {
    var markers: [[[UInt8]]] = []
    for word in words {
      let spellings = word.bytes.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false).map(Array.init)
      guard spellings.allSatisfy({ $0.count > 1 && $0[0] == 0x20 }) else {
        throw PatternLineError(
          word.column(at: 0), "a marker that does not begin with a blank", "expected a text such as \" ; USER=\"")
      }
      markers.append(spellings)
    }
    guard (1...Self.limit).contains(markers.count) else {
      throw PatternLineError(
        keyword.column(at: 0), "once with \(markers.count) markers", "expected 1 to \(Self.limit), the last one last")
    }
    self.markers = markers
  }

  /// The spellings, and those that an agent leaves which loses semicolons.
  static func semicolonReadings(of spellings: [[UInt8]]) -> [[UInt8]] {
    var all: [[UInt8]] = []
    for spelling in spellings {
      for replacement in Expansion.semicolonReplacements {
        let reading = Array(
          spelling.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).joined(separator: replacement))
        if !all.contains(reading) { all.append(reading) }
      }
    }
    // The longest first, so that the bytes of one are never taken for a shorter one.
    return all.sorted { $0.count > $1.count }
  }
}
