/// The transaction that the worker's outputs and offsets go into.
struct OpenTransaction {
  enum Phase: Equatable {
    case open
    /// To be committed; a call that may be made again is made again until it succeeds.
    case committing(offsetsAreSent: Bool)
    /// The commit has been asked for. librdkafka takes no other call until it has the answer (`rd_kafka_txn_curr_api_begin`), and
    /// the offsets in it are refused or taken with their generation; so this is left only with that answer.
    case ending
    case aborting
  }

  var phase = Phase.open
  /// How many messages are in it.
  var messages = 0
  private let begin = ContinuousClock.now

  var isOpen: Bool { phase == .open }

  /// Gives the transaction up, unless its commit is under way.
  mutating func giveUp() {
    if phase != .ending { phase = .aborting }
  }

  func isDue(_ configuration: WorkerConfiguration.Transactions) -> Bool {
    messages >= configuration.maximumMessages || .now - begin >= configuration.interval
  }
}
