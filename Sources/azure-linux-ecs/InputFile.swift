@unsafe @preconcurrency import Glibc

/// Where one value of a file ends and the next begins.
enum ValueShape {
  case lines
  case whole
  case json(acceptsRawNewlines: Bool)
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

  /// Calls back for each JSON value, which may go over several lines, or for each line.
  func forEachValue(
    _ shape: ValueShape, _ body: (Span<UInt8>, _ bytesRead: Int) -> Void
  ) -> SystemError? {
    switch shape {
    case .lines: return forEachLine(body)
    case .whole:
      switch readAll() {
      case .failure(let error): return error
      case .success(let bytes):
        body(bytes.span, bytes.count)
        return nil
      }
    case .json(let acceptsRawNewlines):
      var splitter = ValueSplitter(acceptsRawNewlines: acceptsRawNewlines)
      var position = 0
      let error = forEachLine { line, bytesRead in
        position = bytesRead
        splitter.take(line) { body($0, bytesRead) }
      }
      splitter.finish { body($0, position) }
      return error
    }
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
