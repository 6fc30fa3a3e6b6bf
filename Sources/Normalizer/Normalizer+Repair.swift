import AzureLinux
import StrictJSON

/// Values that are no JSON by a mistake that is mended: what the user wants (`--repair`), and bytes that are not UTF-8.
extension Normalizer {
  /// Why a record quoted with `'` is not taken although it can be read.
  static let uncertain =
    "strings stand between single quotes, and what belongs to which is not certain: a name occurs twice, or objects stand in objects"

  /// Normalizes the records of a mended value; dead letters and events carry the bytes that came.
  mutating func normalizeMended(
    _ mended: Span<UInt8>, of value: Span<UInt8>, cameAs whole: Span<UInt8>, _ places: consuming MendedPlaces,
    _ error: JSONError, _ origin: RecordOrigin, _ deliver: (borrowing Disposition) -> Void
  ) {
    var places: MendedPlaces? = places
    switch reader.readValue(mended) {
    case .invalid(let next)
    where MendedPlaces(repairs.union(.invalidUTF8)).isMended(.singleQuotes, mended.count, in: value):
      // Where a text with a quote of its own ends a record, what stands before the break is not what its writer meant.
      let offset = places?.original(of: next.byteOffset, in: value) ?? 0
      let rest = JSONError(next.reason, at: offset)
      giveUpInvalid(whole, "\(error) of \(whole.count), and when that is mended: \(rest)", deliver)
    case .invalid: normalizeSequence(mended, of: value, cameAs: whole, &places, after: error, origin, deliver)
    case .empty: giveUpInvalid(whole, "\(error) of \(whole.count)", deliver)
    case .notARecord(let slice, let why):
      if slice.kind == .string {
        let found = places?.original(of: slice.range, in: value).repairs ?? []
        normalizeString(slice, of: mended, cameAs: whole, index: nil, found, origin, deliver)
      } else {
        giveUp(.notARecord, "\(why)", whole, index: nil, deliver)
      }
    case .record(let slice):
      guard let (range, found) = places?.original(of: slice.range, in: value) else { return }
      let own = found.contains(.invalidUTF8) ? mended.extracting(slice.range) : value.extracting(range)
      let bytes = RecordBytes(whole: whole, own: own, repairs: found)
      normalizeRecord(bytes, slice, of: mended, index: nil, origin, deliver)
    case .batch:
      counts.batches += 1
      var index = 0
      normalizeElements(of: mended, original: value, &places, &index, origin, deliver)
      if index == 0 { counts.emptyBatches += 1 }
    }
  }

  /// Delivers what is no JSON as a dead letter.
  mutating func giveUpInvalid(
    _ value: Span<UInt8>, _ detail: String, index: Int? = nil, _ deliver: (borrowing Disposition) -> Void
  ) {
    if let offset = UTF8Validation.firstInvalidByte(in: value) {
      let what = "the bytes are not UTF-8, at byte \(offset) of \(value.count)"
      giveUp(.invalidUTF8, what, value, index: index, deliver)
    } else {
      giveUp(.invalidJSON, detail, value, index: index, deliver)
    }
  }
}
