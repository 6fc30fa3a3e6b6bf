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
  public static func usage(_ sentence: String) -> OperationFailure { OperationFailure(sentence, exitCode: 2) }

  /// The broker refuses, or does not answer in time.
  public static func broker(_ sentence: String) -> OperationFailure { OperationFailure(sentence, exitCode: 3) }

  /// The group has members, which must be stopped first.
  public static func groupHasMembers(_ sentence: String) -> OperationFailure {
    OperationFailure(sentence, exitCode: 6)
  }

  /// Sorts an error by who is to blame: brokers and rights are 3, the rest is 1.
  public init(_ error: KafkaError) {
    switch error.code {
    case .topicAuthorization, .groupAuthorization, .clusterAuthorization, .transactionalIDAuthorization,
      .authentication, .saslAuthentication, .unsupportedSaslMechanism, .ssl, .unknownTopicOrPartition,
      .unknownTopicLocally, .unknownPartition, .invalidTopic, .unsupportedFeature, .policyViolation:
      self = .broker("\(error)")
    case let code where code.isTransient: self = .broker("\(error) Check the address, the network and the timeout.")
    default: self.init("\(error)", exitCode: 1)
    }
  }
}
