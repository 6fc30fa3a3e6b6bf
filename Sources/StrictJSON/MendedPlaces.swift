/// Finds the places of a mended text in the text that it was made of.
///
/// It walks over the text once more and keeps no table: a hostile text has as many repairs as bytes.
public struct MendedPlaces {
  private var scanner: MendScanner
  private var piece: MendScanner.Piece?
  /// Where the current piece begins, in the text and in the mended text.
  private var start = 0
  private var mendedStart = 0
  private var passed: JSONRepairs = []

  /// - Parameter repairs: those that the text was mended with.
  public init(_ repairs: JSONRepairs) { scanner = MendScanner(repairs) }

  /// Where a part of the mended text stands in `text`, and what was mended in it.
  ///
  /// Parts have to be asked for in their order, always with the same text. Bounds lie between pieces or in unchanged ones,
  /// as those of JSON values do.
  public mutating func original(
    of part: Range<Int>, in text: Span<UInt8>
  ) -> (range: Range<Int>, repairs: JSONRepairs) {
    let lower = original(of: part.lowerBound, in: text)
    passed = []
    let upper = original(of: part.upperBound, in: text)
    return (lower..<max(lower, upper), passed)
  }

  /// Whether something of a kind was mended anywhere; for the whole text, before any part is asked for.
  public func isMended(_ repairs: JSONRepairs, _ mendedByteCount: Int, in text: Span<UInt8>) -> Bool {
    var places = self
    return !places.original(of: 0..<mendedByteCount, in: text).repairs.isDisjoint(with: repairs)
  }

  /// Where a byte of the mended text stands in `text`; asked for in ascending order.
  public mutating func original(of offset: Int, in text: Span<UInt8>) -> Int {
    if piece == nil { advance(in: text) }
    while let current = piece, mendedStart + current.mendedByteCount <= offset {
      passed.formUnion(current.repair)
      mendedStart += current.mendedByteCount
      advance(in: text)
    }
    guard case .same(let range)? = piece else { return start }
    return min(range.upperBound, range.lowerBound + max(0, offset - mendedStart))
  }

  private mutating func advance(in text: Span<UInt8>) {
    start = scanner.position
    piece = scanner.next(in: text)
  }
}
