import Dispatch
import Kafka
public import Logging

/// Looks at a worker from a thread of its own, so that one that hangs is noticed too, and says when it makes no progress.
///
/// What it finds stands in the worker's watch, for readiness and metrics. With `WorkerConfiguration.StallAction.exit` it asks the
/// worker to end, and ends the process by `end` where the worker does not come to that.
public final class StallMonitor: Sendable {
  private let watch: WorkerStatus
  private let configuration: WorkerConfiguration
  private let timeout: Duration
  private let logger: Logger
  private let end: @Sendable (_ sentence: String) -> Void
  private let stopped = DispatchSemaphore(value: 0)

  /// nil if the configuration has no time after which a worker counts as stalled.
  ///
  /// - Parameter end: ends the process at once; called on the watch's thread, for a worker whose thread hangs or does not end.
  public init?(
    _ watch: WorkerStatus, of configuration: WorkerConfiguration, logger: Logger,
    end: @escaping @Sendable (_ sentence: String) -> Void
  ) {
    guard let timeout = configuration.stallTimeout else { return nil }
    self.watch = watch
    self.configuration = configuration
    self.timeout = timeout
    self.logger = logger
    self.end = end
  }

  /// Begins to look; ends with `stop`.
  public func start() {
    // A queue of its own is a thread of its own here.
    DispatchQueue(label: "stall-watch").async { self.look() }
  }

  public func stop() { stopped.signal() }

  // MARK: - On the watch's thread

  private func look() {
    var watchdog = StallDetector(timeout: timeout, commitInterval: configuration.commitInterval)
    var reader = StatisticsReader(input: configuration.input)
    var deadline: ContinuousClock.Instant?
    let pause = max(.milliseconds(20), min(.seconds(1), timeout / 8))
    while stopped.wait(timeout: .now() + .milliseconds(Int(pause.milliseconds))) != .success {
      let now = ContinuousClock.now
      let view = watch.read()
      tell(watchdog.observe(reader.sample(of: view, at: now)), at: now)
      guard configuration.stallAction == .exit, let stall = watchdog.stall else { continue }
      let sentence = stall.sentence(of: configuration, at: now)
      if let deadline {
        if now >= deadline { end(sentence) }
      } else if stall.kind == .thread {
        end(sentence)
        return
      } else if view.endRequest == nil {
        watch.note { $0.endRequest = sentence }
        // Draining and closing have limits; a second more is for all else.
        deadline = now + configuration.drainTimeout + configuration.closeTimeout + .seconds(1)
      }
    }
  }

  private func tell(_ change: StallDetector.Change?, at now: ContinuousClock.Instant) {
    switch change {
    case nil: return
    case .began(let stall):
      logger.error(stall.sentence(of: configuration, at: now))
      watch.note { view in
        if view.stall == nil { view.stalls += 1 }
        view.stall = stall
      }
    case .ended(_, let duration):
      watch.note { $0.stall = nil }
      logger.notice("there is progress again", metadata: ["after": "\(duration.components.seconds) s"])
    }
  }
}

/// Puts together what the worker and librdkafka say; a text is parsed once.
private struct StatisticsReader {
  let input: String
  private var consumerText: String?
  private var consumer: ClientStatistics?
  private var producerText: String?
  private var producer: ClientStatistics?

  init(input: String) { self.input = input }

  mutating func sample(
    of view: WorkerStatus.View, at now: ContinuousClock.Instant
  ) -> StallDetector.Sample {
    if consumerText != view.consumerStatistics {
      consumerText = view.consumerStatistics
      consumer = view.consumerStatistics.flatMap(ClientStatistics.init(json:))
    }
    if producerText != view.producerStatistics {
      producerText = view.producerStatistics
      producer = view.producerStatistics.flatMap(ClientStatistics.init(json:))
    }
    var sample = StallDetector.Sample(now: now)
    sample.lastRound = view.lastRound
    sample.isEnding = view.isEnding
    sample.isReading = view.suspendedSince == nil
    sample.transactions = view.awaitedTransactions
    sample.areBrokersAway = [consumer, producer].contains { statistics in
      guard let brokers = statistics?.brokers, !brokers.isEmpty else { return false }
      return !brokers.contains(where: \.isUp)
    }
    let known = consumer?.partitions(of: input) ?? []
    sample.partitions = view.progress.map { progress in
      var progress = progress
      if let partition = known.first(where: { $0.partition == progress.partition }) {
        progress.fetched = partition.fetchOffset
        progress.end = [progress.end, partition.endOffset].compactMap(\.self).max()
      }
      return progress
    }
    return sample
  }
}
