import Logging

/// Follows a few messages from being taken in to being done, and what that took; the rest is not looked at.
///
/// One message in 256 of a batch, and the first of each, is enough for a distribution and costs nothing per record. A message
/// counts as done when all before it in its partition are too, as for the offset that may be committed.
struct LatencySampler {
  /// The messages whose index has none of these bits are sampled.
  static let strideMask = 255

  private struct Probe {
    let slot: Ledger.Slot
    let start: ContinuousClock.Instant
    /// The record's Kafka timestamp, in milliseconds since 1970.
    let timestamp: Int64?
  }

  private var probes: [Probe] = []
  private(set) var latencies = WorkerWatch.Latencies()

  /// While the output does not answer, the oldest ones stay and no new ones come.
  static let probeLimit = 64

  init() { probes.reserveCapacity(Self.probeLimit) }

  mutating func begin(_ slot: Ledger.Slot, timestampMilliseconds: Int64?) {
    guard probes.count < Self.probeLimit else { return }
    probes.append(Probe(slot: slot, start: .now, timestamp: timestampMilliseconds))
  }

  /// Looks which messages are done by now; those of partitions that were given up are forgotten.
  mutating func settle(_ ledger: borrowing Ledger) {
    guard !probes.isEmpty else { return }
    let now = ContinuousClock.now
    var kept = 0
    for index in probes.indices {
      let probe = probes[index]
      switch ledger.isDone(probe.slot) {
      case false:
        probes[kept] = probe
        kept += 1
      case true:
        latencies.produce.add(now - probe.start)
        if let timestamp = probe.timestamp {
          latencies.endToEnd.add(.milliseconds(WallTime.now().milliseconds - timestamp))
        }
      case nil: break
      }
    }
    probes.removeLast(probes.count - kept)
    latencies.oldestOpen = probes.first?.start
  }
}
