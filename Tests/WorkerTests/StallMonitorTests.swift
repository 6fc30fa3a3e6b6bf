import Dispatch
import Logging
import Synchronization
import Testing

@testable import Worker

@Suite struct `The stall watch` {
  private func configuration(_ action: WorkerConfiguration.StallAction) -> WorkerConfiguration {
    var configuration = WorkerConfiguration(
      brokers: "b", input: "raw", output: "events", deadLetters: "dead", group: "ecs")
    configuration.stallTimeout = .milliseconds(100)
    configuration.stallAction = action
    return configuration
  }

  @Test func `without a time there is none`() {
    var configuration = configuration(.warn)
    configuration.stallTimeout = nil
    let watch = StallMonitor(
      WorkerStatus(), of: configuration, logger: Logger(label: "worker", sink: MemorySink()), end: { _ in })
    #expect(watch == nil)
  }

  @Test func `a thread that hangs is noticed from another one, and ends the process where that is wanted`() async throws
  {
    try await onThread {
      let watch = WorkerStatus()
      // One round, and never another.
      watch.update { $0.isMember = true }
      let sink = MemorySink()
      let ended = DispatchSemaphore(value: 0)
      let guardian = try #require(
        StallMonitor(watch, of: configuration(.exit), logger: Logger(label: "worker", sink: sink)) { _ in ended.signal()
        }
      )
      guardian.start()
      defer { guardian.stop() }
      #expect(ended.wait(timeout: .now() + 60) == .success)
      #expect(sink.messages.contains { $0.contains("the worker's thread has not polled since") })
      #expect(watch.read().stall?.kind == .thread)
      #expect(watch.read().stalls == 1)
    }
  }

  @Test func `a worker that polls again has recovered`() async throws {
    try await onThread {
      let watch = WorkerStatus()
      watch.update { _ in }
      let sink = MemorySink()
      let guardian = try #require(
        StallMonitor(watch, of: configuration(.warn), logger: Logger(label: "worker", sink: sink)) { _ in
          Issue.record("It ends nothing.")
        })
      guardian.start()
      defer { guardian.stop() }
      let deadline = ContinuousClock.now + .seconds(60)
      while watch.read().stall == nil, .now < deadline { _ = DispatchSemaphore(value: 0).wait(timeout: .now() + 0.005) }
      #expect(watch.read().stall != nil)
      // The line is written after the stall is taken back.
      while !sink.messages.contains("there is progress again"), .now < deadline {
        watch.update { _ in }
        _ = DispatchSemaphore(value: 0).wait(timeout: .now() + 0.005)
      }
      #expect(watch.read().stall == nil)
      #expect(sink.messages.contains("there is progress again"))
    }
  }
}
