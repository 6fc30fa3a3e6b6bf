import Glibc
import Kafka
public import Logging

/// Tries what a worker will need of the brokers, and says what is right and what is not.
public struct ConnectionCheck {
  public struct Finding: Equatable, Sendable {
    public enum Status: String, Sendable {
      case good = "ok          "
      case bad = "not ok      "
      /// Right as far as it goes, and still not what a user may expect.
      case warning = "warning     "
      /// Neither: this librdkafka cannot tell, or nobody asked.
      case unknown = "not checked "
    }

    /// How it turned out.
    public let status: Status
    /// What was looked at, and what was seen.
    public let sentence: String
    /// A command of Kafka's own tools that mends it, to be adapted; nil where there is none.
    public var remedy: String?

    /// A finding; `remedy` is a command that repairs it.
    public init(status: Status, sentence: String, remedy: String? = nil) {
      self.status = status
      self.sentence = sentence
      self.remedy = remedy
    }
  }

  private let configuration: WorkerConfiguration
  private let timeout: Duration
  private let probesWriting: Bool
  private let logger: Logger

  public init(_ configuration: WorkerConfiguration, timeout: Duration, probesWriting: Bool, logger: Logger) {
    self.configuration = configuration
    self.timeout = timeout
    self.probesWriting = probesWriting
    self.logger = logger
  }

  /// Takes at most some multiples of the timeout; calls nothing that changes the group or a topic, but for the probe.
  public func run() -> [Finding] {
    do throws(KafkaError) {
      let log = LibrdkafkaLog(logger)
      let client = try Consumer(
        configuration: ClientProperties.consumer(configuration), log: log.handler,
        tokenProvider: configuration.tokenProvider)
      defer { _ = client.close(within: .seconds(2)) }
      let partitions: Finding
      switch findInput(client, log) {
      case .found(let finding): partitions = finding
      case .unreachable(let sentence):
        return [
          Finding(status: .bad, sentence: sentence),
          Finding(status: .unknown, sentence: "topics, group and rights, since no broker answers"),
        ]
      }
      var findings = [Finding(status: .good, sentence: "the brokers at \(configuration.brokers) answer")]
      findings.append(partitions)
      for topic in [configuration.output, configuration.deadLetters] { findings.append(find(topic, client)) }
      if findings.allSatisfy({ $0.status == .good }) {
        findings.append(try readGroup())
        findings.append(
          Finding(
            status: .unknown,
            sentence: "whether the user has Read on group \(configuration.group), which only joining it would tell"))
        findings.append(readInput())
        findings += readRules(client)
        findings += try checkWriting(client)
      } else {
        findings.append(Finding(status: .unknown, sentence: "group and rights, before the topics are there"))
      }
      return findings
    } catch {
      return [Finding(status: .bad, sentence: "\(error)")]
    }
  }

  private enum Answer {
    case found(Finding)
    /// Why no broker answers.
    case unreachable(String)
  }

  /// Asks in short turns, since a refused login never becomes an answer however long one waits.
  private func findInput(_ client: Consumer, _ log: LibrdkafkaLog) -> Answer {
    let deadline = ContinuousClock.now + timeout
    var reason: String?
    while true {
      let left = deadline - .now
      let finding = find(configuration.input, client, within: max(.milliseconds(100), min(left, .milliseconds(500))))
      if !finding.isTransient, !log.hasFoundNoBroker { return .found(finding) }
      if log.hasFoundNoBroker { return .unreachable(LoginCheck.noBroker(configuration.brokers)) }
      if let found = LoginCheck(configuration).finding(client) {
        reason = found.sentence
        // Of several addresses another may be right.
        if found.isFinal || !configuration.brokers.contains(",") { return .unreachable(found.sentence) }
      }
      guard left > .zero else { break }
    }
    return .unreachable(
      reason
        ?? "no broker of \(configuration.brokers) answers within the timeout: check the address, the network and security-protocol"
    )
  }

  private func find(_ topic: String, _ client: Client) -> Finding { find(topic, client, within: timeout) }

