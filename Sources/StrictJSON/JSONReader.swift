public import CByteScan

/// A strict RFC 8259 reader over bytes: it walks a text once, checks every byte of it, and builds nothing.
///
/// The caller drives it (`beginObject`, `nextKey`, `readValue`, ...) and keeps the `JSONSlice`s it wants. A reader lives no
/// longer than the bytes it reads. Not thread-safe; every method throws a `JSONError` and leaves the reader unusable then.
@safe
public struct JSONReader: ~Escapable {
  /// How many containers may be open at once, the outermost included.
  @inlinable public static var maximumDepth: Int { 128 }

  // The bytes stay valid for as long as the reader may live (its lifetime is that of the span it was made of), and
  // `offset` never passes `count`. Raw pointers here are what makes 16 bytes at a time possible.
  @usableFromInline let base: UnsafePointer<UInt8>
  @usableFromInline let count: Int
  @usableFromInline var offset: Int
  @usableFromInline var depth = 0

  /// - Parameter offset: where to begin; all offsets that the reader gives count from the first byte of `bytes` still.
  @_lifetime(copy bytes)
  public init(_ bytes: Span<UInt8>, at offset: Int = 0) {
    let buffer = unsafe bytes.withUnsafeBufferPointer { unsafe $0 }
    // An empty span may have no address; `count` 0 then keeps it from being read.
    unsafe self.base = unsafe buffer.baseAddress ?? UnsafePointer(bitPattern: 1).unsafelyUnwrapped
    self.count = buffer.count
    self.offset = min(max(0, offset), buffer.count)
  }

  /// The byte offset of what will be read next.
  @inlinable public var position: Int { offset }

  @inlinable @inline(__always)
  public var isAtEnd: Bool { offset == count }

