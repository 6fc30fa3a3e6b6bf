import Kafka

/// What an error means for the worker; the one table that every place asks which has to choose between waiting and ending.
enum ErrorMeaning: Equatable {
  /// A broker is away, busy, or moves something; it is waited for without an end.
  case healsByWaiting
  /// The group or the transaction moved on; what was being done is done again, a few times.
  case healsByRepeating
  /// One record is the cause, and something else can be written in its place.
  case belongsToRecord
  /// Nothing that the worker could do heals it.
  case endsWorker(End)

  /// How the worker ends, and what its user is to do about it.
  struct End: Equatable {
    var isRefusal: Bool
    var answer: String
  }

  fileprivate static func refused(_ answer: String) -> ErrorMeaning {
    .endsWorker(End(isRefusal: true, answer: answer))
  }
}

extension KafkaError.Code {
  var meaning: ErrorMeaning {
    switch self {
    case _ where isTransient, .storageError, .unstableOffsetCommit, .fencedLeaderEpoch, .unknownLeaderEpoch:
      .healsByWaiting
    case .purgedFromQueue, .purgedInFlight, .wrongState, .conflict, .outOfOrderSequence, .illegalGeneration,
      .unknownMember, .fencedInstance, .assignmentLost, .invalidTransactionState, .invalidProducerIDMapping,
      .unknownProducerID, .operationNotAttempted, .gaplessGuarantee:
      .healsByRepeating
    case .messageTooLarge, .recordListTooLarge:
      .belongsToRecord
    case .authentication, .saslAuthentication, .unsupportedSaslMechanism:
      .refused("Check the login (mechanism, user, password, token, certificate), then start it again.")
    case .topicAuthorization, .clusterAuthorization, .groupAuthorization, .transactionalIDAuthorization:
      .refused("Give the worker's user the right, then start it again.")
    case .unknownTopicOrPartition, .unknownTopicLocally, .unknownPartition, .invalidTopic:
      .refused("Create the topic, then start the worker again.")
    case .invalidTimestamp:
      .refused(
        "The topic refuses a record for its timestamp, which is that of the record that was read. "
          + "Widen the topic's message.timestamp.before.max.ms and message.timestamp.after.max.ms "
          + "(message.timestamp.difference.max.ms before Kafka 3.6), or set message.timestamp.type=LogAppendTime, "
          + "then start the worker again.")
    case .invalidRecord:
      .refused(
        "A topic with cleanup.policy=compact takes none without a key: set cleanup.policy=delete, then start the worker "
          + "again.")
    case .unsupportedFeature, .unsupportedVersion, .notImplemented:
      .refused("Use brokers that offer this, or do without it, then start the worker again.")
    default:
      .endsWorker(ErrorMeaning.End(isRefusal: false, answer: Self.restart))
    }
  }

  /// Whether another producer has taken over, or the brokers gave this one up.
  var isFenced: Bool { self == .fenced || self == .producerFenced || self == .invalidProducerEpoch }

  fileprivate static let restart = "Nothing was committed that was not written; start the worker again."
}

extension WorkerOutcome {
  /// What an error means for the worker: refused for good, or broken.
  static func caused(by error: KafkaError) -> WorkerOutcome { end(error.code, "\(error)") }

  /// What a broker's answer to something means for the worker.
  static func caused(by code: KafkaError.Code, _ what: String) -> WorkerOutcome { end(code, "\(what): \(code.text).") }

  /// - Parameter sentence: what happened, and the answer.
  private static func end(_ code: KafkaError.Code, _ sentence: String) -> WorkerOutcome {
    if code.isFenced {
      return .failed(
        "Another worker with the same transactional id has taken over, or the brokers gave this one's transaction up while "
          + "it stood still. Give each worker an id of its own; if each has one, start it again. (\(sentence))")
    }
    guard case .endsWorker(let end) = code.meaning else { return .failed("\(sentence) \(KafkaError.Code.restart)") }
    return end.isRefusal ? .refused("\(sentence) \(end.answer)") : .failed("\(sentence) \(end.answer)")
  }
}
