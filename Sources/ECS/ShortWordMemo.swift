import CByteScan

/// What short words mean that come again and again, such as names of facilities and programs: two words that share a place
/// take turns. Not thread-safe.
@safe struct ShortWordMemo: ~Copyable {
  private struct Entry {
    var word: byte_word
    /// -1 before there is one.
    var count: Int
    var meaning: Int
  }

  /// Longer words are looked up each time.
  private static let wordByteCount = 32
  private static let placeCount: UInt64 = 64

  private let entries: UnsafeMutablePointer<Entry>

  init() {
    unsafe entries = .allocate(capacity: Int(Self.placeCount))
    let nothing = Entry(word: byte_word(), count: -1, meaning: 0)
    unsafe entries.initialize(repeating: nothing, count: Int(Self.placeCount))
  }

  deinit { unsafe entries.deallocate() }

  /// The meaning of a word, which `lookUp` finds if the memo does not have it.
  @inline(__always)
  mutating func meaning(of word: Span<UInt8>, lookUp: (Span<UInt8>) -> Int) -> Int {
    guard word.count <= Self.wordByteCount else { return lookUp(word) }
    let packed = unsafe word.withUnsafeBufferPointer { bytes in
      unsafe bytes.baseAddress.map { unsafe byte_copy_word($0, bytes.count) } ?? byte_word()
    }
    let mixed = (packed.first ^ packed.second &* 0x9E37_79B9_7F4A_7C15) &* 0xC2B2_AE3D_27D4_EB4F
    let place = unsafe entries + Int(truncatingIfNeeded: mixed >> 58)
    if unsafe place.pointee.count == word.count, unsafe place.pointee.word.first == packed.first,
      unsafe place.pointee.word.second == packed.second, unsafe place.pointee.word.third == packed.third,
      unsafe place.pointee.word.fourth == packed.fourth
    {
      return unsafe place.pointee.meaning
    }
    let meaning = lookUp(word)
    unsafe place.pointee = Entry(word: packed, count: word.count, meaning: meaning)
    return meaning
  }
}
