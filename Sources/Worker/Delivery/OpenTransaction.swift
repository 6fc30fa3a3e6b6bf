import Glibc
import Kafka

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
  mutating func requestAbort() {
    if phase != .ending { phase = .aborting }
  }

  func isDue(_ configuration: WorkerConfiguration.Transactions) -> Bool {
    messages >= configuration.maximumMessages || .now - begin >= configuration.interval
  }
}

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

extension WorkerConfiguration.Transactions {
  /// An id for one run of a worker, of its group, its host and a random part.
  ///
  /// None need outlive the run: it is the group's generation that keeps offsets of a predecessor out (KIP-447), and the brokers
  /// end what such a one left open after its transaction timeout.
  public static func passingID(of group: String) -> String {
    let parts = [
      String(group.prefix(100)), String(hostName.prefix(100)), String(UInt64.random(in: 0 ... .max), radix: 36),
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "-")
  }

  private static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&name, name.count) == 0 else { return "" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// The transactions that were aborted since the last one that was committed.
struct AbortHistory {
  /// How many there were, but for those that taught how much of a record may be written.
  private(set) var inARow = 0
  /// Those of them whose cause is no broker that is away or busy.
  private(set) var unexplained = 0
  /// How many messages were in the last one and are to be done again.
  private(set) var messages = 0
  /// Why the last one was aborted, for people.
  private(set) var reason = ""
  private var pause = RetryPause()
  /// Enough for a group that comes to rest.
  static let mostUnexplained = 10

  /// Whether it is time for the next transaction.
  var isPauseOver: Bool { inARow == 0 || pause.isOver }

  /// Takes an abort in.
  ///
  /// - Parameters:
  ///   - messages: how many were in the transaction.
  ///   - hasLearned: whether the next one will be another one, so that it need not wait.
  mutating func note(_ failure: TransactionFailure?, messages: Int, hasLearned: Bool) {
    self.messages = messages
    guard let failure, !hasLearned else { return }
    reason = failure.text
    inARow += 1
    if failure.code.meaning != .healsByWaiting { unexplained += 1 }
    pause.begin()
  }

  /// A transaction was committed.
  mutating func end() { self = AbortHistory() }

  /// What was not committed is for another worker to do.
  mutating func forgetMessages() { messages = 0 }
}

/// A transactional producer that took the place of one which was shut out, or which was made for other limits.
///
/// A broker that was away gives transactions up and shuts their producers out; the next producer of the same name heals that.
/// Where that one is shut out soon, too, there is another worker of the same name.
struct ProducerReplacement {
  private static let trial = Duration.seconds(60)
  /// When its coordinator knew it; nil before.
  private(set) var readyAt: ContinuousClock.Instant?
  /// Whether it was wanted, so that nothing is to be told from how long it lasts.
  private let isPlanned: Bool

  init(isPlanned: Bool = false) { self.isPlanned = isPlanned }

  var isReady: Bool { readyAt != nil }
  /// Whether it has not lasted long enough to tell an outage from a rival.
  var isOnTrial: Bool { !isPlanned && readyAt.map { .now - $0 < Self.trial } ?? true }

  mutating func begin() { readyAt = .now }
}
