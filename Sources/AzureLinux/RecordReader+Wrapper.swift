public import StrictJSON

/// Syslog records that a forwarder has put into an object of its own.
extension RecordReader {
  private static let wrappers = ["message", "body", "payload", "data"]
  /// How many wrappers are looked through.
  private static let wrapperLimit = 4

  /// The member in which a foreign object seems to hold a syslog record; nil for none.
  ///
  /// It allocates, and looks only at members of these names whose value can be a record: an object, an array, or a string
  /// that begins like one.
  public static func wrapper(in object: JSONSlice, of value: Span<UInt8>) -> String? {
    wrapper(in: object, of: value, depth: 0)
  }

  private static func wrapper(in object: JSONSlice, of value: Span<UInt8>, depth: Int) -> String? {
    guard object.kind == .object, depth < wrapperLimit else { return nil }
    var reader = JSONReader(value.extracting(object.range))
    var isFirst = true
    do throws(JSONError) {
      try reader.beginObject()
      while let key = try reader.nextKey(isFirst: &isFirst) {
        let member = try reader.readValue()
        guard let name = name(of: key, in: value.extracting(object.range)) else { continue }
        if holdsRecord(member, in: value.extracting(object.range), depth: depth) { return name }
      }
    } catch {
      // The object has been read whole before.
    }
    return nil
  }

  private static func name(of key: JSONSlice, in object: Span<UInt8>) -> String? {
    let range = key.range
    guard (4...7).contains(range.count) else { return nil }
    return wrappers.first { name in
      name.utf8.count == range.count
        && zip(name.utf8, range).allSatisfy { letter, index in object[index] | 0x20 == letter }
    }
  }

  private static func holdsRecord(_ member: JSONSlice, in object: Span<UInt8>, depth: Int) -> Bool {
    var text = ByteBuffer(capacity: member.range.count)
    switch member.kind {
    case .object, .array: text.append(object.extracting(member.range))
    case .string: JSONString.appendDecoded(object.extracting(member.range), to: &text)
    default: return false
    }
    let bytes = text.span
    let range = Trimming.range(bytes, 0..<bytes.count)
    guard let first = range.first, bytes[first] == UInt8(ascii: "{") || bytes[first] == UInt8(ascii: "[") else {
      return false
    }
    let inner = bytes.extracting(range)
    var reader = RecordReader(learns: false)
    switch reader.readValue(inner) {
    case .record(let slice): return isRecord(&reader, slice, in: inner, depth: depth)
    case .batch:
      while let element = reader.nextElement(of: inner) {
        if element.kind == .object, isRecord(&reader, element, in: inner, depth: depth) { return true }
      }
      return false
    default: return false
    }
  }

  private static func isRecord(
    _ reader: inout RecordReader, _ slice: JSONSlice, in value: Span<UInt8>, depth: Int
  ) -> Bool {
    switch reader.content(in: value) {
    case .syslog, .missingMessage: true
    case .foreign: wrapper(in: slice, of: value, depth: depth + 1) != nil
    }
  }
}
