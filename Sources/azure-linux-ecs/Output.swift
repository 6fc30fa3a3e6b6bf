import Base
@unsafe @preconcurrency import Glibc
import Logging

/// A file descriptor that text and bytes are written to, through a buffer.
///
/// Used by one thread at a time, which the commands see to. What cannot be written ends the process with exit code 1: half an answer is no answer.
final class Output: @unchecked Sendable {
  static let standard = Output(descriptor: STDOUT_FILENO, name: "standard output")
  static let error = Output(descriptor: STDERR_FILENO, name: "standard error", bufferByteCount: 0, isForPeople: true)

  private let descriptor: Int32
  private let name: String
  private let bufferByteCount: Int
  /// Whether each line is made harmless: errors name files, topics and what brokers say.
  private let isForPeople: Bool
  private let isTerminal: Bool
  private var buffer: [UInt8] = []

  init(descriptor: Int32, name: String, bufferByteCount: Int = 1 << 16, isForPeople: Bool = false) {
    self.isForPeople = isForPeople
    isTerminal = Terminal.isTerminal(descriptor)
    self.descriptor = descriptor
    self.name = name
    self.bufferByteCount = bufferByteCount
    buffer.reserveCapacity(bufferByteCount + 4096)
  }

  /// Creates or empties a file that only its owner may read, since it holds texts of logs. A link is not followed: it may have been
  /// put there by somebody else.
  static func file(_ path: String) -> Result<Output, SystemError> {
    // /dev/stderr is a link that nobody else can have put there.
    let links = path.hasPrefix("/dev/") ? 0 : O_NOFOLLOW
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_CLOEXEC | links, 0o600)
    guard descriptor >= 0 else { return .failure(SystemError(errno)) }
    var status = stat()
    if unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      fchmod(descriptor, 0o600) != 0 || ftruncate(descriptor, 0) != 0
    {
      let error = SystemError(errno)
      _ = close(descriptor)
      return .failure(error)
    }
    return .success(Output(descriptor: descriptor, name: path))
  }

  func write(_ text: String) {
    if isForPeople {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      buffer += lines.map { Terminal.sanitize($0) }.joined(separator: "\n").utf8
    } else {
      buffer += text.utf8
    }
    if buffer.count >= bufferByteCount { flush() }
  }

  /// Writes JSON; on a terminal without what that would obey, reorder or hide.
  func write(json bytes: Span<UInt8>) {
    guard isTerminal else { return write(bytes) }
    unsafe bytes.withUnsafeBufferPointer { bytes in
      // The newline at the end is the line's own.
      let text = unsafe String(decoding: bytes, as: UTF8.self)
      write(
        text.hasSuffix("\n") ? Terminal.harmless(json: String(text.dropLast())) + "\n" : Terminal.harmless(json: text))
    }
  }

  func write(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe buffer.append(contentsOf: $0) }
    if buffer.count >= bufferByteCount { flush() }
  }

  func flush() {
    var start = 0
    while start < buffer.count {
      let written = unsafe buffer.withUnsafeBytes { bytes in
        unsafe Glibc.write(descriptor, bytes.baseAddress.map { unsafe $0 + start }, bytes.count - start)
      }
      if written >= 0 {
        start += written
      } else if errno != EINTR {
        let reason = SystemError(errno)
        buffer.removeAll()
        // The reader of the output has gone: that is no error, and nothing is left to say.
        if reason.isBrokenPipe { Glibc.exit(ExitCode.success.rawValue) }
        if descriptor != STDERR_FILENO { Output.error.write("Error: \(name) cannot be written: \(reason)\n") }
        Glibc.exit(ExitCode.failure.rawValue)
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// A reader that has gone shows as an error of the write, not as a signal that ends the process.
  static func ignoreBrokenPipes() { _ = signal(SIGPIPE, SIG_IGN) }

  /// Ends the process with everything written.
  static func exit(_ code: Int32) -> Never {
    standard.flush()
    error.flush()
    Glibc.exit(code)
  }
}

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
