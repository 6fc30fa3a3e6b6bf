import StrictJSON

/// What one record teaches of its layout: its values in their order.
struct LayoutLesson {
  struct Token {
    /// From the first byte after the literal before the value to the first byte of the next literal.
    let range: Range<Int>
    let value: LayoutTrie.Value
    let slot: UInt8
  }

  private enum Level {
    case record, properties, other
  }

  private static let tokenLimit = 96
  private static let depthLimit = 8

  private(set) var tokens: [Token] = []
  /// The members that the record has, one bit each.
  private(set) var found: UInt32 = 0

  init() { tokens.reserveCapacity(Self.tokenLimit + 1) }

  /// Takes a record that the strict reader has read; returns whether its layout says which member is which.
  ///
  /// Not learned are records whose members only a decision tells apart: a name that occurs twice, one with escapes, a member that
  /// is an object or an array and should be none, a `properties` that is no object, and the envelopes of batches.
  mutating func take(_ record: Range<Int>, of value: Span<UInt8>) -> Bool {
    tokens.removeAll(keepingCapacity: true)
    found = 0
    var reader = JSONReader(value, at: record.lowerBound)
    do throws(JSONError) {
      guard try takeContainer(&reader, of: value, .record, depth: 1), reader.position == record.upperBound else {
        return false
      }
    } catch {
      return false
    }
    tokens.append(Token(range: record.upperBound..<record.upperBound, value: .end, slot: RecordMembers.ignored))
    return true
  }

  private mutating func takeContainer(
    _ reader: inout JSONReader, of value: Span<UInt8>, _ level: Level, depth: Int
  ) throws(JSONError) -> Bool {
    guard depth <= Self.depthLimit else { return false }
    var isFirst = true
    guard try reader.peek() == UInt8(ascii: "{") else {
      try reader.beginArray()
      while try reader.nextElement(isFirst: &isFirst) {
        guard try takeValue(&reader, of: value, RecordMembers.ignored, .other, depth: depth) else { return false }
      }
      return true
    }
    try reader.beginObject()
    while let key = try reader.nextKey(isFirst: &isFirst) {
      guard let name = name(of: key, reader, level) else {
        guard level == .other || !key.hasEscapes,
          try takeValue(&reader, of: value, RecordMembers.ignored, .other, depth: depth)
        else { return false }
        continue
      }
      let bit: UInt32 = 1 << UInt32(name.rawValue)
      guard name != .records, found & bit == 0 else { return false }
      found |= bit
      if name == .properties {
        guard try reader.peek() == UInt8(ascii: "{"),
          try takeContainer(&reader, of: value, .properties, depth: depth + 1)
        else { return false }
      } else {
        guard try takeValue(&reader, of: value, name.rawValue, .other, depth: depth) else { return false }
      }
    }
    return true
  }

  private func name(of key: JSONSlice, _ reader: borrowing JSONReader, _ level: Level) -> MemberName? {
    guard !key.hasEscapes else { return nil }
    switch level {
    case .record: return RecordReader.recordNames.find(reader.prefix16(of: key), length: key.range.count)?.name
    case .properties: return RecordReader.propertiesNames.find(reader.prefix16(of: key), length: key.range.count)?.name
    case .other: return nil
    }
  }

  private mutating func takeValue(
    _ reader: inout JSONReader, of value: Span<UInt8>, _ slot: UInt8, _ level: Level, depth: Int
  ) throws(JSONError) -> Bool {
    let first = try reader.peek()
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      guard slot == RecordMembers.ignored else { return false }
      return try takeContainer(&reader, of: value, level, depth: depth + 1)
    }
    guard tokens.count < Self.tokenLimit else { return false }
    let slice = try reader.readValue()
    switch slice.kind {
    case .string: tokens.append(Token(range: slice.range, value: .string, slot: slot))
    case .number: tokens.append(Token(range: slice.range, value: .number, slot: slot))
    case .null where slot != RecordMembers.ignored:
      tokens.append(Token(range: slice.range.upperBound..<slice.range.upperBound, value: .null, slot: slot))
    case .boolean where slot != RecordMembers.ignored:
      tokens.append(Token(range: slice.range.upperBound..<slice.range.upperBound, value: .boolean, slot: slot))
    default: break  // A word that no member needs is a part of the literal.
    }
    return true
  }
}
