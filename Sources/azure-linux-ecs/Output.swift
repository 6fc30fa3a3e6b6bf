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

/// A file, or standard input, that is read in pieces.
final class InputFile {
  let name: String
  private let descriptor: Int32
  private let closes: Bool
  private var chunk = [UInt8](repeating: 0, count: 1 << 18)

  private init(name: String, descriptor: Int32, closes: Bool) {
    self.name = name
    self.descriptor = descriptor
    self.closes = closes
  }

  deinit { if closes { close(descriptor) } }

  /// Opens a file; `-` is standard input.
  static func open(_ path: String) -> Result<InputFile, SystemError> {
    if path == "-" { return .success(InputFile(name: "standard input", descriptor: STDIN_FILENO, closes: false)) }
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return .failure(SystemError(errno)) }
    return .success(InputFile(name: path, descriptor: descriptor, closes: true))
  }

  /// The size of a regular file, nil for what has none (a pipe, a terminal).
  var byteCount: Int? {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// Calls back for each line without its newline, the last one also if no newline ends it, and says how far it has read.
  ///
  /// A line is one piece of memory, however long it is.
  func forEachLine(_ body: (Span<UInt8>, _ bytesRead: Int) -> Void) -> SystemError? {
    var rest: [UInt8] = []
    var bytesRead = 0
    while true {
      let count: Int
      switch readChunk() {
      case .failure(let error): return error
      case .success(let read): count = read
      }
      guard count > 0 else { break }
      var start = 0
      for index in 0..<count where chunk[index] == UInt8(ascii: "\n") {
        bytesRead += index + 1 - start
        if rest.isEmpty {
          body(chunk.span.extracting(start..<index), bytesRead)
        } else {
          rest += chunk[start..<index]
          body(rest.span, bytesRead)
          rest.removeAll(keepingCapacity: rest.capacity < 1 << 22)
        }
        start = index + 1
      }
      bytesRead += count - start
      rest += chunk[start..<count]
    }
    if !rest.isEmpty { body(rest.span, bytesRead) }
    return nil
  }

  /// All of it.
  func readAll() -> Result<[UInt8], SystemError> {
    var bytes: [UInt8] = []
    while true {
      switch readChunk() {
      case .failure(let error): return .failure(error)
      case .success(0): return .success(bytes)
      case .success(let count): bytes += chunk[0..<count]
      }
    }
  }

  private func readChunk() -> Result<Int, SystemError> {
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 { return .success(count) }
      if errno != EINTR { return .failure(SystemError(errno)) }
    }
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
