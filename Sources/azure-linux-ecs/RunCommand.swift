import Kafka
import Logging
import Patterns
import Settings
import Worker

/// `run`: the worker, until a signal comes or it cannot go on.
struct RunCommand {
  private let values: SettingValues

  init(_ values: SettingValues) { self.values = values }

  func perform() -> Int32 {
    let logger = values.logger("worker")
    let catalogue: Catalogue
    switch values.catalogue() {
    case .failure(let error):
      Output.error.write("Error: \(error)\n")
      return 2
    case .success(let loaded): catalogue = loaded
    }
    let stop = StopSignal()
    let signals = Signals(stopping: stop, within: values[SettingKey.shutdownTimeout], logger: logger)
    defer { _ = signals }
    let configuration = values.workerConfiguration
    logger.info(
      "starting",
      metadata: [
        "version": "\(Program.version)", "librdkafka": "\(LibraryVersion.text)", "brokers": "\(configuration.brokers)",
      ])
    let outcome = Self.run(configuration, catalogue: catalogue, logger: logger, stop: stop)
    switch outcome {
    case .drained: break
    case .drainTimedOut(let openMessages):
      logger.warning("stopped before everything was acknowledged", metadata: ["messages": "\(openMessages)"])
    case .deadLetterLimit(let sentence): logger.critical("the dead-letter limit is passed: \(sentence)")
    case .refused(let sentence), .failed(let sentence): logger.critical(sentence)
    }
    return outcome.exitCode
  }

  /// Waits for the brokers, checks the topics, and works.
  static func run(
    _ configuration: WorkerConfiguration, catalogue: Catalogue, logger: Logger, stop: StopSignal,
    onProgress: (@Sendable (WorkerCounts) -> Void)? = nil
  ) -> WorkerOutcome {
    do throws(KafkaError) {
      let check = TopicCheck(configuration, logger: logger)
      switch try check.waitForTopics(stop: stop) {
      case .stopped: return .drained
      case .refused(let sentence): return .refused(sentence)
      case .found(let limits):
        let worker = try Worker(
          configuration, catalogue: catalogue, limits: limits, logger: logger, stop: stop, onProgress: onProgress)
        return worker.run()
      }
    } catch {
      return .failed("\(error)")
    }
  }
}
