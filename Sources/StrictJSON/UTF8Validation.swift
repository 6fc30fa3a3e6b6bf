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

  /// The length of the well-formed sequence that begins with the byte at `position`, which is 0x80 or above; 0 for none.
  static func sequenceLength(at position: Int, in bytes: Span<UInt8>) -> Int {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, position < buffer.count else { return 0 }
      return unsafe sequenceLength(base + position, remaining: buffer.count - position)
    }
  }

  /// How many bytes from `position` on one U+FFFD stands for (Unicode 15, section 3.9: the maximal subpart); 0 for a
  /// well-formed sequence. The first byte is 0x80 or above.
  static func illFormedLength(at position: Int, in bytes: Span<UInt8>) -> Int {
    guard sequenceLength(at: position, in: bytes) == 0 else { return 0 }
    let second: ClosedRange<UInt8>
    let continuations: Int
    switch bytes[position] {
    case 0xE0: (second, continuations) = (0xA0...0xBF, 1)
    case 0xED: (second, continuations) = (0x80...0x9F, 1)
    case 0xE1...0xEF: (second, continuations) = (0x80...0xBF, 1)
    case 0xF0: (second, continuations) = (0x90...0xBF, 2)
    case 0xF4: (second, continuations) = (0x80...0x8F, 2)
    case 0xF1...0xF3: (second, continuations) = (0x80...0xBF, 2)
    default: return 1
    }
    guard position + 1 < bytes.count, second.contains(bytes[position + 1]) else { return 1 }
    guard continuations == 2, position + 2 < bytes.count, bytes[position + 2] & 0xC0 == 0x80 else { return 2 }
    return 3
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
