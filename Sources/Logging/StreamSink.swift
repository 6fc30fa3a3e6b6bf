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
