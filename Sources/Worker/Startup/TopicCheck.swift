import Dispatch
import Glibc
public import Kafka
public import Logging
import Synchronization

/// Looks whether the three topics exist and how large a message they take, before a worker starts.
public struct TopicCheck: Sendable {
  public enum Result: Equatable, Sendable {
    case found(TopicLimits)
    case refused(String)
    /// The stop signal came first.
    case stopped
  }

  private let configuration: WorkerConfiguration
  private let logger: Logger
  private static let patience = Duration.seconds(5)

  public init(_ configuration: WorkerConfiguration, logger: Logger) {
    self.configuration = configuration
    self.logger = logger
  }

  /// Waits for a broker that is away for as long as it takes; what waiting cannot heal is refused.
  ///
  /// A question to brokers that do not answer cannot be taken back, so it is asked on a thread of its own, which is left behind
  /// with it when a stop is wanted.
  public func waitForTopics(stop: StopSignal) throws(KafkaError) -> Result {
    let topics = [configuration.input, configuration.output, configuration.deadLetters]
    guard Set(topics).count == 3 else {
      return .refused(
        "The input, output and dead-letter topics must be three different ones; the worker would read what it wrote.")
    }
    let answer = Answer()
    let check = self
    DispatchQueue(label: "topic-check").async {
      do throws(KafkaError) {
        let result = try check.ask(topics, stop: stop)
        answer.give(.success(result))
      } catch {
        answer.give(.failure(error))
      }
    }
    while !stop.isRequested {
      if let result = answer.wait(.milliseconds(50)) { return try result.get() }
    }
    return .stopped
  }

  private func ask(_ topics: [String], stop: StopSignal) throws(KafkaError) -> Result {
    // A consumer without a subscription: it asks as any client does, and hands over why a login is refused.
    let log = LibrdkafkaLog(logger)
    let client = try Consumer(
      configuration: ClientProperties.consumer(configuration), log: log.handler,
      tokenProvider: configuration.tokenProvider)
    defer { _ = client.close(within: .seconds(2)) }
    let throttle = LogThrottle(every: .seconds(30))
    // A broker that starts may not know all topics, users and rights for some seconds.
    var pending: (sentence: String, since: ContinuousClock.Instant)?
    // What may come right by itself, and is likely a wrong address or port.
    var advice = ""
    while !stop.isRequested {
      do throws(KafkaError) {
        for topic in topics { _ = try client.existingTopic(topic, timeout: Self.patience) }
        return .found(limits(client))
      } catch {
        let finding = LoginCheck(configuration).finding(client)
        if let finding, !finding.isFinal { advice = finding.sentence }
        if let refusal = finding.flatMap({ $0.isFinal ? $0.sentence : nil }) ?? refusal(error) {
          pending = (refusal, pending?.since ?? .now)
        } else if log.hasFoundNoBroker {
          pending = (LoginCheck.noBroker(configuration.brokers), pending?.since ?? .now)
        }
        if let pending, .now - pending.since >= Suspicion.patience || error.isFatal {
          return .refused(pending.sentence)
        }
        throttle.log(
          logger, .notice, "waiting for the brokers",
          metadata: advice.isEmpty ? ["error": "\(error)"] : ["error": "\(error)", "advice": "\(advice)"])
        // A refusal comes at once.
        usleep(100_000)
      }
    }
    return .stopped
  }

  /// The sentence for an error that waiting cannot heal.
  private func refusal(_ error: KafkaError) -> String? {
    switch error.code {
    case .unknownTopicOrPartition, .unknownTopicLocally, .invalidTopic:
      return "The topic \(error.topic ?? "?") does not exist. Create it, then start the worker again."
    case .topicAuthorization:
      return "The worker's user may not see the topic \(error.topic ?? "?"). Give it the right, then start it again."
    default: return error.isFatal ? "\(error)" : nil
    }
  }

  /// What the topics take; Kafka's standard where the user may not see it.
  private func limits(_ client: Client) -> TopicLimits {
    var input: [String: String] = [:]
    do throws(KafkaError) {
      input = try client.describeTopicConfiguration(configuration.input, timeout: Self.patience)
    } catch {
      logger.debug("the input topic's configuration cannot be read", metadata: ["error": "\(error.reason)"])
    }
    return TopicLimits(
      output: limit(of: configuration.output, client, input: input),
      deadLetters: limit(of: configuration.deadLetters, client, input: input))
  }

  private func limit(of topic: String, _ client: Client, input: [String: String]) -> Int? {
    do throws(KafkaError) {
      let properties = try client.describeTopicConfiguration(topic, timeout: Self.patience)
      let rules = OutputTopicRules(
        topic: topic, takesEvents: topic == configuration.output, properties: properties, input: input,
        keepsEventTimestamps: configuration.eventTimestamp == .record)
      for warning in rules.warnings { logger.warning("\(warning)") }
      return OutputTopicRules.messageLimit(properties)
    } catch {
      logger.notice(
        "the topic's max.message.bytes cannot be read; Kafka's standard is assumed until a broker refuses a batch",
        metadata: ["topic": "\(topic)", "bytes": "\(TopicLimits.standardByteCount)", "error": "\(error.reason)"])
      return nil
    }
  }
}

/// What one thread leaves for another.
private final class Answer: Sendable {
  private let result = Mutex<Result<TopicCheck.Result, KafkaError>?>(nil)
  private let isThere = DispatchSemaphore(value: 0)

  func give(_ result: Result<TopicCheck.Result, KafkaError>) {
    self.result.withLock { $0 = result }
    isThere.signal()
  }

  /// nil if there is none after this long.
  func wait(_ limit: DispatchTimeInterval) -> Result<TopicCheck.Result, KafkaError>? {
    guard isThere.wait(timeout: .now() + limit) == .success else { return nil }
    return result.withLock { $0 }
  }
}

extension Client {
  /// A topic that exists; its error as an error, where the broker has one for it.
  func existingTopic(_ name: String, timeout: Duration) throws(KafkaError) -> ClusterMetadata.Topic {
    let operation = "Looking for the topic \(name)"
    guard let topic = try metadata(topic: name, timeout: timeout).topic(name) else {
      throw KafkaError(operation: operation, code: .unknownTopicOrPartition, topic: name)
    }
    if let code = topic.error, code != .leaderNotAvailable || topic.partitions.isEmpty {
      throw KafkaError(operation: operation, code: code, topic: name)
    }
    return topic
  }
}
