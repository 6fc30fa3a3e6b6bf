import Logging

/// How many durations were within each bound; of a fixed size, so that counting allocates nothing.
public struct LatencyHistogram: Sendable {
  /// Upper bounds in seconds as OpenTelemetry's conventions for messaging advise them (semconv 1.44.0).
  public static let bounds: [Double] = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]

  private var inBucket: InlineArray<15, Int> = .init(repeating: 0)
  /// Seconds, of all together.
  public private(set) var sum = 0.0

  public init() {}

  /// How many fell into each bucket alone; the last one is for those above all bounds.
  public var counts: [Int] { inBucket.indices.map { inBucket[$0] } }

  /// Clocks may differ between machines: what seems to be negative counts as nothing.
  mutating func add(_ duration: Duration) {
    let seconds = max(0, Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18)
    sum += seconds
    let place = Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count
    inBucket[min(place, inBucket.count - 1)] += 1
  }
}

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
  private(set) var latencies = WorkerStatus.Latencies()

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
