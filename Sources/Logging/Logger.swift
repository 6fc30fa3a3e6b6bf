/// Writes log lines of one part of the program, by the conventions of swift-log.
///
/// A message is the program's own words; whatever comes from elsewhere goes into metadata, where it is quoted.
/// A value: a copy with more metadata or another level does not change its origin. It may be used on any thread.
/// Secrets are kept out by marking them `.secret`, where they are put into metadata.
public struct Logger: Sendable {
  /// How important a line is, from least to most.
  public enum Level: String, CaseIterable, Comparable, Sendable {
    case trace, debug, info, notice, warning, error, critical

    public static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }

    /// The level of a syslog severity, 0 (emergency) to 7 (debug), as librdkafka gives its lines (RFC 5424, 6.2.1).
    public init(syslogSeverity: Int) {
      self =
        switch syslogSeverity {
        case ...2: .critical
        case 3: .error
        case 4: .warning
        case 5: .notice
        case 6: .info
        default: .debug
        }
    }

    private var rank: Int {
      switch self {
      case .trace: 0
      case .debug: 1
      case .info: 2
      case .notice: 3
      case .warning: 4
      case .error: 5
      case .critical: 6
      }
    }
  }

  /// The part of the program, such as `worker`.
  public let label: String

  /// Lines below this are not written, and their messages not even made.
  public var logLevel: Level

  private let sink: any LogSink
  private var standing = Metadata()

  /// Makes a logger.
  public init(label: String, level: Level = .info, sink: any LogSink) {
    self.label = label
    self.sink = sink
    logLevel = level
  }

  /// The same sink, level and metadata under another label.
  public func labelled(_ label: String) -> Logger {
    var copy = Logger(label: label, level: logLevel, sink: sink)
    copy.standing = standing
    return copy
  }

  /// Metadata that stands on every line.
  public subscript(metadataKey key: String) -> MetadataValue? {
    get { standing[key] }
    set { standing[key] = newValue }
  }

  /// Writes a line if its level is not below the logger's.
  public func log(_ level: Level, _ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) {
    guard level >= logLevel else { return }
    var all = standing
    all.merge(metadata())
    sink.write(LogEntry(time: WallTime.now(), level: level, label: label, message: message(), metadata: all))
  }

  /// A line for a person who looks for a defect in the code, step by step.
  public func trace(_ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) {
    log(.trace, message(), metadata: metadata())
  }

  /// A line for a person who looks for a defect.
  public func debug(_ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) {
    log(.debug, message(), metadata: metadata())
  }

  /// A line about the ordinary course of things.
  public func info(_ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) {
    log(.info, message(), metadata: metadata())
  }

  /// A line about something that is no fault and yet worth seeing.
  public func notice(_ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) {
    log(.notice, message(), metadata: metadata())
  }

  /// A line about something that may become a fault.
  public func warning(_ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) {
    log(.warning, message(), metadata: metadata())
  }

  /// A line about a fault.
  public func error(_ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) {
    log(.error, message(), metadata: metadata())
  }

  /// A line about a fault that ends the program.
  public func critical(_ message: @autoclosure () -> String, metadata: @autoclosure () -> Metadata = [:]) {
    log(.critical, message(), metadata: metadata())
  }
}
