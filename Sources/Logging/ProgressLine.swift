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

/// How far a job is at one moment, and how that is written.
struct ProgressSnapshot: Sendable {
  let title: String
  let done: Int
  let total: Int?
  let unit: ProgressLine.Unit
  let elapsed: Duration
  let note: String

  /// The share that is done, from 0 to 1; nil without a total.
  private var share: Double? {
    guard let total, total > 0 else { return nil }
    return min(1, max(0, Double(done) / Double(total)))
  }

  /// One line without a bar: `normalize: 45% 12.3 of 27.1 MiB, 3.1 MiB/s`.
  var plain: String {
    let percent = share.map { "\(Int($0 * 100))% " } ?? ""
    return ["\(title): \(percent)\(amount), \(rate)", note].filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// One line that fits into the columns: `normalize [########------------]  45%  12.3 of 27.1 MiB, 3.1 MiB/s, 5 s left`.
  func bar(columns: Int) -> String {
    guard let share else { return String(plain.prefix(max(0, columns - 1))) }
    let percent = String(Int(share * 100))
    let left = remaining.map { "\($0) left" } ?? ""
    let text = [amount, rate, left, note].filter { !$0.isEmpty }.joined(separator: ", ")
    let numbers = String(repeating: " ", count: max(0, 3 - percent.count)) + percent + "%  " + text
    // The last column stays free: a character there makes some terminals wrap.
    let width = min(40, columns - 1 - title.count - numbers.count - 5)
    guard width >= 5 else { return String("\(title) \(numbers)".prefix(max(0, columns - 1))) }
    let full = Int(Double(width) * share)
    return "\(title) [\(String(repeating: "#", count: full))\(String(repeating: "-", count: width - full))] \(numbers)"
  }

  private var seconds: Double {
    let parts = elapsed.components
    return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
  }

  private var amount: String {
    switch unit {
    case .bytes:
      total.map { "\(mebibytes(Double(done))) of \(mebibytes(Double($0))) MiB" } ?? "\(mebibytes(Double(done))) MiB"
    case .things(let name): total.map { "\(grouped(done)) of \(grouped($0)) \(name)" } ?? "\(grouped(done)) \(name)"
    }
  }

  private var rate: String {
    let perSecond = seconds > 0 ? Double(done) / seconds : 0
    return unit == .bytes ? "\(mebibytes(perSecond)) MiB/s" : "\(grouped(wholeNumber(perSecond)))/s"
  }

  private var remaining: String? {
    guard let total, done > 0, done < total, seconds >= 1 else { return nil }
    let left = wholeNumber((Double(total) - Double(done)) * seconds / Double(done))
    if left < 60 { return "\(left) s" }
    return left < 3600 ? "\(left / 60) min \(left % 60) s" : "\(left / 3600) h \(left / 60 % 60) min"
  }

  private func mebibytes(_ bytes: Double) -> String {
    let tenths = wholeNumber(bytes / 104_857.6)
    return "\(grouped(tenths / 10)).\(abs(tenths % 10))"
  }

  private func wholeNumber(_ number: Double) -> Int { Int(exactly: number.rounded()) ?? Int.max }

  private func grouped(_ number: Int) -> String {
    var digits = Array(String(number))
    var index = digits.count - 3
    while index > (number < 0 ? 1 : 0) {
      digits.insert(",", at: index)
      index -= 3
    }
    return String(digits)
  }
}
