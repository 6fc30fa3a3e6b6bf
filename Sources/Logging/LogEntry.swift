/// One log line before it is written down.
public struct LogEntry: Sendable, Equatable {
  public let time: WallTime
  public let level: Logger.Level
  public let label: String
  public let message: String
  public let metadata: Metadata

  /// Puts a line together; loggers do it.
  public init(time: WallTime, level: Logger.Level, label: String, message: String, metadata: Metadata) {
    self.time = time
    self.level = level
    self.label = label
    self.message = message
    self.metadata = metadata
  }
}

/// Takes log lines, on any thread.
public protocol LogSink: Sendable {
  func write(_ entry: LogEntry)
}
