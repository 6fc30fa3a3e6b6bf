import Kafka

/// Something that a broker refuses and that waiting may heal: a broker that starts may not know all topics, users and rights
/// for some seconds, and one that fails over answers with an empty list of topics.
struct Suspicion {
  let error: KafkaError
  let since: ContinuousClock.Instant
  /// When it is to be asked again.
  var next: ContinuousClock.Instant
  private static let pause = Duration.milliseconds(500)
  /// How long it may be refused before the worker ends.
  static let patience = Duration.seconds(5)

  init(_ error: KafkaError, at now: ContinuousClock.Instant) {
    self.error = error
    since = now
    next = now + Self.pause
  }

  func hasLasted(at now: ContinuousClock.Instant) -> Bool { now - since >= Self.patience }

  mutating func putOff(from now: ContinuousClock.Instant) { next = now + Self.pause }
}
