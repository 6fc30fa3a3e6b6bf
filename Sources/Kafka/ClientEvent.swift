/// What a client has to tell besides records and reports.
public enum ClientEvent: Sendable {
  /// librdkafka recovers by itself from everything but a fatal error; the owner decides what to make of it.
  case error(KafkaError)
  /// The end of a commit, one of librdkafka's own or one asked for; `error` is about the whole request.
  case offsetsCommitted([TopicPartitionResult], error: KafkaError?)
}
