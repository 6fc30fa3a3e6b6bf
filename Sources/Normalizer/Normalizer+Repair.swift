import AzureLinux
import StrictJSON

/// Values that are no JSON by a mistake that the user wants to be mended (`--repair`).
extension Normalizer {
  /// Why a record quoted with `'` is not taken although it can be read.
  static let uncertain =
    "strings stand between single quotes, and what belongs to which is not certain: a name occurs twice, or objects stand in objects"

  /// Normalizes the records of a mended value; dead letters and events carry the bytes that came.
  mutating func normalizeMended(
    _ mended: Span<UInt8>, of value: Span<UInt8>, _ error: JSONError, _ origin: RecordOrigin,
    _ deliver: (borrowing Disposition) -> Void
  ) {
    var places = MendedPlaces(repairs)
    switch reader.readValue(mended) {
    case .invalid(let next):
      let offset = places.original(of: next.byteOffset, in: value)
      let rest = JSONError(next.reason, at: offset)
      giveUpInvalid(value, "\(error) of \(value.count), and when that is mended: \(rest)", deliver)
    case .empty: giveUpInvalid(value, "\(error) of \(value.count)", deliver)
    case .notARecord(_, let why): giveUp(.notARecord, "\(why)", value, index: nil, deliver)
    case .record(let slice):
      let (range, found) = places.original(of: slice.range, in: value)
      let bytes = RecordBytes(whole: value, own: value.extracting(range), repairs: found)
      normalizeRecord(bytes, slice, of: mended, index: nil, origin, deliver)
    case .batch:
      counts.batches += 1
      var index = 0
      while let element = reader.nextElement(of: mended) {
        let (range, found) = places.original(of: element.range, in: value)
        let own = value.extracting(range)
        if element.kind == .object {
          let bytes = RecordBytes(whole: own, own: own, repairs: found)
          normalizeRecord(bytes, element, of: mended, index: index, origin, deliver)
        } else {
          giveUp(.notARecord, "the element is no object", own, index: index, deliver)
        }
        index += 1
      }
      if index == 0 { counts.emptyBatches += 1 }
    }
  }

  /// Delivers what is no JSON as a dead letter.
  mutating func giveUpInvalid(
    _ value: Span<UInt8>, _ detail: String, _ deliver: (borrowing Disposition) -> Void
  ) {
    if let offset = UTF8Validation.firstInvalidByte(in: value) {
      giveUp(.invalidUTF8, "the bytes are not UTF-8, at byte \(offset) of \(value.count)", value, index: nil, deliver)
    } else {
      giveUp(.invalidJSON, detail, value, index: nil, deliver)
    }
  }
}
