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
