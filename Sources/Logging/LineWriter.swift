import Glibc
import Synchronization

/// Writes whole lines to a file descriptor, each with one write(2), and keeps at most one passing line below them.
///
/// Lines of several threads never mix. A program that writes to a pipe must ignore SIGPIPE. What cannot be written is
/// dropped: there is nowhere left to say so.
public final class LineWriter: Sendable {
  /// Standard error, which log lines and progress share.
  public static let standardError = LineWriter(fileDescriptor: STDERR_FILENO)

  /// Whether the file descriptor is a terminal, as it was at the start.
  public let isTerminal: Bool

  private let fileDescriptor: Int32
  private let passing = Mutex<String>("")

  /// Takes a descriptor that stays open, and whether to treat it as a terminal.
  public init(fileDescriptor: Int32, isTerminal: Bool? = nil) {
    self.fileDescriptor = fileDescriptor
    self.isTerminal = isTerminal ?? Terminal.isTerminal(fileDescriptor)
  }

  /// How many columns the terminal has; 80 where nobody knows.
  public var columns: Int { Terminal.columns(fileDescriptor) ?? 80 }

  /// Writes a line above the passing one and adds the newline.
  public func writeLine(_ line: String) {
    passing.withLock { passing in
      put(passing.isEmpty ? line + "\n" : Self.erase + line + "\n" + passing)
    }
  }

  /// Shows a line that the next one replaces; empty takes it away. On anything but a terminal it shows nothing.
  public func showPassing(_ line: String) {
    guard isTerminal else { return }
    passing.withLock { passing in
      if passing != line { put(Self.erase + line) }
      passing = line
    }
  }

  /// Back to the first column and clear to the end of the line (ECMA-48 CR and EL).
  private static let erase = "\r\u{1B}[K"

  /// Writes everything, in one call unless a signal or a full pipe cuts it.
  private func put(_ text: String) {
    let bytes = Array(text.utf8)
    var start = 0
    var attempts = 0
    while start < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe write(fileDescriptor, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start)
      }
      if count > 0 {
        start += count
      } else if count < 0, errno == EAGAIN, attempts < 10 {
        // Somebody made the shared pipe non-blocking; a reader that is slow for a second loses the line, not the worker.
        var poll = pollfd(fd: fileDescriptor, events: Int16(POLLOUT), revents: 0)
        _ = unsafe Glibc.poll(&poll, 1, 100)
        attempts += 1
      } else if count == 0 || errno != EINTR {
        return
      }
    }
  }
}

/// Keeps log lines, for tests that ask what was said.
public final class MemorySink: LogSink {
  private let kept = Mutex<[LogEntry]>([])

  public init() {}

  public func write(_ entry: LogEntry) { kept.withLock { $0.append(entry) } }

  /// Everything so far, in the order in which it came.
  public var entries: [LogEntry] { kept.withLock { $0 } }

  /// The messages so far.
  public var messages: [String] { entries.map(\.message) }
}

/// Writes log lines to a file descriptor, usually standard error.
public struct StreamSink: LogSink {
  private let writer: LineWriter
  private let format: LogFormat

  /// Takes where to write and how; without a format, text on a terminal and JSON elsewhere.
  public init(writer: LineWriter = .standardError, format: LogFormat? = nil) {
    self.writer = writer
    self.format = format ?? (writer.isTerminal ? .text : .json)
  }

  public func write(_ entry: LogEntry) { writer.writeLine(format.line(entry)) }
}
