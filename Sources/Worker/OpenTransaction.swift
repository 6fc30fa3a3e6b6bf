/// The transaction that the worker's outputs and offsets go into.
struct OpenTransaction {
  enum Phase: Equatable {
    case open
    /// To be committed; a call that may be made again is made again until it succeeds.
    case committing(offsetsAreSent: Bool)
    case aborting
  }

  var phase = Phase.open
  /// How many messages are in it.
  var messages = 0
  private let begin = ContinuousClock.now

  var isOpen: Bool { phase == .open }

  func isDue(_ configuration: WorkerConfiguration.Transactions) -> Bool {
    messages >= configuration.maximumMessages || .now - begin >= configuration.interval
  }
}