  /// The next byte that is no white space, which stays unread.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func peek() throws(JSONError) -> UInt8 {
    while offset < count {
      let byte = unsafe base[offset]
      // Nearly every byte looked at here is the one that ends the loop.
      if byte > 0x20 { return byte }
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
      offset += 1
    }
    throw JSONError(.endOfInput, at: count)
  }

  /// The first sixteen bytes of a slice as one number, the first byte lowest, zeros where the slice is shorter.
  ///
  /// Member names are compared in this form: one compare instead of a loop.
  @inlinable @inline(__always)
  public func prefix16(of slice: JSONSlice) -> UInt128 {
    let range = slice.range
    guard range.upperBound <= count else { return 0 }
    if range.lowerBound + 16 <= count {
      let all = unsafe UnsafeRawPointer(base + range.lowerBound).loadUnaligned(as: UInt128.self)
      let value = UInt128(littleEndian: all)
      return range.count >= 16 ? value : value & (1 << UInt128(truncatingIfNeeded: range.count * 8) &- 1)
    }
    var value: UInt128 = 0
    for index in 0..<min(16, range.count) {
      value |= UInt128(unsafe base[range.lowerBound + index]) << UInt128(truncatingIfNeeded: index * 8)
    }
    return value
  }

  /// Goes on behind what is known to be one value that begins here, or to be the inside of one.
  ///
  /// - Parameter offset: the first byte after it.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func advance(to offset: Int) { self.offset = min(max(self.offset, offset), count) }

  /// Passes over white space (RFC 8259, section 2), to the end of the text if nothing else follows.
  @_lifetime(self: copy self)
  public mutating func skipWhitespace() {
    while offset < count {
      let byte = unsafe base[offset]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      offset += 1
    }
  }

  /// Passes over a UTF-8 byte order mark if one stands here (RFC 8259, section 8.1 lets a reader ignore it).
  @_lifetime(self: copy self)
  public mutating func skipByteOrderMark() {
    guard count - offset >= 3 else { return }
    if unsafe base[offset] == 0xEF, unsafe base[offset + 1] == 0xBB, unsafe base[offset + 2] == 0xBF { offset += 3 }
  }

  /// Throws unless only white space is left.
  @_lifetime(self: copy self)
  public mutating func expectEnd() throws(JSONError) {
    skipWhitespace()
    guard isAtEnd else { throw JSONError(.trailingBytes, at: offset) }
  }

  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  mutating func enter() throws(JSONError) {
    guard depth < Self.maximumDepth else { throw JSONError(.tooDeep, at: offset) }
    depth += 1
    offset += 1
  }

  /// Reads `{`.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func beginObject() throws(JSONError) {
    guard try peek() == UInt8(ascii: "{") else { throw JSONError(.unexpectedByte, at: offset) }
    try enter()
  }

  /// Reads the next member's name and colon, or the `}` that ends the object and then returns nil.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func nextKey(isFirst: inout Bool) throws(JSONError) -> JSONSlice? {
    var byte = try peek()
    if byte == UInt8(ascii: "}") {
      offset += 1
      depth -= 1
      return nil
    }
    if isFirst {
      isFirst = false
    } else {
      guard byte == UInt8(ascii: ",") else { throw JSONError(.unexpectedByte, at: offset) }
      offset += 1
      byte = try peek()
    }
    guard byte == UInt8(ascii: "\"") else { throw JSONError(.unexpectedByte, at: offset) }
    let key = try readString()
    guard try peek() == UInt8(ascii: ":") else { throw JSONError(.unexpectedByte, at: offset) }
    offset += 1
    return key
  }

  /// Reads `[`.
  @_lifetime(self: copy self)
  public mutating func beginArray() throws(JSONError) {
    guard try peek() == UInt8(ascii: "[") else { throw JSONError(.unexpectedByte, at: offset) }
    try enter()
  }

  /// Reads up to the next element of an array, or over the `]` that ends it and then returns false.
  @_lifetime(self: copy self)
  public mutating func nextElement(isFirst: inout Bool) throws(JSONError) -> Bool {
    let byte = try peek()
    if byte == UInt8(ascii: "]") {
      offset += 1
      depth -= 1
      return false
    }
    if isFirst {
      isFirst = false
      return true
    }
    guard byte == UInt8(ascii: ",") else { throw JSONError(.unexpectedByte, at: offset) }
    offset += 1
    guard try peek() != UInt8(ascii: "]") else { throw JSONError(.unexpectedByte, at: offset) }
    return true
  }

  /// Reads a string whose opening quote stands here.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func readString() throws(JSONError) -> JSONSlice {
    let start = offset + 1
    let end = unsafe base + count
    let stop = unsafe byte_scan_plain_string(base + start, end)
    offset = unsafe stop - base
    // Almost every string is plain ASCII and ends at the first byte that stopped the scan.
    if offset < count, unsafe stop.pointee == UInt8(ascii: "\"") {
      offset += 1
      return JSONSlice(start, offset - 1, .string)
    }
    return try readRestOfString(from: start)
  }

  @usableFromInline
  @_lifetime(self: copy self)
  mutating func readRestOfString(from start: Int) throws(JSONError) -> JSONSlice {
    var flags: JSONSlice.Flags = []
    let end = unsafe base + count
    while offset < count {
      let byte = unsafe base[offset]
      if byte == UInt8(ascii: "\"") {
        offset += 1
        return JSONSlice(start, offset - 1, .string, flags)
      } else if byte == UInt8(ascii: "\\") {
        flags.insert(.hasEscapes)
        if try skipEscape() { flags.insert(.hasLoneSurrogate) }
      } else if byte < 0x20 {
        throw JSONError(.controlCharacterInString, at: offset)
      } else if byte >= 0x80 {
        let length = unsafe UTF8Validation.sequenceLength(base + offset, remaining: count - offset)
        guard length > 0 else { throw JSONError(.invalidUTF8, at: offset) }
        offset += length
        continue  // The next byte is probably another such sequence.
      }
      offset = unsafe byte_scan_plain_string(base + offset, end) - base
    }
    throw JSONError(.endOfInput, at: count)
  }

  /// Passes over the escape that begins here; returns whether it was half a surrogate pair.
  @_lifetime(self: copy self)
  private mutating func skipEscape() throws(JSONError) -> Bool {
    guard offset + 1 < count else { throw JSONError(.endOfInput, at: count) }
    switch unsafe base[offset + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      offset += 2
      return false
    case UInt8(ascii: "u"):
      guard count - offset >= 6 else { throw JSONError(.endOfInput, at: count) }
      guard let unit = unsafe JSONString.codeUnit(base + offset + 2) else {
        throw JSONError(.invalidEscape, at: offset)
      }
      offset += 6
      guard unit & 0xF800 == 0xD800 else { return false }
      guard unit < 0xDC00, let low = unsafe JSONString.lowSurrogate(base + offset, remaining: count - offset) else {
        return true
      }
      _ = low
      offset += 6
      return false
    default:
      throw JSONError(.invalidEscape, at: offset)
    }
  }

  /// Reads any value; containers are read whole. What the slice covers is the value from its first byte to its last.
  @inlinable @inline(__always)
  @_lifetime(self: copy self)
  public mutating func readValue() throws(JSONError) -> JSONSlice {
    if try peek() == UInt8(ascii: "\"") { return try readString() }
    return try readOtherValue()
  }

  @usableFromInline
  @_lifetime(self: copy self)
  mutating func readOtherValue() throws(JSONError) -> JSONSlice {
    let start = offset
    switch unsafe base[offset] {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      let kind: JSONSlice.Kind = unsafe base[offset] == UInt8(ascii: "{") ? .object : .array
      try skipContainer()
      return JSONSlice(start, offset, kind)
    case UInt8(ascii: "t"):
      try expect("true")
      return JSONSlice(start, offset, .boolean)
    case UInt8(ascii: "f"):
      try expect("false")
      return JSONSlice(start, offset, .boolean)
    case UInt8(ascii: "n"):
      try expect("null")
      return JSONSlice(start, offset, .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      try skipNumber()
      return JSONSlice(start, offset, .number)
    default:
      throw JSONError(.unexpectedByte, at: offset)
    }
  }

  @_lifetime(self: copy self)
  private mutating func expect(_ word: StaticString) throws(JSONError) {
    let start = offset
    guard count - offset >= word.utf8CodeUnitCount else {
      throw JSONError(.endOfInput, at: count)
    }
    for index in 0..<word.utf8CodeUnitCount {
      guard unsafe base[offset] == word.utf8Start[index] else { throw JSONError(.invalidLiteral, at: start) }
      offset += 1
    }
  }

  @_lifetime(self: copy self)
  private mutating func skipNumber() throws(JSONError) {
    let start = offset
    if unsafe base[offset] == UInt8(ascii: "-") { offset += 1 }
    if offset < count, unsafe base[offset] == UInt8(ascii: "0") {
      offset += 1
    } else {
      guard skipDigits() else { throw JSONError(.invalidNumber, at: start) }
    }
    if offset < count, unsafe base[offset] == UInt8(ascii: ".") {
      offset += 1
      guard skipDigits() else { throw JSONError(.invalidNumber, at: start) }
    }
    if offset < count, unsafe base[offset] | 0x20 == UInt8(ascii: "e") {
      offset += 1
      if offset < count, unsafe base[offset] == UInt8(ascii: "+") || base[offset] == UInt8(ascii: "-") {
        offset += 1
      }
      guard skipDigits() else { throw JSONError(.invalidNumber, at: start) }
    }
  }

  @_lifetime(self: copy self)
  private mutating func skipDigits() -> Bool {
    let start = offset
    while offset < count, unsafe base[offset] &- UInt8(ascii: "0") < 10 { offset += 1 }
    return offset > start
  }

  /// Passes over a container, with one bit a level instead of recursion: 100,000 brackets must not end the process.
  @_lifetime(self: copy self)
  private mutating func skipContainer() throws(JSONError) {
    let outerDepth = depth
    var isObject: UInt128 = 0
    var isFirst = true
    func isOpeningObject(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "{") }

    isObject = isOpeningObject(unsafe base[offset]) ? 1 : 0
    try enter()
    while true {
      if isObject & 1 == 1 {
        if try nextKey(isFirst: &isFirst) == nil {
          if depth == outerDepth { return }
          isObject >>= 1
          isFirst = false
          continue
        }
      } else if try !nextElement(isFirst: &isFirst) {
        if depth == outerDepth { return }
        isObject >>= 1
        isFirst = false
        continue
      }
      let byte = try peek()
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
        isObject = isObject << 1 | (isOpeningObject(byte) ? 1 : 0)
        isFirst = true
        try enter()
      } else {
        _ = try readValue()
      }
    }
  }
}
