/// A distribution of durations: how many were within each bound.
public struct HistogramReading: Sendable, Equatable {
  /// Upper bounds in seconds, ascending.
  public let bounds: [Double]
  /// How many fell into each bucket alone; one more than there are bounds, for those above all of them.
  public let counts: [Int]
  /// Seconds, of all together.
  public let sum: Double

  /// An empty distribution without bounds.
  public init() { self.init(bounds: [], counts: [], sum: 0) }

  /// Takes one count more than bounds; surplus ones are left out, missing ones are 0.
  public init(bounds: [Double], counts: [Int], sum: Double) {
    self.bounds = bounds
    let missing = Array(repeating: 0, count: max(0, bounds.count + 1 - counts.count))
    self.counts = Array(counts.prefix(bounds.count + 1)) + missing
    self.sum = sum
  }

  public var count: Int { counts.reduce(0, +) }
}
