@unsafe @preconcurrency import Glibc

/// What the operating system answered to a call that failed.
struct SystemError: Error, CustomStringConvertible {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  var isBrokenPipe: Bool { number == EPIPE }

  /// In words, as errno(3) has them.
  var description: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard unsafe strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
