/// The spellings of a program's name: `/usr/sbin/sshd`, `sshd:`, `sshd[2211]` and `sshd[2211]:` are sshd, `-` is none.
struct ProgramForm {
  /// Where the name stands; empty for none.
  private(set) var name: Range<Int>
  private(set) var processID: Int64?

  /// Whether a name may be in another spelling than its plain one; true for no more names than `init` changes, and few others.
  @inline(__always)
  static func mayDiffer(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    guard let last = range.last else { return true }
    let first = bytes[range.lowerBound]
    let end = bytes[last]
    return first == UInt8(ascii: "/") || first <= UInt8(ascii: " ") || end == UInt8(ascii: ":")
      || end == UInt8(ascii: "]") || end <= UInt8(ascii: " ") || (range.count == 1 && first == UInt8(ascii: "-"))
  }

  init(_ bytes: Span<UInt8>) {
    name = Trimming.range(bytes, 0..<bytes.count)
    if let last = name.last, bytes[last] == UInt8(ascii: ":") { name = name.dropLast() }
    if let last = name.last, bytes[last] == UInt8(ascii: "]") {
      var digits = last
      while digits > name.lowerBound, bytes[digits - 1] &- UInt8(ascii: "0") < 10 { digits -= 1 }
      if digits > name.lowerBound + 1, digits < last, bytes[digits - 1] == UInt8(ascii: "[") {
        processID = ProcessNumber.read(bytes, digits..<last)
        name = name.lowerBound..<digits - 1
      }
    }
    if !name.isEmpty, bytes[name.lowerBound] == UInt8(ascii: "/") {
      var start = name.upperBound
      while start > name.lowerBound, bytes[start - 1] != UInt8(ascii: "/") { start -= 1 }
      // `/` alone or a folder names no program, and stays what it is.
      if start < name.upperBound { name = start..<name.upperBound }
    }
    if name.count == 1, bytes[name.lowerBound] == UInt8(ascii: "-") { name = 0..<0 }
  }
}

/// A process id in the forms that collectors write.
enum ProcessNumber {
  /// Digits, with white space around them or `.0` after them; nil for what is none or above 2,147,483,647.
  static func read(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    let range = Trimming.range(bytes, range)
    var number: Int64 = 0
    var index = range.lowerBound
    while index < range.upperBound, bytes[index] &- UInt8(ascii: "0") < 10 {
      number = number * 10 + Int64(bytes[index] - UInt8(ascii: "0"))
      guard number <= Int64(Int32.max) else { return nil }
      index += 1
    }
    guard index > range.lowerBound else { return nil }
    if index < range.upperBound {
      guard bytes[index] == UInt8(ascii: "."), index + 1 < range.upperBound else { return nil }
      for place in index + 1..<range.upperBound where bytes[place] != UInt8(ascii: "0") { return nil }
    }
    return number
  }
}

/// What stands around a value and does not belong to it: white space, control characters, a byte order mark.
public enum Trimming {
  /// The part of a range without white space, CR, LF, TAB, NUL and U+FEFF at its ends.
  public static func range(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    var end = range.upperBound
    while start < end {
      if isBlank(bytes[start]) {
        start += 1
      } else if isMark(bytes, at: start, end: end) {
        start += 3
      } else {
        break
      }
    }
    while end > start {
      if isBlank(bytes[end - 1]) {
        end -= 1
      } else if end - start >= 3, isMark(bytes, at: end - 3, end: end) {
        end -= 3
      } else {
        break
      }
    }
    return start..<end
  }

  /// Whether nothing is to be cut, told by the first byte and the last; false for few texts that would stay whole.
  @inline(__always)
  public static func isBare(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count > 0 else { return true }
    let first = bytes[0]
    let last = bytes[bytes.count - 1]
    return first > 0x20 && first != 0xEF && last > 0x20 && last != 0xBF
  }

  @inline(__always)
  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0 || (0x09...0x0D).contains(byte)
  }

  private static func isMark(_ bytes: Span<UInt8>, at place: Int, end: Int) -> Bool {
    place + 3 <= end && bytes[place] == 0xEF && bytes[place + 1] == 0xBB && bytes[place + 2] == 0xBF
  }
}
