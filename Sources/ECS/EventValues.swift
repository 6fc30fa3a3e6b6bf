import CByteScan

/// The values of one record in the form in which its event has them, each in a slot.
///
/// A value is a piece of the record's own bytes or of `scratch`, where those are made that the record does not have in this form.
/// Valid while the event is being written. An absent value is empty.
@safe struct EventValues: ~Copyable {
  @unsafe private(set) var slots: UnsafeMutablePointer<byte_run>
  private var slotCount: Int
  private var scratch: UnsafeMutablePointer<UInt8>
  private var scratchCapacity: Int
  /// How many bytes stand in `scratch`; where the next value made there begins.
  private(set) var scratchCount = 0

  init() {
    slotCount = 128
    unsafe slots = .allocate(capacity: slotCount)
    unsafe slots.initialize(repeating: byte_run(), count: slotCount)
    scratchCapacity = 4096
    unsafe scratch = .allocate(capacity: scratchCapacity)
  }

  deinit {
    unsafe slots.deallocate()
    unsafe scratch.deallocate()
  }

  /// Begins a new record, which has no more than `count` slots.
  @inline(__always)
  mutating func begin(slotCount count: Int) {
    scratchCount = 0
    if count > slotCount { growSlots(to: count) }
  }

  /// Gives memory back that one large record has asked for.
  mutating func shrink(above limit: Int) {
    guard scratchCapacity > limit else { return }
    scratchCount = 0
    unsafe scratch.deallocate()
    unsafe scratch = .allocate(capacity: limit)
    scratchCapacity = limit
  }

  private mutating func growSlots(to count: Int) {
    let moved = UnsafeMutablePointer<byte_run>.allocate(capacity: count)
    unsafe moved.initialize(repeating: byte_run(), count: count)
    unsafe slots.deallocate()
    unsafe slots = moved
    slotCount = count
  }

  // MARK: - Values

  @inline(__always)
  func count(_ slot: Int) -> Int { unsafe slots[slot].count }

  @inline(__always)
  mutating func clear(_ slot: Int) { unsafe slots[slot].count = 0 }

  /// The bytes are written as they are.
  @inline(__always)
  mutating func set(_ slot: Int, _ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer {
      unsafe slots[slot] = unsafe byte_run(start: $0.baseAddress, count: $0.count)
    }
  }

  @inline(__always)
  mutating func set(_ slot: Int, to other: Int) { unsafe slots[slot] = unsafe slots[other] }

  /// The bytes of somebody who keeps them.
  @unsafe @inline(__always)
  mutating func set(_ slot: Int, _ run: byte_run) { unsafe slots[slot] = unsafe run }

  @inline(__always)
  mutating func set(_ slot: Int, _ word: StaticString) {
    unsafe slots[slot] = unsafe byte_run(start: word.utf8Start, count: word.utf8CodeUnitCount)
  }

  /// The bytes are escaped where they have to be.
  @inline(__always)
  mutating func set(_ slot: Int, escaping bytes: Span<UInt8>) {
    if Self.isUnescaped(bytes) { set(slot, bytes) } else { make(slot, escaping: bytes) }
  }

  /// The same bytes escaped, which are known to need it.
  mutating func make(_ slot: Int, escaping bytes: Span<UInt8>) {
    let start = scratchCount
    appendEscaped(bytes)
    setMade(slot, from: start)
  }

  mutating func set(_ slot: Int, decimal value: Int64) {
    let start = scratchCount
    append(decimal: value)
    setMade(slot, from: start)
  }

  /// What was appended from `start` on.
  @inline(__always)
  mutating func setMade(_ slot: Int, from start: Int) {
    unsafe slots[slot] = unsafe byte_run(start: scratch + start, count: scratchCount - start)
  }

  /// Leaves out the end of a value.
  mutating func truncate(_ slot: Int, to count: Int) { unsafe slots[slot].count = min(count, slots[slot].count) }

  @_lifetime(borrow self)
  func bytes(_ slot: Int) -> Span<UInt8> {
    let run = unsafe slots[slot]
    let span = unsafe Span(_unsafeElements: UnsafeBufferPointer(start: run.start, count: run.count))
    return unsafe _overrideLifetime(span, borrowing: self)
  }

  @inline(__always)
  static func isUnescaped(_ bytes: Span<UInt8>) -> Bool {
    unsafe bytes.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return true }
      return unsafe byte_scan_is_unescaped(start, source.count) != 0
    }
  }

  // MARK: - Making a value

  mutating func append(_ byte: UInt8) {
    reserve(1)
    unsafe scratch[scratchCount] = byte
    scratchCount += 1
  }

  mutating func append(_ bytes: Span<UInt8>) {
    reserve(bytes.count)
    unsafe bytes.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      unsafe memcpy(scratch + scratchCount, start, source.count)
      scratchCount += source.count
    }
  }

  mutating func append(_ word: StaticString) {
    reserve(word.utf8CodeUnitCount)
    unsafe memcpy(scratch + scratchCount, word.utf8Start, word.utf8CodeUnitCount)
    scratchCount += word.utf8CodeUnitCount
  }

  mutating func append(value slot: Int) {
    // Growing moves the values that stand in `scratch`.
    reserve(count(slot))
    let run = unsafe slots[slot]
    guard let start = unsafe run.start else { return }
    unsafe memcpy(scratch + scratchCount, start, run.count)
    scratchCount += unsafe run.count
  }

  mutating func appendEscaped(_ bytes: Span<UInt8>) {
    // What byte_scan_escape may write at the most.
    reserve(bytes.count * 6 + 16)
    unsafe bytes.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      scratchCount += unsafe byte_scan_escape(scratch + scratchCount, start, source.count)
    }
  }

  mutating func append(decimal value: Int64) {
    reserve(20)
    var rest = value.magnitude
    var digits = 1
    var limit: UInt64 = 10
    while digits < 19, rest >= limit {
      digits += 1
      limit *= 10
    }
    if value < 0 {
      unsafe scratch[scratchCount] = UInt8(ascii: "-")
      scratchCount += 1
    }
    var place = scratchCount + digits
    scratchCount = place
    repeat {
      place -= 1
      unsafe scratch[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
  }

  /// Turns what was appended from `start` on into lower case.
  mutating func lowercaseASCII(from start: Int) {
    for index in start..<scratchCount {
      let byte = unsafe scratch[index]
      unsafe scratch[index] = byte | (byte &- UInt8(ascii: "A") < 26 ? 0x20 : 0)
    }
  }

  @inline(__always)
  private mutating func reserve(_ additional: Int) {
    if scratchCapacity - scratchCount < additional { grow(by: additional) }
  }

  /// Moves `scratch`, and the values in it with it.
  @inline(never)
  private mutating func grow(by additional: Int) {
    let newCapacity = max(scratchCapacity * 2, scratchCount + additional)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: newCapacity)
    unsafe moved.update(from: scratch, count: scratchCount)
    for slot in 0..<slotCount {
      guard let start = unsafe slots[slot].start else { continue }
      let offset = unsafe UnsafePointer(start) - UnsafePointer(scratch)
      if offset >= 0, offset < scratchCapacity { unsafe slots[slot].start = UnsafePointer(moved + offset) }
    }
    unsafe scratch.deallocate()
    unsafe scratch = moved
    scratchCapacity = newCapacity
  }
}
