/// How many records a second there were lately, for the page.
struct History {
  /// One mean over each interval, oldest first.
  private(set) var ratesPerSecond: [Double] = []
  private var last: (records: Int, at: ContinuousClock.Instant)?

  static let interval = Duration.seconds(5)
  /// Five minutes.
  static let length = 60

  func isDue(at now: ContinuousClock.Instant) -> Bool { last.map { now - $0.at >= Self.interval } ?? true }

  mutating func add(records: Int, at now: ContinuousClock.Instant) {
    if let last {
      let elapsed = (now - last.at).inSeconds
      if elapsed > 0 { ratesPerSecond.append(Double(max(0, records - last.records)) / elapsed) }
      if ratesPerSecond.count > Self.length { ratesPerSecond.removeFirst() }
    }
    last = (records, now)
  }
}
