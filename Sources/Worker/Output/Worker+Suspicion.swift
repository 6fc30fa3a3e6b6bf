import Kafka
import Logging

/// Asks again before a refusal ends the worker.
extension Worker {
  private static let questionTimeout = Duration.seconds(1)

  /// Takes note of a refusal; the library tells some of them once only, so the worker asks for itself.
  func suspect(_ error: KafkaError) {
    let isUnknown = error.code == .unknownTopicOrPartition || error.code == .unknownTopicLocally
    if isUnknown, error.topic ?? configuration.input == configuration.input { startOver("it is not there") }
    if let suspicion {
      // A refused login is told again and again; the questions about it just get no answer.
      if Self.isLogin(error.code), suspicion.hasLasted(at: .now) {
        outcome = outcome ?? .readingRefused(error, configuration)
      }
      return
    }
    suspicion = Suspicion(error, at: .now)
    logger.warning("a broker refuses something; it is asked again for some seconds", metadata: ["error": "\(error)"])
  }

  /// Ends the worker if what was refused is refused still.
  func settleSuspicion() {
    guard var suspicion = suspicion, outcome == nil, ContinuousClock.now >= suspicion.next else { return }
    do throws(KafkaError) {
      try ask(again: suspicion.error)
      self.suspicion = nil
      logger.notice("the brokers no longer refuse it", metadata: ["error": "\(suspicion.error.code.text)"])
    } catch {
      let isRefused = error.code == suspicion.error.code || Self.isRefusal(error.code)
      if isRefused, suspicion.hasLasted(at: .now) {
        outcome = .readingRefused(suspicion.error, configuration)
      } else if !isRefused, !Self.isLogin(suspicion.error.code) {
        // Brokers that are away neither confirm nor deny it; the time counts from when they are back.
        suspicion = Suspicion(suspicion.error, at: .now)
      }
      suspicion.putOff(from: .now)
      self.suspicion = suspicion
    }
  }

  private static func isLogin(_ code: KafkaError.Code) -> Bool {
    code == .authentication || code == .saslAuthentication
  }

  private static func isRefusal(_ code: KafkaError.Code) -> Bool {
    switch code {
    case .groupAuthorization, .topicAuthorization, .clusterAuthorization, .authentication, .saslAuthentication,
      .unknownTopicOrPartition, .unknownTopicLocally:
      true
    default: false
    }
  }

  private func ask(again error: KafkaError) throws(KafkaError) {
    let consumer = input.consumer
    switch error.code {
    case .groupAuthorization: try askForGroup(after: error)
    case .topicAuthorization where error.partition ?? -1 >= 0:
      // Only a fetch tells whether a topic may be read.
      try ReadProbe(configuration).read(
        TopicPartition(topic: error.topic ?? configuration.input, partition: error.partition ?? 0),
        timeout: Self.questionTimeout)
    default: _ = try consumer.existingTopic(error.topic ?? configuration.input, timeout: Self.questionTimeout)
    }
  }

  /// Asks the group's coordinator for committed offsets.
  ///
  /// The library tells once that nobody may know the coordinator to it, and then lets each question run out of time
  /// (seen in librdkafka 2.0.2). If brokers answer something else meanwhile, the refusal still holds.
  private func askForGroup(after refusal: KafkaError) throws(KafkaError) {
    let partitions = [TopicPartition(topic: configuration.input, partition: 0)]
    do throws(KafkaError) {
      for result in try input.consumer.committed(partitions, timeout: Self.questionTimeout) {
        if let code = result.error { throw KafkaError(operation: "Asking for the committed offsets", code: code) }
      }
    } catch  where error.code == .timedOut || error.code == .waitingForCoordinator {
      _ = try input.consumer.existingTopic(configuration.input, timeout: Self.questionTimeout)
      throw refusal
    }
  }

  /// Ends before a batch that the library passes over; what came after it must not be committed.
  func end(atUnreadable error: KafkaError) {
    if let partition = error.partition { forget(partition) }
    transaction?.phase = .aborting
    outcome = outcome ?? .unreadable(error)
  }
}
