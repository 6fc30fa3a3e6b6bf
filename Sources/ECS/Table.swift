/// A growing run of plain values in memory of its own: reading one retains nothing and asks nobody whether it is shared.
@safe struct Table<Element: BitwiseCopyable>: ~Copyable {
  /// Valid until the next value is appended.
  @unsafe private(set) var start: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 64) {
    self.capacity = max(1, capacity)
    unsafe start = .allocate(capacity: self.capacity)
  }

  deinit { unsafe start.deallocate() }

  subscript(index: Int) -> Element {
    @inline(__always) get {
      precondition(index >= 0 && index < count)
      return unsafe start[index]
    }
    @inline(__always) set {
      precondition(index >= 0 && index < count)
      unsafe start[index] = newValue
    }
  }

  mutating func append(_ element: Element) {
    if count == capacity { grow() }
    unsafe start[count] = element
    count += 1
  }

  mutating func append(contentsOf elements: some Sequence<Element>) {
    for element in elements { append(element) }
  }

  /// Forgets the values and keeps the memory.
  mutating func removeAll() { count = 0 }

  private mutating func grow() {
    let moved = UnsafeMutablePointer<Element>.allocate(capacity: 2 * capacity)
    unsafe moved.update(from: start, count: count)
    unsafe start.deallocate()
    unsafe start = moved
    capacity *= 2
  }
}
