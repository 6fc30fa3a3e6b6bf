/// Plain values in memory of their own that its owner frees.
///
/// An index is not checked in a release build: all of them come from the compiler of the catalogue, never from a text.
@safe struct FlatArray<Element: BitwiseCopyable> {
  let start: UnsafeMutablePointer<Element>
  let count: Int

  init(_ elements: [Element]) {
    count = elements.count
    // One more than needed, so that the pointer is one even of an empty array.
    unsafe start = UnsafeMutablePointer<Element>.allocate(capacity: elements.count + 1)
    unsafe elements.withUnsafeBufferPointer { buffer in
      guard let first = buffer.baseAddress else { return }
      unsafe start.initialize(from: first, count: buffer.count)
    }
  }

  func free() {
    unsafe start.deallocate()
  }

  subscript(_ index: Int) -> Element {
    @inline(__always) get {
      assert(index >= 0 && index < count)
      return unsafe start[index]
    }
  }

  subscript(_ index: UInt32) -> Element {
    @inline(__always) get { self[Int(index)] }
  }
}
