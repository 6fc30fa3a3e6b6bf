import Kafka

extension WorkerOutcome {
  /// What an error means for the worker: refused for good, or broken.
  static func caused(by error: KafkaError) -> WorkerOutcome { end(error.code, "\(error)") }

  /// What a broker's answer to something means for the worker.
  static func caused(by code: KafkaError.Code, _ what: String) -> WorkerOutcome { end(code, "\(what): \(code.text).") }

  /// - Parameter sentence: what happened, and the answer.
  private static func end(_ code: KafkaError.Code, _ sentence: String) -> WorkerOutcome {
    switch code {
    case .authentication, .saslAuthentication, .unsupportedSaslMechanism:
      .refused(
        "\(sentence) Check the login (mechanism, user, password, token, certificate), then start it again.")
    case .topicAuthorization, .clusterAuthorization, .groupAuthorization, .transactionalIDAuthorization:
      .refused("\(sentence) Give the worker's user the right, then start it again.")
    case .unknownTopicOrPartition, .unknownTopicLocally, .unknownPartition, .invalidTopic:
      .refused("\(sentence) Create the topic, then start the worker again.")
    case .invalidTimestamp:
      .refused(
        "\(sentence) The topic refuses a record for its timestamp, which is that of the record that was read. "
          + "Widen the topic's message.timestamp.before.max.ms and message.timestamp.after.max.ms "
          + "(message.timestamp.difference.max.ms before Kafka 3.6), or set message.timestamp.type=LogAppendTime, "
          + "then start the worker again.")
    case .invalidRecord:
      .refused(
        "\(sentence) A topic with cleanup.policy=compact takes none without a key: set "
          + "cleanup.policy=delete, then start the worker again.")
    case .fenced, .producerFenced, .invalidProducerEpoch:
      .failed(
        "Another worker with the same transactional id has taken over, or the brokers gave this one's transaction up while "
          + "it stood still. Give each worker an id of its own; if each has one, start it again. (\(sentence))"
      )
    default:
      .failed("\(sentence) Nothing was committed that was not written; start the worker again.")
    }
  }
}
