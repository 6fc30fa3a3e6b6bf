import Kafka

/// What the output topics take is asked for again where a broker or a record gives reason to.
extension OutputStage {
  /// How long an answer may keep the worker from polling.
  private static let questionTimeout = Duration.seconds(2)
  /// How old an answer may be by which an event is too large.
  private static let longestTrust = Duration.seconds(60)

  /// Asks the topics what they take.
  ///
  /// - Returns: whether that is something else than what was known; the producer must be made again then.
  @discardableResult
  func askForLimits() -> Bool {
    let hasChanged = limits.learn(
      output: limit(of: configuration.output), deadLetters: limit(of: configuration.deadLetters))
    limitsAskedAt = .now
    if hasChanged { needsNewProducer = true }
    return hasChanged
  }

  /// Asks again if the last answer is old: a limit may have been raised since.
  func askForOldLimits() {
    if .now - limitsAskedAt > Self.longestTrust { askForLimits() }
  }

  /// nil if the topic does not tell.
  private func limit(of topic: String) -> Int? {
    do throws(KafkaError) {
      return OutputTopicRules.messageLimit(
        try producer.describeTopicConfiguration(topic, timeout: Self.questionTimeout))
    } catch {
      return nil
    }
  }

  /// Takes in that a batch was refused without a record in it that is too large.
  func halveBatch() -> Bool {
    guard limits.halveBatch() else { return false }
    needsNewProducer = true
    return true
  }
}

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
