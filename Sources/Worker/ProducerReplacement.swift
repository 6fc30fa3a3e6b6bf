/// A transactional producer that took the place of one which was shut out, or which was made for other limits.
///
/// A broker that was away gives transactions up and shuts their producers out; the next producer of the same name heals that.
/// Where that one is shut out soon, too, there is another worker of the same name.
struct ProducerReplacement {
  private static let trial = Duration.seconds(60)
  /// When its coordinator knew it; nil before.
  private(set) var readyAt: ContinuousClock.Instant?
  /// Whether it was wanted, so that nothing is to be told from how long it lasts.
  private let isPlanned: Bool

  init(isPlanned: Bool = false) { self.isPlanned = isPlanned }

  var isReady: Bool { readyAt != nil }
  /// Whether it has not lasted long enough to tell an outage from a rival.
  var isOnTrial: Bool { !isPlanned && readyAt.map { .now - $0 < Self.trial } ?? true }

  mutating func begin() { readyAt = .now }
}
