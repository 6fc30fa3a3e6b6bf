import AzureLinux
import StrictJSON

/// Values that are not one JSON text: several texts, mistakes that are repaired, and texts that break off or break apart.
///
/// Nothing here is reached by a value that is JSON.
extension Normalizer {
  mutating func normalizeBroken(
    _ value: Span<UInt8>, cameAs whole: Span<UInt8>, _ error: JSONError, _ origin: RecordOrigin,
    _ deliver: (borrowing Disposition) -> Void
  ) {
    let end = Self.endWithoutNULs(value)
    if end < value.count {
      // What is left is never shorter for the same reason again.
      let text = value.extracting(0..<end)
      return normalizeRead(reader.readValue(text), of: text, cameAs: whole, origin, deliver)
    }
    let repairs = repairs.union(.invalidUTF8)
    guard let repaired = JSONRepairer.repaired(value, repairs, after: error) else {
      var places: RepairedOffsets?
      return normalizeSequence(value, of: value, cameAs: whole, &places, after: error, origin, deliver)
    }
    normalizeRepaired(repaired.span, of: value, cameAs: whole, RepairedOffsets(repairs), error, origin, deliver)
  }

  /// Where the value ends if NULs stand after it, with or without white space; else its count.
  private static func endWithoutNULs(_ value: Span<UInt8>) -> Int {
    var end = value.count
    var kept = end
    while end > 0 {
      let byte = value[end - 1]
      guard byte == 0 || byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { break }
      end -= 1
      if byte == 0 { kept = end }
    }
    return kept
  }

  // MARK: - Several values

  /// Where a walk over several values is.
  private struct Walk {
    var index = 0
    /// Where the unit begins that is being read; nil between units.
    var unitStart: Int?
  }

  /// Normalizes what can be read, value by value; what breaks and all that follows it is one dead letter.
  mutating func normalizeSequence(
    _ text: Span<UInt8>, of original: Span<UInt8>, cameAs whole: Span<UInt8>, _ places: inout RepairedOffsets?,
    after first: JSONError, _ origin: RecordOrigin, _ deliver: (borrowing Disposition) -> Void
  ) {
    var walk = Walk()
    var json = JSONReader(text)
    json.skipByteOrderMark()
    do throws(JSONError) {
      json.skipWhitespace()
      while !json.isAtEnd {
        walk.unitStart = json.position
        if try json.peek() == UInt8(ascii: "[") {
          try normalizeArray(&json, text, original, &places, &walk, origin, deliver)
        } else {
          try normalizeNext(&json, text, original, &places, &walk, origin, deliver)
        }
        walk.unitStart = nil
        json.skipWhitespace()
      }
    } catch {
      guard walk.index > 0 else {
        return deadLetterInvalid(whole, Self.detail(first, error, whole, original, &places), deliver)
      }
      var (start, place) = (walk.unitStart ?? error.byteOffset, error.byteOffset)
      if places != nil {
        start = places?.original(of: start, in: original) ?? 0
        place = places?.original(of: place, in: original) ?? 0
      }
      let rest = original.extracting(min(start, original.count)..<original.count)
      let moved = JSONError(error.reason, at: max(0, place - start))
      deadLetterInvalid(rest, "\(moved) of \(rest.count), after the records before it", index: walk.index, deliver)
    }
    if walk.index > 0 { counts.batches += 1 }
  }

  private static func detail(
    _ first: JSONError, _ error: JSONError, _ whole: Span<UInt8>, _ original: Span<UInt8>,
    _ places: inout RepairedOffsets?
  ) -> String {
    guard let place = places?.original(of: error.byteOffset, in: original) else { return "\(error) of \(whole.count)" }
    return "\(first) of \(whole.count), and when that is repaired: \(JSONError(error.reason, at: place))"
  }

