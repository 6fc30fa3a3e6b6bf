import Synchronization

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
