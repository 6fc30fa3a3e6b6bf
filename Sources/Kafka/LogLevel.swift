/// The severity of one of librdkafka's log lines, in syslog's numbers (RFC 5424, section 6.2.1).
public enum LogLevel: Int32, Sendable, Comparable {
  case emergency = 0
  case alert = 1
  case critical = 2
  case error = 3
  case warning = 4
  case notice = 5
  case info = 6
  case debug = 7

  /// The more severe level is the smaller one, as in syslog.
  public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }
}

/// Receives librdkafka's log lines: level, facility (such as "FAIL"), message.
///
/// It is called from librdkafka's own threads, must return soon and must not call into this module.
public typealias LogHandler = @Sendable (LogLevel, _ facility: String, _ message: String) -> Void
