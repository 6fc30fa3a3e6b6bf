import Base
public import Kafka

/// Why a tool could not do what it was asked, as a sentence, with the exit code of the contract (section 6).
public struct OperationFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// One sentence or more: what happened, where, what to do.
  public let description: String
  public let exitCode: Int32

  public init(_ description: String, exitCode: Int32) {
    self.description = description
    self.exitCode = exitCode
  }

  /// What the user wrote cannot be done.
  public static func usage(_ sentence: String) -> OperationFailure {
    OperationFailure(sentence, exitCode: ExitCode.usage.rawValue)
  }

  /// The broker refuses, or does not answer in time.
  public static func broker(_ sentence: String) -> OperationFailure {
    OperationFailure(sentence, exitCode: ExitCode.refused.rawValue)
  }

  /// The coordinator cannot say what a group has committed, which is not the same as nothing.
  private static func unknownCommit(
    of group: String, _ place: TopicPartition, _ code: KafkaError.Code
  ) -> OperationFailure {
    if code == .groupAuthorization { return .broker("The user may not use the group \(group): \(code.text).") }
    return .broker(
      "What the group \(group) has committed for \(place) is not known: \(code.text) (\(code.name)). "
        + "Nothing was changed; try again in a minute, when open transactions have ended and the coordinator answers.")
  }

  /// Throws the first error of a partition in an answer about commits: librdkafka throws only what concerns all of them.
  ///
  /// - Parameter isLenient: whether topics that the user may not see, or that have just gone, are passed over.
  static func check(
    commits results: [TopicPartitionResult], of group: String, isLenient: Bool = false
  ) throws(OperationFailure) {
    for result in results {
      guard let code = result.error else { continue }
      if isLenient, code == .topicAuthorization || code == .unknownTopicOrPartition { continue }
      throw .unknownCommit(of: group, result.topicPartition, code)
    }
  }

  /// The group has members, which must be stopped first.
  public static func groupHasMembers(_ sentence: String) -> OperationFailure {
    OperationFailure(sentence, exitCode: ExitCode.finding.rawValue)
  }

  /// Sorts an error by who is to blame: brokers and rights are 3, the rest is 1.
  public init(_ error: KafkaError) {
    switch error.code {
    case .topicAuthorization, .groupAuthorization, .clusterAuthorization, .transactionalIDAuthorization,
      .authentication, .saslAuthentication, .unsupportedSaslMechanism, .ssl, .unknownTopicOrPartition,
      .unknownTopicLocally, .unknownPartition, .invalidTopic, .unsupportedFeature, .policyViolation:
      self = .broker("\(error)")
    case let code where code.isTransient: self = .broker("\(error) Check the address, the network and the timeout.")
    default: self.init("\(error)", exitCode: ExitCode.failure.rawValue)
    }
  }
}
