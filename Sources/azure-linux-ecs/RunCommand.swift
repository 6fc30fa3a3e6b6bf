import Base
import CommandLine
import ECS
@unsafe @preconcurrency import Glibc
import Kafka
import Logging
import Operations
import Patterns
import Settings
import StatusServer
import Worker

/// `run`: the worker, until a signal comes or it cannot go on.
struct RunCommand {
  private let values: SettingValues

  init(_ values: SettingValues) { self.values = values }

  func perform() -> Int32 { values.withCatalogue { run(with: $0) } }

  private func run(with catalogue: Catalogue) -> Int32 {
    let logger = values.logger("worker")
    let stop = StopSignal()
    let signals = Signals(stopping: stop, within: values[SettingKey.shutdownTimeout], logger: logger)
    defer { _ = signals }
    let configuration = values.workerConfiguration
    if let refusal = values.refusal {
      Output.error.write("Error: \(refusal)\n")
      return ExitCode.usage.rawValue
    }
    logger.info(
      "starting",
      metadata: [
        "version": "\(Program.version)", "librdkafka": "\(LibraryVersion.text)", "brokers": "\(configuration.brokers)",
        "input": "\(configuration.input)", "output": "\(configuration.output)",
        "dead_letters": "\(configuration.deadLetters)", "group": "\(configuration.group)",
        "format": "\(values[SettingKey.format].rawValue)", "patterns": "\(values.patternCount(in: catalogue))",
        "pattern_files": "\(values[SettingKey.patterns].joined(separator: ","))",
      ])
    for path in values.emptyPatternFiles(in: catalogue) {
      logger.warning("the pattern file holds no pattern; is it the right one?", metadata: ["file": "\(path)"])
    }
    values.logSecurity(logger)
    let isWatched = values[SettingKey.metrics] != nil || configuration.stallTimeout != nil
    let watch = isWatched ? WorkerStatus() : nil
    let server: StatusServer?
    do throws(StatusServerError) {
      server = try startServer(watching: watch, configuration, patterns: patterns(of: catalogue), logger)
    } catch {
      Output.error.write("Error: \(error)\n")
      return ExitCode.usage.rawValue
    }
    defer { server?.stop() }
    let stallWatch = watch.flatMap { watch in
      StallMonitor(watch, of: configuration, logger: logger) { sentence in
        logger.critical("the worker makes no progress and does not end by itself; ending now: \(sentence)")
        _exit(ExitCode.failure.rawValue)
      }
    }
    stallWatch?.start()
    defer { stallWatch?.stop() }
    if let until = values[SettingKey.runUntil] {
      let code = reportingFailures { () throws(OperationFailure) in
        try RunGoal.watch(until, values, stop: stop, logger: logger)
        return ExitCode.success.rawValue
      }
      guard code == ExitCode.success.rawValue else { return code }
    }
    let outcome = Self.run(configuration, catalogue: catalogue, logger: logger, stop: stop, watch: watch)
    switch outcome {
    case .drained: break
    case .drainTimedOut(let openMessages):
      logger.warning("stopped before everything was acknowledged", metadata: ["messages": "\(openMessages)"])
    case .deadLetterLimit(let sentence): logger.critical("the dead-letter limit is passed: \(sentence)")
    case .refused(let sentence), .failed(let sentence): logger.critical(sentence)
    }
    return outcome.exitCode
  }

  /// The server of `--metrics`, which answers before there is a broker and until the worker has stopped.
  private func startServer(
    watching watch: WorkerStatus?, _ configuration: WorkerConfiguration, patterns: String, _ logger: Logger
  ) throws(StatusServerError) -> StatusServer? {
    guard let watch, let address = values[SettingKey.metrics] else { return nil }
    let source = StatusSource(
      watch, of: configuration, patterns: patterns, certificateEnd: values.certificateEnd)
    let server = try StatusServer(host: address.host, port: address.port) { source.snapshot() }
    logger.info(
      "serving metrics", metadata: ["address": "\(HostPort(host: address.host, port: server.port))"])
    return server
  }

  /// `843+2 (mine.patterns)`.
  private func patterns(of catalogue: Catalogue) -> String {
    let files = values[SettingKey.patterns]
    return values.patternCount(in: catalogue) + (files.isEmpty ? "" : " (\(files.joined(separator: ", ")))")
  }

  /// Waits for the brokers, checks the topics, and works.
  static func run(
    _ configuration: WorkerConfiguration, catalogue: Catalogue, logger: Logger, stop: StopSignal,
    onProgress: (@Sendable (WorkerCounts) -> Void)? = nil, watch: WorkerStatus? = nil
  ) -> WorkerOutcome {
    do throws(KafkaError) {
      let check = TopicCheck(configuration, logger: logger)
      switch try check.waitForTopics(stop: stop) {
      case .stopped: return .drained
      case .refused(let sentence): return .refused(sentence)
      case .found(let limits):
        let worker = try Worker(
          configuration, catalogue: catalogue, limits: limits, logger: logger, stop: stop, onProgress: onProgress,
          watch: watch)
        return worker.run()
      }
    } catch {
      return .failed("\(error)")
    }
  }
}
