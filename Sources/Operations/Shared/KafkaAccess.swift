public import Kafka

/// How the tools reach the cluster: the user's connection settings, and how long they wait for answers.
public struct KafkaAccess: Sendable {
  /// `bootstrap.servers`, login and encryption, and what the user passes through.
  public var properties: ClientConfiguration
  /// For each question to the brokers.
  public var timeout: Duration
  /// The group that reading without a group is done under, since librdkafka wants a name; nothing is committed for it.
  public var readingGroup: String

  /// Where tokens for SASL/OAUTHBEARER come from.
  public var tokenProvider: OAuthTokenProvider?

  public init(
    properties: ClientConfiguration, timeout: Duration, readingGroup: String, tokenProvider: OAuthTokenProvider? = nil
  ) {
    self.tokenProvider = tokenProvider
    self.properties = properties
    self.timeout = timeout
    self.readingGroup = readingGroup
  }

  /// How long a client may take to end.
  static let closeLimit = Duration.seconds(5)

  /// A client that commits only what it is told to, and says where a partition ends.
  ///
  /// - Parameter joins: whether it may become a member of the group; it then polls when it has the time.
  func consumer(group: String? = nil, joins: Bool = false) throws(OperationFailure) -> Consumer {
    var properties = properties
    properties.set("group.id", to: group ?? readingGroup)
    properties.set("enable.auto.commit", to: "false")
    properties.set("enable.auto.offset.store", to: "false")
    properties.set("enable.partition.eof", to: "true")
    properties.set("auto.offset.reset", to: "earliest")
    properties.set("allow.auto.create.topics", to: "false")
    properties.set("fetch.wait.max.ms", to: "100")
    // Two static members of one name would fence each other, and a tool is not the worker.
    properties.remove("group.instance.id")
    if joins {
      properties.set("session.timeout.ms", to: "\(GroupLock.sessionTimeout.components.seconds * 1000)")
      properties.set("heartbeat.interval.ms", to: "3000")
      // A rate of one record a second leaves long between two polls; heartbeats say that it lives.
      properties.set("max.poll.interval.ms", to: "86400000")
    }
    do throws(KafkaError) {
      return try Consumer(configuration: properties, tokenProvider: tokenProvider)
    } catch {
      throw OperationFailure.usage("\(error)")
    }
  }

  /// Does something with the brokers; a failure says what the login said, if that was the cause.
  func ask<Answer>(
    _ client: Client, _ question: () throws(KafkaError) -> Answer
  ) throws(OperationFailure) -> Answer {
    do throws(KafkaError) {
      return try question()
    } catch {
      if error.code.isTransient {
        for case .error(let cause) in client.takeEvents().events
        where [.authentication, .saslAuthentication, .ssl, .unsupportedSaslMechanism].contains(cause.code) {
          throw OperationFailure.broker("The broker refuses the login: \(cause.reason)")
        }
        let brokers = properties["bootstrap.servers"] ?? "the given address"
        throw OperationFailure.broker(
          "No answer from \(brokers) in time (\(error.operation): \(error.reason)). "
            + "Check the address, the network and security-protocol, or raise --timeout.")
      }
      throw OperationFailure(error)
    }
  }

  /// Who is in a group; nil where the brokers or this librdkafka cannot say, and of a group that has never been.
  ///
  /// With a client of its own: a request about a group may still be under way when its time is up, and goes with the client.
  func describe(_ group: String) throws(OperationFailure) -> GroupDescription? {
    let client: Client
    do throws(KafkaError) {
      client = try Client(configuration: properties, tokenProvider: tokenProvider)
    } catch {
      throw OperationFailure.usage("\(error)")
    }
    defer { _ = client.close(within: .seconds(1)) }
    return try ask(client) { () throws(KafkaError) in
      do throws(KafkaError) {
        let answer = try client.describeGroup(group, timeout: timeout)
        if let error = answer.error { throw error }
        return answer
      } catch {
        switch error.code {
        // Brokers that do not know the request, librdkafka's mock cluster among them.
        case .unsupportedFeature, .notImplemented: return nil
        // Kafka 4 says so of a group that has never been (KIP-1043); it is what "Dead" was before.
        case .unknownGroup, .init(rawValue: 69): return nil
        default: throw error
        }
      }
    }
  }

  /// The numbers of a topic's partitions.
  func partitions(of topic: String, _ client: Client) throws(OperationFailure) -> [Int32] {
    let found = try ask(client) { () throws(KafkaError) in
      try client.metadata(topic: topic, timeout: timeout).topic(topic)
    }
    switch found?.error {
    case nil: break
    case .topicAuthorization?:
      throw .broker("The user may not see the topic \(topic): give it Describe and Read.")
    case .unknownTopicOrPartition?, .unknownTopicLocally?:
      throw .broker("There is no topic \(topic): correct the name, or create it.")
    case .leaderNotAvailable? where found?.partitions.isEmpty == false: break
    case let code?:
      throw OperationFailure(KafkaError(operation: "Looking for a topic", code: code, topic: topic))
    }
    guard let found, !found.partitions.isEmpty else {
      throw .broker("There is no topic \(topic): correct the name, or create it.")
    }
    return found.partitions.map(\.id)
  }
}
