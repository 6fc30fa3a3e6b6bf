import AzureLinux
import StrictJSON

/// Values that are no JSON by a mistake that is repaired: what the user wants (`--repair`), and bytes that are not UTF-8.
extension Normalizer {
  /// Why a record quoted with `'` is not taken although it can be read.
  static let uncertain =
    "strings stand between single quotes, and what belongs to which is not certain: a name occurs twice, or objects stand in objects"

  /// Normalizes the records of a repaired value; dead letters and events carry the bytes that came.
  mutating func normalizeRepaired(
    _ repaired: Span<UInt8>, of value: Span<UInt8>, cameAs whole: Span<UInt8>, _ places: consuming RepairedOffsets,
    _ error: JSONError, _ origin: RecordOrigin, _ deliver: (borrowing Disposition) -> Void
  ) {
    var places: RepairedOffsets? = places
    switch reader.readValue(repaired) {
    case .invalid(let next)
    where RepairedOffsets(repairs.union(.invalidUTF8)).isRepaired(.singleQuotes, repaired.count, in: value):
      // Where a text with a quote of its own ends a record, what stands before the break is not what its writer meant.
      let offset = places?.original(of: next.byteOffset, in: value) ?? 0
      let rest = JSONError(next.reason, at: offset)
      deadLetterInvalid(whole, "\(error) of \(whole.count), and when that is repaired: \(rest)", deliver)
    case .invalid: normalizeSequence(repaired, of: value, cameAs: whole, &places, after: error, origin, deliver)
    case .empty: deadLetterInvalid(whole, "\(error) of \(whole.count)", deliver)
    case .notARecord(let slice, let why):
      if slice.kind == .string {
        let found = places?.original(of: slice.range, in: value).repairs ?? []
        normalizeString(slice, of: repaired, cameAs: whole, index: nil, found, origin, deliver)
      } else {
        deadLetter(.notARecord, "\(why)", whole, index: nil, deliver)
      }
    case .record(let slice):
      guard let (range, found) = places?.original(of: slice.range, in: value) else { return }
      let own = found.contains(.invalidUTF8) ? repaired.extracting(slice.range) : value.extracting(range)
      let bytes = RecordBytes(whole: whole, own: own, repairs: found)
      normalizeRecord(bytes, slice, of: repaired, index: nil, origin, deliver)
    case .batch:
      counts.batches += 1
      var index = 0
      normalizeElements(of: repaired, original: value, &places, &index, origin, deliver)
      if index == 0 { counts.emptyBatches += 1 }
    }
  }

  /// Delivers what is no JSON as a dead letter.
  mutating func deadLetterInvalid(
    _ value: Span<UInt8>, _ detail: String, index: Int? = nil, _ deliver: (borrowing Disposition) -> Void
  ) {
    if let offset = UTF8Validation.firstInvalidByte(in: value) {
      let what = "the bytes are not UTF-8, at byte \(offset) of \(value.count)"
      deadLetter(.invalidUTF8, what, value, index: index, deliver)
    } else {
      deadLetter(.invalidJSON, detail, value, index: index, deliver)
    }
  }
}
