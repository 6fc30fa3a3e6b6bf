import Kafka
import Synchronization

/// The log lines of clients, from whatever thread they come.
final class LogLines: Sendable {
  struct Line: Sendable {
    let level: LogLevel
    let facility: String
    let message: String
  }

  private let lines = Mutex<[Line]>([])

  var all: [Line] { lines.withLock { $0 } }

  var append: LogHandler {
    { level, facility, message in
      self.lines.withLock { $0.append(Line(level: level, facility: facility, message: message)) }
    }
  }
}
