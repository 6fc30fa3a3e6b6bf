/// The rules of well-formed UTF-8 (Unicode 15, table 3-7): no overlong forms, no surrogates, nothing above U+10FFFF.
public enum UTF8Validation {
  /// The byte offset of the first ill-formed sequence, or nil where all bytes are UTF-8.
  public static func firstInvalidByte(in bytes: Span<UInt8>) -> Int? {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return nil }
      var position = 0
      while position < buffer.count {
        if unsafe base[position] < 0x80 {
          position += 1
          continue
        }
        let length = unsafe sequenceLength(base + position, remaining: buffer.count - position)
        guard length > 0 else { return position }
        position += length
      }
      return nil
    }
  }

  /// The length of the well-formed sequence of 2 to 4 bytes at `p`, or 0. The first byte is 0x80 or above.
  @usableFromInline
  static func sequenceLength(_ p: UnsafePointer<UInt8>, remaining: Int) -> Int {
    func isContinuation(_ index: Int) -> Bool { unsafe p[index] & 0xC0 == 0x80 }
    switch unsafe p[0] {
    case 0xC2...0xDF:
      return remaining >= 2 && isContinuation(1) ? 2 : 0
    case 0xE0...0xEF:
      guard remaining >= 3, isContinuation(1), isContinuation(2) else { return 0 }
      if unsafe p[0] == 0xE0, unsafe p[1] < 0xA0 { return 0 }
      if unsafe p[0] == 0xED, unsafe p[1] >= 0xA0 { return 0 }
      return 3
    case 0xF0...0xF4:
      guard remaining >= 4, isContinuation(1), isContinuation(2), isContinuation(3) else { return 0 }
      if unsafe p[0] == 0xF0, unsafe p[1] < 0x90 { return 0 }
      if unsafe p[0] == 0xF4, unsafe p[1] >= 0x90 { return 0 }
      return 4
    default:
      return 0
    }
  }
}