  private func find(_ topic: String, _ client: Client, within timeout: Duration) -> Finding {
    do throws(KafkaError) {
      let partitions = try client.existingTopic(topic, timeout: timeout).partitions.count
      return Finding(
        status: .good,
        sentence: "topic \(topic) exists with \(partitions) \(partitions == 1 ? "partition" : "partitions")")
    } catch {
      switch error.code {
      case .unknownTopicOrPartition, .unknownTopicLocally:
        return Finding(
          status: .bad, sentence: "topic \(topic) does not exist: create it", remedy: commands.create(topic: topic))
      case .topicAuthorization:
        let right = topic == configuration.input ? "Read" : "Write"
        return Finding(
          status: .bad, sentence: "topic \(topic): the user may not see it; give it \(right), which includes Describe",
          remedy: commands.allow(right, onTopic: topic))
      default:
        return Finding(status: .bad, sentence: "\(Finding.transientMark)\(error)")
      }
    }
  }

  private var commands: RemedyCommands { RemedyCommands(configuration) }

  private func readGroup() throws(KafkaError) -> Finding {
    let consumer = try Consumer(
      configuration: ClientProperties.consumer(configuration), tokenProvider: configuration.tokenProvider)
    defer { _ = consumer.close(within: .seconds(2)) }
    do throws(KafkaError) {
      let code = try committedCode(consumer)
      guard let code else {
        return Finding(status: .good, sentence: "group \(configuration.group) has a coordinator and may be seen")
      }
      return Finding(
        status: .bad, sentence: "group \(configuration.group): \(code.text)",
        remedy: code == .groupAuthorization ? commands.allowGroup() : nil)
    } catch {
      return Finding(status: .bad, sentence: "group \(configuration.group): \(error.reason)")
    }
  }

  /// What a question for the committed offsets is refused with; waits for a coordinator, which a new cluster makes only then.
  private func committedCode(_ consumer: Consumer) throws(KafkaError) -> KafkaError.Code? {
    let place = TopicPartition(topic: configuration.input, partition: 0)
    let deadline = ContinuousClock.now + timeout
    while true {
      let left = deadline - .now
      let code: KafkaError.Code?
      do throws(KafkaError) {
        code = try consumer.committed([place], timeout: max(.milliseconds(100), left)).first?.error
        guard let code, code.isTransient, left > .zero else { return code == .noError ? nil : code }
      } catch {
        guard error.code.isTransient, left > .zero else { throw error }
      }
      usleep(100_000)
    }
  }

  /// What the configuration of the output topics does to what is written.
  private func readRules(_ client: Client) -> [Finding] {
    func properties(_ topic: String) -> [String: String]? {
      do throws(KafkaError) { return try client.describeTopicConfiguration(topic, timeout: timeout) } catch {
        return nil
      }
    }
    let input = properties(configuration.input)
    return [configuration.output, configuration.deadLetters].flatMap { topic -> [Finding] in
      guard let own = properties(topic) else {
        return [
          Finding(
            status: .unknown,
            sentence:
              "what topic \(topic) deletes and refuses: the user may not read its configuration (DescribeConfigs); "
              + "messages of up to \(TopicLimits.standardByteCount) bytes are assumed to be taken")
        ]
      }
      return OutputTopicRules(
        topic: topic, takesEvents: topic == configuration.output, properties: own, input: input ?? [:],
        keepsEventTimestamps: configuration.eventTimestamp == .record
      ).warnings.map { Finding(status: .warning, sentence: $0) }
    }
  }

  /// Fetches once from the first partition, since the ends of the log can be read without the right to read.
  private func readInput() -> Finding {
    do throws(KafkaError) {
      try ReadProbe(configuration).read(
        TopicPartition(topic: configuration.input, partition: 0), timeout: timeout)
      return Finding(status: .good, sentence: "topic \(configuration.input) may be read")
    } catch {
      return Finding(
        status: .bad, sentence: "topic \(configuration.input) may not be read: \(error.reason)",
        remedy: error.code == .topicAuthorization ? commands.allow("Read", onTopic: configuration.input) : nil)
    }
  }

  /// Asks for the right to write where the library can, else tries it where the user wants that.
  private func checkWriting(_ client: Client) throws(KafkaError) -> [Finding] {
    var findings: [Finding] = []
    for topic in [configuration.output, configuration.deadLetters] {
      guard let rights = try client.rights(onTopic: topic, timeout: timeout) else { return try probeWriting() }
      findings.append(
        rights.contains(.write)
          ? Finding(status: .good, sentence: "topic \(topic) may be written")
          : Finding(
            status: .bad, sentence: "topic \(topic) may not be written: give the user Write",
            remedy: commands.allow("Write", onTopic: topic)))
    }
    return probesWriting ? try probeWriting() : findings
  }

