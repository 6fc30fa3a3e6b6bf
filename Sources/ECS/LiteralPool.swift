import CByteScan

/// Fixed runs of bytes, each once, with room to read `BYTE_COPY_PADDING` bytes after the last.
@safe struct LiteralPool: ~Copyable {
  private struct Entry: BitwiseCopyable {
    let start: Int32
    let count: Int32
    /// The next one of the same place, -1 for none.
    let next: Int32
  }

  private static let placeCount = 1024

  /// Valid until the next run is added.
  @unsafe private(set) var bytes: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity = 16 * 1024
  private var entries = Table<Entry>()
  private var places = Table<Int32>(capacity: placeCount)

  init() {
    unsafe bytes = .allocate(capacity: capacity + Int(BYTE_COPY_PADDING))
    unsafe bytes.initialize(repeating: 0, count: capacity + Int(BYTE_COPY_PADDING))
    places.append(contentsOf: repeatElement(-1, count: Self.placeCount))
  }

  deinit { unsafe bytes.deallocate() }

  /// Where a run stands, which is added if it is new.
  mutating func place(of run: Span<UInt8>) -> UInt32 {
    var hash: UInt32 = 2_166_136_261
    for index in run.indices { hash = (hash ^ UInt32(run[index])) &* 16_777_619 }
    let place = Int(hash % UInt32(Self.placeCount))
    let newest = places[place]
    var index = newest
    while index >= 0 {
      let entry = entries[Int(index)]
      if isEqual(entry, run) { return UInt32(entry.start) }
      index = entry.next
    }
    places[place] = Int32(entries.count)
    entries.append(Entry(start: Int32(count), count: Int32(run.count), next: newest))
    return append(run)
  }

  private func isEqual(_ entry: Entry, _ run: Span<UInt8>) -> Bool {
    guard Int(entry.count) == run.count else { return false }
    return unsafe run.withUnsafeBufferPointer { other in
      guard let start = other.baseAddress else { return true }
      return unsafe memcmp(bytes + Int(entry.start), start, other.count) == 0
    }
  }

  private mutating func append(_ run: Span<UInt8>) -> UInt32 {
    if capacity - count < run.count { grow(by: run.count) }
    let start = count
    for index in run.indices { unsafe bytes[start + index] = run[index] }
    count += run.count
    return UInt32(start)
  }

  private mutating func grow(by additional: Int) {
    let newCapacity = max(2 * capacity, count + additional)
    let size = newCapacity + Int(BYTE_COPY_PADDING)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
    unsafe moved.initialize(repeating: 0, count: size)
    unsafe moved.update(from: bytes, count: count)
    unsafe bytes.deallocate()
    unsafe bytes = moved
    capacity = newCapacity
  }

  mutating func removeAll() {
    count = 0
    entries.removeAll()
    for place in 0..<places.count { places[place] = -1 }
  }
}
