public import CByteScan

/// A growing run of bytes with one owner; emptied and filled again for each record, so that nothing is allocated per record.
///
/// Not thread-safe. Growth doubles; `removeAll` keeps the memory.
@safe
public struct ByteBuffer: ~Copyable {
  @usableFromInline var storage: UnsafeMutablePointer<UInt8>
  /// How many bytes fit before more memory is asked for.
  public private(set) var capacity: Int
  @usableFromInline var used: Int

  public init(capacity: Int = 4096) {
    self.capacity = max(64, capacity)
    unsafe storage = .allocate(capacity: self.capacity)
    used = 0
  }

  deinit { unsafe storage.deallocate() }

  /// How many bytes are in use.
  @inlinable public var count: Int { used }
  @inlinable public var isEmpty: Bool { used == 0 }

  /// The bytes; valid until the buffer is next changed.
  public var span: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let span = unsafe Span(_unsafeStart: UnsafePointer(storage), count: used)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  @inlinable
  public mutating func removeAll() { used = 0 }

  /// Drops all bytes behind the first `count`.
  @inlinable
  public mutating func truncate(to count: Int) { used = min(used, max(0, count)) }

  /// Gives memory back when one large record has made the buffer grow past `limit`; bytes behind it are dropped.
  public mutating func shrink(above limit: Int) {
    guard capacity > limit else { return }
    used = min(used, limit)
    move(toCapacity: limit)
  }

  /// Makes room for `additional` more bytes.
  @inlinable @inline(__always)
  public mutating func reserve(_ additional: Int) {
    if capacity - used < additional { grow(by: additional) }
  }

  @usableFromInline @inline(never)
  mutating func grow(by additional: Int) { move(toCapacity: max(capacity * 2, used + additional)) }

  private mutating func move(toCapacity newCapacity: Int) {
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: newCapacity)
    unsafe moved.update(from: storage, count: used)
    unsafe storage.deallocate()
    unsafe storage = moved
    capacity = newCapacity
  }

  @inlinable @inline(__always)
  public mutating func append(_ byte: UInt8) {
    reserve(1)
    unsafe storage[used] = byte
    used += 1
  }

  @inlinable @inline(__always)
  public mutating func append(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe append($0) }
  }

  @unsafe @inlinable @inline(__always)
  public mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress, bytes.count > 0 else { return }
    reserve(bytes.count)
    unsafe memcpy(storage + used, start, bytes.count)
    used += bytes.count
  }

  @inlinable @inline(__always)
  public mutating func append(_ text: StaticString) {
    reserve(text.utf8CodeUnitCount)
    unsafe memcpy(storage + used, text.utf8Start, text.utf8CodeUnitCount)
    used += text.utf8CodeUnitCount
  }

  public mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in unsafe append(utf8) }
  }

  /// Appends bytes as the inside of a JSON string; the quotes are the caller's.
  @inlinable
  public mutating func appendEscaped(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress, source.count > 0 else { return }
      // What byte_scan_escape may write at the most.
      reserve(source.count * 6 + 16)
      used += unsafe byte_scan_escape(storage + used, start, source.count)
    }
  }

  public mutating func appendEscaped(_ text: String) {
    var text = text
    text.withUTF8 { unsafe appendEscaped($0.span) }
  }

  /// Appends what `write` writes at the place that it gets; it says how many bytes that were, `room` at the most.
  @unsafe @inlinable @inline(__always)
  public mutating func append(room: Int, _ write: (UnsafeMutablePointer<UInt8>) -> Int) {
    reserve(room)
    used += min(room, max(0, unsafe write(storage + used)))
  }

  /// Appends a number in decimal digits.
  public mutating func append(decimal value: Int64) {
    reserve(20)
    if value < 0 { append(UInt8(ascii: "-")) }
    var rest = value.magnitude
    let start = used
    repeat {
      unsafe storage[used] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      used += 1
      rest /= 10
    } while rest > 0
    var low = start
    var high = used - 1
    while low < high {
      let digit = unsafe storage[low]
      unsafe storage[low] = unsafe storage[high]
      unsafe storage[high] = digit
      low += 1
      high -= 1
    }
  }

  /// Appends a Unicode scalar value as UTF-8; what is none becomes U+FFFD.
  public mutating func append(scalar value: UInt32) {
    let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
    for unit in Unicode.UTF8.encode(scalar) ?? Unicode.UTF8.encodedReplacementCharacter { append(unit) }
  }

  /// Turns the ASCII letters from an index on into lower case.
  public mutating func lowercaseASCII(from start: Int) {
    for index in min(max(0, start), used)..<used {
      let byte = unsafe storage[index]
      unsafe storage[index] = byte | (byte &- UInt8(ascii: "A") < 26 ? 0x20 : 0)
    }
  }

  /// Appends ASCII letters in lower case and all other bytes as they are.
  public mutating func append(lowercasingASCII bytes: Span<UInt8>) {
    reserve(bytes.count)
    unsafe bytes.withUnsafeBufferPointer { source in
      let target = unsafe storage + used
      for index in 0..<source.count {
        let byte = unsafe source[index]
        unsafe target[index] = byte | (byte &- UInt8(ascii: "A") < 26 ? 0x20 : 0)
      }
    }
    used += bytes.count
  }
}
