import StrictJSON

/// The strings and numbers of one JSON object; what is nested or broken is left out.
struct FlatJSON {
  private(set) var texts: [String: String] = [:]
  private(set) var numbers: [String: Double] = [:]

  /// nil for anything but one object.
  init?(_ bytes: [UInt8]) {
    do throws(JSONError) {
      try read(bytes)
    } catch {
      return nil
    }
  }

  private mutating func read(_ bytes: [UInt8]) throws(JSONError) {
    var reader = JSONReader(bytes.span)
    try reader.beginObject()
    var isFirst = true
    while let key = try reader.nextKey(isFirst: &isFirst) {
      let value = try reader.readValue()
      guard let name = Self.text(key, bytes) else { continue }
      switch value.kind {
      case .string: texts[name] = Self.text(value, bytes)
      case .number: numbers[name] = Double(String(decoding: bytes[value.range], as: UTF8.self))
      default: continue
      }
    }
    try reader.expectEnd()
  }

  /// No name or value that is read here needs escapes; one that has them is as good as none.
  private static func text(_ slice: JSONSlice, _ bytes: [UInt8]) -> String? {
    slice.hasEscapes ? nil : String(decoding: bytes[slice.range], as: UTF8.self)
  }
}
