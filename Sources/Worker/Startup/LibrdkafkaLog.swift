import Kafka
import Logging
import Synchronization

/// Passes librdkafka's log lines on, and of lines that say the same only as many as people read.
struct LibrdkafkaLog {
  private let logger: Logger
  private let limit = LineLimit()

  init(_ logger: Logger) { self.logger = logger }

  /// Whether what answers does not take the requests of clients.
  var hasFoundNoBroker: Bool { limit.hasFoundNoBroker }

  var handler: LogHandler {
    let logger = logger
    let limit = limit
    return { level, facility, message in
      // Properties of the one kind of client are set on the other as well, which is harmless.
      if facility == "CONFWARN" { return }
      guard let suppressed = limit.admit(message) else { return }
      var metadata: Metadata = ["librdkafka": "\(facility)"]
      if suppressed > 0 { metadata["suppressed"] = .integer(suppressed) }
      // What becomes of it is the worker's to say: another producer takes over, or the worker ends.
      switch facility == "FATAL" ? .info : level {
      case .emergency, .alert, .critical: logger.critical("\(message)", metadata: metadata)
      case .error: logger.error("\(message)", metadata: metadata)
      case .warning: logger.warning("\(message)", metadata: metadata)
      case .notice, .info: logger.info("\(message)", metadata: metadata)
      case .debug: logger.debug("\(message)", metadata: metadata)
      }
    }
  }
}

/// Lets the first lines of one kind through, and then one every ten seconds.
///
/// Lines are of one kind where they differ in numbers alone. A client at a port that is no broker's writes thousands a second,
/// which fills a disk in hours.
final class LineLimit: Sendable {
  private struct Kind {
    var free = LineLimit.freeLines
    var next = ContinuousClock.now
    var suppressed = 0
  }

  private struct State {
    var kinds: [[UInt8]: Kind] = [:]
    var hasFoundNoBroker = false
  }

  static let freeLines = 5
  private static let interval = Duration.seconds(10)
  /// More kinds than librdkafka has; texts of brokers could make more.
  private static let kindLimit = 500

  private let state = Mutex(State())

  var hasFoundNoBroker: Bool { state.withLock(\.hasFoundNoBroker) }

  /// How many lines of the kind were held back since the last one that was let through, if this one is; else nil.
  func admit(_ message: String, at now: ContinuousClock.Instant = .now) -> Int? {
    let kind = Self.kind(of: message)
    return state.withLock { state in
      // librdkafka's words for a request that a KRaft controller does not know (rdkafka_request.c).
      if !state.hasFoundNoBroker, message.contains("Required feature not supported by broker") {
        state.hasFoundNoBroker = message.contains("Metadata request failed")
      }
      if state.kinds[kind] == nil, state.kinds.count >= Self.kindLimit { state.kinds.removeAll() }
      var entry = state.kinds[kind] ?? Kind()
      defer { state.kinds[kind] = entry }
      if entry.free > 0 {
        entry.free -= 1
        entry.next = now + Self.interval
        return 0
      }
      guard now >= entry.next else {
        entry.suppressed += 1
        return nil
      }
      let suppressed = entry.suppressed
      entry.next = now + Self.interval
      entry.suppressed = 0
      return suppressed
    }
  }

  /// The text without its digits.
  private static func kind(of message: String) -> [UInt8] {
    message.utf8.prefix(400).filter { !(0x30...0x39).contains($0) }
  }
}