  /// Reads one value that is no array, and delivers it; the records of a batch that breaks are delivered up to there.
  private mutating func normalizeNext(
    _ json: inout JSONReader, _ text: Span<UInt8>, _ original: Span<UInt8>, _ places: inout RepairedOffsets?,
    _ walk: inout Walk, _ origin: RecordOrigin, _ deliver: (borrowing Disposition) -> Void
  ) throws(JSONError) {
    let start = json.position
    guard try json.peek() == UInt8(ascii: "{") else {
      let value = try json.readValue()
      normalizeElement(value, of: text, original: original, &places, walk.index, origin, deliver)
      walk.index += 1
      return
    }
    var ahead = json
    do throws(JSONError) {
      try reader.readObject(&ahead, of: text)
    } catch {
      return try normalizeRecords(&json, text, original, &places, &walk, origin, deliver)
    }
    json = ahead
    guard reader.recordsMember != .array else {
      let outer = reader.enterBatch()
      normalizeElements(of: text, original: original, &places, &walk.index, origin, deliver)
      return reader.resume(at: outer)
    }
    let object = JSONSlice(start, json.position, .object)
    normalizeElement(object, of: text, original: original, &places, walk.index, origin, deliver)
    walk.index += 1
  }

  /// Walks into an object that is known to break, in case it is a batch.
  private mutating func normalizeRecords(
    _ json: inout JSONReader, _ text: Span<UInt8>, _ original: Span<UInt8>, _ places: inout RepairedOffsets?,
    _ walk: inout Walk, _ origin: RecordOrigin, _ deliver: (borrowing Disposition) -> Void
  ) throws(JSONError) {
    let start = walk.unitStart
    try json.beginObject()
    var isFirst = true
    while let key = try json.nextKey(isFirst: &isFirst) {
      if Self.isRecords(text.extracting(key.range)), try json.peek() == UInt8(ascii: "[") {
        let before = walk.index
        try normalizeArray(&json, text, original, &places, &walk, origin, deliver)
        walk.unitStart = walk.index > before ? nil : start
      } else {
        _ = try json.readValue()
      }
    }
  }

  private mutating func normalizeArray(
    _ json: inout JSONReader, _ text: Span<UInt8>, _ original: Span<UInt8>, _ places: inout RepairedOffsets?,
    _ walk: inout Walk, _ origin: RecordOrigin, _ deliver: (borrowing Disposition) -> Void
  ) throws(JSONError) {
    try json.beginArray()
    var isFirst = true
    while try json.nextElement(isFirst: &isFirst) {
      _ = try json.peek()
      walk.unitStart = json.position
      try normalizeNext(&json, text, original, &places, &walk, origin, deliver)
      walk.unitStart = nil
    }
  }

  private static func isRecords(_ name: Span<UInt8>) -> Bool {
    let records: StaticString = "records"
    guard name.count == records.utf8CodeUnitCount else { return false }
    for index in name.indices {
      guard unsafe name[index] | 0x20 == records.utf8Start[index] else { return false }
    }
    return true
  }

  // MARK: - A record in a string

  /// Normalizes the record that a JSON string holds; the string as it came is what a dead letter carries.
  mutating func normalizeString(
    _ string: JSONSlice, of value: Span<UInt8>, cameAs whole: Span<UInt8>, index: Int?, _ repairs: JSONRepairs,
    _ origin: RecordOrigin, _ deliver: (borrowing Disposition) -> Void
  ) {
    var text = ByteBuffer(capacity: string.range.count)
    JSONString.appendDecoded(value.extracting(string.range), to: &text)
    let outer = reader.suspended()
    defer { reader.resume(at: outer) }
    guard case .record(let slice) = reader.readValue(text.span) else {
      return deadLetter(.notARecord, "a string that holds no record", whole, index: index, deliver)
    }
    let bytes = RecordBytes(whole: whole, own: text.span.extracting(slice.range), repairs: repairs)
    normalizeRecord(bytes, slice, of: text.span, index: index, origin, deliver)
  }
}
