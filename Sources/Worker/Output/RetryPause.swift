/// How long to wait before something is tried again: each time twice as long, from a quarter of a second to half a minute.
struct RetryPause {
  private static let shortest = Duration.milliseconds(250)
  private static let longest = Duration.seconds(30)
  private var last: ContinuousClock.Instant?
  private(set) var length = shortest

  /// Begins a pause; the first one that follows upon a long quiet is the shortest.
  mutating func begin() {
    let isNew = last.map { .now - $0 > Self.longest * 2 } ?? true
    length = isNew ? Self.shortest : min(Self.longest, length * 2)
    last = .now
  }

  var isOver: Bool { last.map { .now - $0 >= length } ?? true }

  /// Makes the next pause the shortest.
  mutating func reset() { last = nil }
}
