import CLibrdkafka
import Synchronization

/// What the callbacks of one client write to: librdkafka knows it as the configuration's opaque pointer.
///
/// The client retains it once for librdkafka and releases it after `rd_kafka_destroy` has returned, so it outlives every
/// callback. All of it may be used from any thread.
final class CallbackContext: Sendable {
  /// A flood of errors must not take the memory; what comes beyond is counted.
  static let eventLimit = 1_000

  private struct State {
    var events: [ClientEvent] = []
    var discardedEventCount = 0
    var statistics: String?
    var rebalances: [Rebalance] = []
    var isClosing = false
    /// What librdkafka knows only by its address.
    var kept: [any AnyObject & Sendable] = []
  }

  let log: LogHandler?
  let tokenProvider: OAuthTokenProvider?
  private let state = Mutex(State())

  init(log: LogHandler?, tokenProvider: OAuthTokenProvider?) {
    self.log = log
    self.tokenProvider = tokenProvider
  }

  func record(_ event: ClientEvent) {
    state.withLock { state in
      if state.events.count < Self.eventLimit {
        state.events.append(event)
      } else {
        state.discardedEventCount += 1
      }
    }
  }

  func record(statistics: String) {
    state.withLock { $0.statistics = statistics }
  }

  /// Keeps the rebalance for the owner, or says that the client is closing and it has to be answered at once.
  func keep(_ rebalance: Rebalance) -> Bool {
    state.withLock { state in
      guard !state.isClosing else { return false }
      state.rebalances.append(rebalance)
      return true
    }
  }

  func takeEvents() -> (events: [ClientEvent], discardedCount: Int) {
    state.withLock { state in
      defer {
        state.events = []
        state.discardedEventCount = 0
      }
      return (state.events, state.discardedEventCount)
    }
  }

  func takeStatistics() -> String? {
    state.withLock { state in
      defer { state.statistics = nil }
      return state.statistics
    }
  }

  func takeRebalance() -> Rebalance? {
    state.withLock { $0.rebalances.isEmpty ? nil : $0.rebalances.removeFirst() }
  }

  /// Whether a rebalance waits for its owner.
  var hasRebalance: Bool { state.withLock { !$0.rebalances.isEmpty } }

  /// Keeps an object for as long as librdkafka may call back.
  func keepAlive(_ object: some AnyObject & Sendable) { state.withLock { $0.kept.append(object) } }

  /// From here on no rebalance is kept; returns those that nobody has taken.
  func beginClosing() -> [Rebalance] {
    state.withLock { state in
      state.isClosing = true
      defer { state.rebalances = [] }
      return state.rebalances
    }
  }

  /// The context of a client, from inside one of its callbacks.
  static func of(_ client: OpaquePointer?) -> CallbackContext? {
    guard let client = unsafe client else { return nil }
    return unsafe from(opaque: rd_kafka_opaque(client))
  }

  static func from(opaque: UnsafeMutableRawPointer?) -> CallbackContext? {
    guard let opaque = unsafe opaque else { return nil }
    return unsafe Unmanaged<CallbackContext>.fromOpaque(opaque).takeUnretainedValue()
  }
}

extension CallbackContext {
  /// Turns what `error_cb` or an error event says into an event; for a fatal error librdkafka has the cause elsewhere.
  func record(error code: rd_kafka_resp_err_t, reason: String, of client: OpaquePointer) {
    guard code == RD_KAFKA_RESP_ERR__FATAL else {
      record(.error(KafkaError(code, operation: "The Kafka client", reason: reason)))
      return
    }
    let fatal = unsafe Self.fatalError(of: client)
    record(.error(fatal ?? KafkaError(code, operation: "The Kafka client", reason: reason)))
  }

  /// The first fatal error of a client, if there was one (`rd_kafka_fatal_error`).
  static func fatalError(of client: OpaquePointer) -> KafkaError? {
    let (code, text) = unsafe String.capturing { buffer, capacity in
      unsafe rd_kafka_fatal_error(client, buffer, capacity)
    }
    guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
    return KafkaError(
      operation: "The Kafka client", code: KafkaError.Code(code), reason: text, isFatal: true, isRetriable: false)
  }

  /// Asks the provider for a token and hands it to librdkafka.
  func refreshToken(of client: OpaquePointer, configuration: String) {
    guard let tokenProvider else { return }
    let failure: String
    do {
      let token = try tokenProvider(configuration)
      let (result, text) = unsafe String.capturing { buffer, capacity in
        unsafe rd_kafka_oauthbearer_set_token(
          client, token.value, token.expiryMilliseconds, token.principal, nil, 0, buffer, capacity)
      }
      guard result != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
      failure = text
    } catch {
      failure = "\(error)"
    }
    _ = unsafe rd_kafka_oauthbearer_set_token_failure(client, failure.isEmpty ? "no token" : failure)
  }
}
