import Kafka
import Logging

/// Passes librdkafka's log lines on.
struct LibrdkafkaLog {
  private let logger: Logger

  init(_ logger: Logger) { self.logger = logger }

  var handler: LogHandler {
    let logger = logger
    return { level, facility, message in
      // Properties of the one kind of client are set on the other as well, which is harmless.
      if facility == "CONFWARN" { return }
      let metadata: Metadata = ["librdkafka": "\(facility)"]
      switch level {
      case .emergency, .alert, .critical: logger.critical("\(message)", metadata: metadata)
      case .error: logger.error("\(message)", metadata: metadata)
      case .warning: logger.warning("\(message)", metadata: metadata)
      case .notice, .info: logger.info("\(message)", metadata: metadata)
      case .debug: logger.debug("\(message)", metadata: metadata)
      }
    }
  }
}
