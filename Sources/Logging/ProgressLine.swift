import Synchronization

/// Shows how far a job is: a bar on a terminal, else a plain line now and then.
///
/// It may be advanced from any thread and as often as one likes: it draws at most ten times a second on a terminal,
/// and writes one line per `plainInterval` elsewhere. Log lines that go through the same writer appear above the bar.
public final class ProgressLine: Sendable {
  /// What is counted.
  public enum Unit: Sendable, Equatable {
    case bytes
    case things(String)
  }

  private struct State {
    var done = 0
    var note = ""
    var drawn: ContinuousClock.Instant
    var isFinished = false
  }

  private let title: String
  private let total: Int?
  private let unit: Unit
  private let writer: LineWriter
  private let started: ContinuousClock.Instant
  private let interval: Duration
  private let state: Mutex<State>

  /// Begins to show progress.
  ///
  /// - Parameters:
  ///   - title: What is going on.
  ///   - total: How much there is to do; nil where nobody knows, which shows counts without a bar.
  ///   - unit: What is counted.
  ///   - writer: Where to show it.
  ///   - plainInterval: The time between lines where there is no terminal.
  ///   - now: When it begins.
  public init(
    _ title: String, total: Int?, unit: Unit, writer: LineWriter = .standardError,
    plainInterval: Duration = .seconds(5), now: ContinuousClock.Instant = .now
  ) {
    self.title = Terminal.sanitize(title)
    self.total = total
    self.unit = unit
    self.writer = writer
    started = now
    interval = writer.isTerminal ? .milliseconds(100) : plainInterval
    state = Mutex(State(drawn: now))
  }

  /// Adds to what is done.
  public func advance(by count: Int, note: String? = nil, now: ContinuousClock.Instant = .now) {
    update(now) { state in
      state.done = state.done.addingReportingOverflow(count).partialValue
      if let note { state.note = Terminal.sanitize(note) }
    }
  }

  /// Sets what is done.
  public func advance(to done: Int, note: String? = nil, now: ContinuousClock.Instant = .now) {
    update(now) { state in
      state.done = done
      if let note { state.note = Terminal.sanitize(note) }
    }
  }

  /// Takes the bar away and writes the last line; what comes later is not shown.
  public func finish(now: ContinuousClock.Instant = .now) {
    state.withLock { state in
      guard !state.isFinished else { return }
      state.isFinished = true
      writer.showPassing("")
      writer.writeLine(snapshot(state, now).plain)
    }
  }

  private func update(_ now: ContinuousClock.Instant, _ change: (inout State) -> Void) {
    // Drawn under the lock, or a bar of another thread could appear after the last line.
    state.withLock { state in
      change(&state)
      guard !state.isFinished, now - state.drawn >= interval else { return }
      state.drawn = now
      let current = snapshot(state, now)
      if writer.isTerminal {
        writer.showPassing(current.bar(columns: writer.columns))
      } else {
        writer.writeLine(current.plain)
      }
    }
  }

  private func snapshot(_ state: State, _ now: ContinuousClock.Instant) -> ProgressSnapshot {
    ProgressSnapshot(
      title: title, done: state.done, total: total, unit: unit, elapsed: now - started, note: state.note)
  }
}