  /// One record to each output topic in a transaction that is aborted: no reader sees it.
  private func probeWriting() throws(KafkaError) -> [Finding] {
    let topics = [configuration.output, configuration.deadLetters]
    guard probesWriting else {
      return topics.map {
        Finding(status: .unknown, sentence: "whether topic \($0) may be written; --probe-write tries it")
      }
    }
    return try topics.map { topic throws(KafkaError) in try probe(topic) }
  }

  /// A producer for each topic: after a refusal it is of no more use.
  private func probe(_ topic: String) throws(KafkaError) -> Finding {
    var properties = ClientProperties.producer(
      configuration, limits: TopicLimits())
    properties.set("transactional.id", to: "\(configuration.group)-check")
    properties.set("transaction.timeout.ms", to: "10000")
    properties.set("message.timeout.ms", to: "\(max(1000, min(10_000, timeout.milliseconds)))")
    properties.set("socket.timeout.ms", to: "10000")
    let producer = try Producer(
      configuration: properties, log: LibrdkafkaLog(logger).handler, tokenProvider: configuration.tokenProvider)
    defer { _ = producer.close(within: .seconds(2)) }
    let handle = try producer.topic(topic)
    do throws(KafkaError) {
      try producer.initTransactions(timeout: timeout)
      try producer.beginTransaction()
    } catch {
      return Finding(
        status: .unknown,
        sentence: "whether topic \(topic) may be written: no transaction can be begun (\(error.reason))")
    }
    var refusal: KafkaError.Code?
    let value: [UInt8] = Array("azure-linux-ecs check: an aborted probe".utf8)
    _ = producer.produce(to: handle, value: value.span, key: nil, opaque: 1)
    _ = producer.flush(within: timeout) { report in refusal = refusal ?? report.error }
    // Of a transaction whose only record was refused the broker knows nothing, and says so.
    do throws(KafkaError) { try producer.abortTransaction(timeout: timeout) { _ in } } catch {
      logger.debug("the probe's transaction could not be aborted", metadata: ["error": "\(error)"])
    }
    if let refusal {
      // A transaction that a partition may not join is dropped whole, and the reports say no more than that.
      let isDropped = refusal == .purgedFromQueue || refusal == .purgedInFlight
      let why = isDropped ? "the broker refused the record" : refusal.text
      return Finding(
        status: .bad, sentence: "topic \(topic) may not be written (\(why)): give the user Write",
        remedy: commands.allow("Write", onTopic: topic))
    }
    return Finding(status: .good, sentence: "topic \(topic) may be written")
  }
}

extension ConnectionCheck.Finding {
  fileprivate static let transientMark = "no answer: "
  fileprivate var isTransient: Bool { sentence.hasPrefix(Self.transientMark) }
}

/// Fetches once from a partition, which is the only thing that needs the right Read on a topic.
///
/// By a client of its own, which joins no group and commits nothing.
struct ReadProbe {
  private let configuration: WorkerConfiguration

  init(_ configuration: WorkerConfiguration) { self.configuration = configuration }

  /// Throws what the broker answers; a fetch that has an answer, even an empty one, is enough.
  func read(_ place: TopicPartition, timeout: Duration) throws(KafkaError) {
    var properties = ClientProperties.consumer(configuration)
    properties.set("enable.partition.eof", to: "true")
    properties.set("enable.auto.commit", to: "false")
    properties.set("auto.offset.reset", to: "latest")
    let client = try Consumer(configuration: properties, tokenProvider: configuration.tokenProvider)
    defer { _ = client.close(within: .seconds(2)) }
    try client.assign([TopicPartitionOffset(topicPartition: place, nextOffset: TopicPartitionOffset.end)])
    var batch = MessageBatch(capacity: 1)
    let deadline = ContinuousClock.now + timeout
    while ContinuousClock.now < deadline {
      let count = client.poll(into: &batch, timeout: .milliseconds(50))
      batch.removeAll()
      if count > 0 { return }
      for case .error(let error) in client.takeEvents().events {
        // The end of the partition is an answer as well.
        if error.code == .partitionEnd { return }
        if !error.code.isTransient { throw error }
      }
    }
    throw KafkaError(
      operation: "Reading once", code: .timedOut, topic: place.topic, partition: place.partition)
  }
}
