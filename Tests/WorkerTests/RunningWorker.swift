import Dispatch
import Kafka
import Logging
import Patterns
import Synchronization
import Testing
import Worker

/// A worker on a thread of its own.
final class RunningWorker: Sendable {
  let stop = StopSignal()
  /// Filled where the configuration has a time after which a worker counts as stalled.
  let watch = WorkerStatus()
  private let sink = MemorySink()
  private let state = Mutex(State())
  private let ended = DispatchSemaphore(value: 0)

  private struct State {
    var counts = WorkerCounts()
    var mostInFlightByteCount = 0
    var mostInFlightRecords = 0
    var outcome: WorkerOutcome?
  }

  /// A catalogue that knows one program, `known`, and one text of it.
  static func catalogue() throws -> Catalogue {
    try Catalogue(files: [
      PatternFile(
        name: "known.patterns",
        text: """
          programs known

          event a start
            category process
            type     start
            action   start
            outcome  success

            pattern started
            sample  started
              event.action = start
          """)
    ])
  }

  init(_ configuration: WorkerConfiguration, limits: TopicLimits = TopicLimits()) throws {
    let catalogue = try Self.catalogue()
    DispatchQueue(label: "worker").async { self.run(configuration, catalogue, limits) }
  }

  private func run(_ configuration: WorkerConfiguration, _ catalogue: Catalogue, _ limits: TopicLimits) {
    defer { ended.signal() }
    let logger = Logger(label: "worker", sink: sink)
    let stallWatch = StallMonitor(watch, of: configuration, logger: logger) { sentence in
      Issue.record("The worker had to be ended: \(sentence)")
    }
    stallWatch?.start()
    defer { stallWatch?.stop() }
    do throws(KafkaError) {
      let worker = try Worker(
        configuration, catalogue: catalogue, limits: limits, logger: logger, stop: stop,
        onProgress: { counts in
          self.state.withLock { state in
            state.counts = counts
            state.mostInFlightByteCount = max(state.mostInFlightByteCount, counts.inFlightByteCount)
            state.mostInFlightRecords = max(state.mostInFlightRecords, counts.outstandingOutputs)
          }
        }, watch: stallWatch == nil ? nil : watch)
      let outcome = worker.run()
      state.withLock { $0.outcome = outcome }
    } catch {
      state.withLock { $0.outcome = .failed("\(error)") }
    }
  }

  var counts: WorkerCounts { state.withLock { $0.counts } }
  var outcome: WorkerOutcome? { state.withLock { $0.outcome } }
  var mostInFlightByteCount: Int { state.withLock { $0.mostInFlightByteCount } }
  var mostInFlightRecords: Int { state.withLock { $0.mostInFlightRecords } }
  var log: [String] { sink.messages }

  /// Whether a line of the log begins like this.
  func hasLogged(_ beginning: String) -> Bool { log.contains { $0.hasPrefix(beginning) } }

  /// Waits for the end; the limit only ends what would else never end.
  func waitForOutcome() throws -> WorkerOutcome {
    waitForEnd(.seconds(60))
    return try #require(outcome, "the worker did not end")
  }

  func waitForEnd(_ limit: Duration) {
    guard ended.wait(timeout: .now() + .milliseconds(Int(limit / .milliseconds(1)))) == .success else { return }
    // For the next that waits.
    ended.signal()
  }

  /// Asks to stop and waits for the end.
  func stopAndWait() throws -> WorkerOutcome {
    stop.request()
    return try waitForOutcome()
  }

}
