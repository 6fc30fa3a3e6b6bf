import Kafka

/// Why the open transaction cannot be committed: the first cause that was heard of.
struct TransactionFailure {
  let code: KafkaError.Code
  /// For people: what was being done, and what came of it.
  let text: String
  /// How the worker ends if this does not heal.
  let outcome: WorkerOutcome
  /// Whether it is what a broker answered to a record, and so names the topic.
  let isOfRecord: Bool

  /// - Parameter error: what a call came to.
  init(_ error: KafkaError) {
    code = error.code
    text = "\(error)"
    outcome = .caused(by: error)
    isOfRecord = false
  }

  /// - Parameter code: what a broker answered to a record.
  init(_ code: KafkaError.Code, writingTo topic: String) {
    let what = "Writing to the topic \(topic)"
    self.code = code
    text = "\(what): \(code.text)"
    outcome = .caused(by: code, what)
    isOfRecord = true
  }

  /// Whether it only follows from something that went wrong before: librdkafka takes no more records then, and drops those that
  /// it has.
  var isConsequence: Bool { code == .wrongState || code == .purgedFromQueue || code == .purgedInFlight }
}
