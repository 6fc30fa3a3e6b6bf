import Logging
import Normalizer

/// What does not move although it should, and since when.
public struct Stall: Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    /// The worker's thread does not poll.
    case thread
    /// A message was taken in, and its outputs are not acknowledged.
    case output(partition: Int32, offset: Int64)
    /// There are records, and none comes.
    case input(partition: Int32, offset: Int64, end: Int64)
    /// Records are acknowledged, and their offset is not committed.
    case commit(partition: Int32, committed: Int64?, done: Int64)
    /// Messages were taken in, and no transaction is committed.
    case transaction
  }

  public var kind: Kind
  public var since: ContinuousClock.Instant

  public init(_ kind: Kind, since: ContinuousClock.Instant) {
    self.kind = kind
    self.since = since
  }

  /// One sentence without its full stop: what, since when, and what to look at.
  public func sentence(of configuration: WorkerConfiguration, at now: ContinuousClock.Instant) -> String {
    let age = now - since
    let seconds = age.components.seconds
    let moment = WallTime(milliseconds: WallTime.now().milliseconds - age.milliseconds).rfc3339
    return "no progress for \(seconds) s: " + what(configuration, "since \(moment)")
  }

  private func what(_ configuration: WorkerConfiguration, _ since: String) -> String {
    let input = configuration.input
    let outputs = "the topics \(configuration.output) and \(configuration.deadLetters)"
    switch kind {
    case .thread:
      return "the worker's thread has not polled \(since); it hangs, or gets no processor: "
        + "keep a trace of its stack, then start it again"
    case .output(let partition, let offset):
      return "partition \(partition) of \(input) waits at offset \(offset) for its acknowledgement \(since); "
        + "look at the leaders and the in-sync replicas of \(outputs)"
    case .input(let partition, let offset, let end):
      return
        "partition \(partition) of \(input) has given no record from offset \(offset) on \(since), and its log ends at \(end); "
        + "look at the partition's leader, at quotas, and at the client's reports in this log"
    case .commit(let partition, let committed, let done):
      let place = committed.map { "has stayed at offset \($0)" } ?? "has not moved"
      return
        "partition \(partition) of \(input) is done up to offset \(done), and what is committed \(place) \(since); "
        + "look at the coordinator of the group \(configuration.group), and at failed commits in this log"
    case .transaction:
      return "records are taken in, and no transaction has been committed \(since); "
        + "look at the transaction coordinator, at \(outputs), and at aborted transactions in this log"
    }
  }

  /// Whether it is the same thing that stands still, wherever it stands by now.
  func isSame(as other: Stall) -> Bool {
    switch (kind, other.kind) {
    case (.thread, .thread), (.transaction, .transaction): true
    case (.output(let one, _), .output(let another, _)): one == another
    case (.input(let one, _, _), .input(let another, _, _)): one == another
    case (.commit(let one, _, _), .commit(let another, _, _)): one == another
    default: false
    }
  }
}

/// Says when a progress line is due, and what happened since the last.
struct ProgressTimer {
  private let interval: Duration
  private var last = ContinuousClock.now
  private var lastLine = ContinuousClock.now
  private var lastCounts = WorkerCounts()
  /// A worker that has nothing to do says so this often.
  private static let idleInterval = Duration.seconds(600)

  init(every interval: Duration) { self.interval = interval }

  var isDue: Bool { interval > .zero && .now - last >= interval }

  /// The counts for a log line, nil where nothing has happened that is worth one; starts the next interval.
  mutating func metadata(of counts: WorkerCounts) -> Metadata? {
    let now = ContinuousClock.now
    let elapsed = now - last
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    let rate = seconds > 0 ? Double(counts.messages - lastCounts.messages) / seconds : 0
    last = now
    let isIdle = counts.messages == lastCounts.messages && counts.outstandingOutputs == lastCounts.outstandingOutputs
    if isIdle, now - lastLine < max(Self.idleInterval, interval) { return nil }
    lastLine = now
    lastCounts = counts
    return [
      "messages": "\(counts.messages)", "messages_per_second": "\(Int(rate))", "events": "\(counts.normalized.events)",
      "dead_letters": "\(counts.normalized.deadLetters)", "skipped": "\(counts.normalized.skippedForeign)",
      "in_flight": "\(counts.outstandingOutputs)",
    ]
  }
}
