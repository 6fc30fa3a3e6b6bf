import Logging
import Normalizer

/// Says when a progress line is due, and what happened since the last.
struct ProgressTimer {
  private let interval: Duration
  private var last = ContinuousClock.now
  private var lastCounts = WorkerCounts()

  init(every interval: Duration) { self.interval = interval }

  var isDue: Bool { interval > .zero && .now - last >= interval }

  /// The counts for a log line; starts the next interval.
  mutating func metadata(of counts: WorkerCounts) -> Metadata {
    let now = ContinuousClock.now
    let elapsed = now - last
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    let rate = seconds > 0 ? Double(counts.messages - lastCounts.messages) / seconds : 0
    last = now
    lastCounts = counts
    return [
      "messages": "\(counts.messages)", "perSecond": "\(Int(rate))", "events": "\(counts.normalized.events)",
      "deadLetters": "\(counts.normalized.deadLetters)", "skipped": "\(counts.normalized.skippedForeign)",
      "inFlight": "\(counts.outstandingOutputs)",
    ]
  }
}
