import CLibrdkafka
import Dispatch

/// A connection to a cluster: what consumers and producers have in common, and the base of the administrative calls.
///
/// Use it from one thread; a debug build traps when a second one comes.
/// A client that is not closed is destroyed in its deinit, which may block.
@safe public class Client {
  private var pointer: OpaquePointer?
  let context: CallbackContext
  private var confinement = ThreadConfinement()

  init(
    _ kind: rd_kafka_type_t, configuration: ClientConfiguration, log: LogHandler?, tokenProvider: OAuthTokenProvider?,
    register: (OpaquePointer) -> Void
  ) throws(KafkaError) {
    let native = try NativeConfiguration(configuration)
    let context = CallbackContext(log: log, tokenProvider: tokenProvider)
    let retained = unsafe Unmanaged.passRetained(context)
    if let pointer = unsafe native.pointer {
      unsafe rd_kafka_conf_set_opaque(pointer, retained.toOpaque())
      unsafe Self.registerCommonCallbacks(in: pointer, for: context)
      unsafe register(pointer)
    }
    do {
      unsafe pointer = try unsafe native.makeClient(kind)
    } catch {
      unsafe retained.release()
      throw error
    }
    self.context = context
    if tokenProvider != nil, let pointer = unsafe pointer {
      try unsafe KafkaError.check(rd_kafka_sasl_background_callbacks_enable(pointer), "Preparing token refreshes")
    }
  }

  /// A client for administrative calls alone; its errors go to the log.
  public convenience init(
    configuration: ClientConfiguration, log: LogHandler? = nil, tokenProvider: OAuthTokenProvider? = nil
  ) throws(KafkaError) {
    try unsafe self.init(
      RD_KAFKA_PRODUCER, configuration: configuration, log: log, tokenProvider: tokenProvider, register: { _ in })
  }

  private static func registerCommonCallbacks(in configuration: OpaquePointer, for context: CallbackContext) {
    if context.log != nil {
      unsafe rd_kafka_conf_set_log_cb(configuration) { client, level, facility, text in
        guard let log = unsafe CallbackContext.of(client)?.log else { return }
        let facility = unsafe String(librdkafka: facility)
        unsafe log(LogLevel(rawValue: level) ?? .info, facility, String(librdkafka: text))
      }
    } else {
      unsafe rd_kafka_conf_set_log_cb(configuration, nil)
    }
    if context.tokenProvider != nil {
      // Only then: with `enable.sasl.oauthbearer.unsecure.jwt` librdkafka refuses to have both.
      unsafe rd_kafka_conf_enable_sasl_queue(configuration, 1)
      unsafe rd_kafka_conf_set_oauthbearer_token_refresh_cb(configuration) { client, text, opaque in
        guard let client = unsafe client else { return }
        unsafe CallbackContext.from(opaque: opaque)?
          .refreshToken(of: client, configuration: String(librdkafka: text))
      }
    }
  }

  /// Lends the new C handle to a subclass's initializer, which may still run on another thread than the one that will
  /// use the client.
  final func withInitialHandle(_ body: (OpaquePointer) throws(KafkaError) -> Void) throws(KafkaError) {
    if let pointer = unsafe pointer {
      try unsafe body(pointer)
    }
  }

  /// The C handle, checked for the right thread and for having been closed.
  final func handle(for operation: String) throws(KafkaError) -> OpaquePointer {
    guard let handle = unsafe openHandle else { throw .closed(operation) }
    return unsafe handle
  }

  /// The C handle unless the client is closed.
  final var openHandle: OpaquePointer? {
    confinement.check()
    return unsafe pointer
  }

  /// The name that librdkafka's log lines carry (`rd_kafka_name`).
  public final var name: String {
    guard let handle = unsafe openHandle else { return "closed" }
    return unsafe String(librdkafka: rd_kafka_name(handle))
  }

  /// The first fatal error, if there was one: such a client can only be closed.
  public final var fatalError: KafkaError? {
    guard let handle = unsafe openHandle else { return nil }
    return unsafe CallbackContext.fatalError(of: handle)
  }

  /// Hands out what has gathered since the last call; `discardedCount` is how many events there were beyond the limit.
  ///
  /// Callable from any thread.
  public final func takeEvents() -> (events: [ClientEvent], discardedCount: Int) {
    context.takeEvents()
  }

  /// The newest statistics as JSON, once (librdkafka's STATISTICS.md); property `statistics.interval.ms` turns them on.
  ///
  /// Callable from any thread.
  public final func takeStatistics() -> String? {
    context.takeStatistics()
  }

  /// Ends the client in bounded time; false says that librdkafka did not come to its end, and only exiting is left.
  ///
  /// librdkafka 2.0.2 may hang here (confluentinc/librdkafka#4674, #4667, #4486, #4362, #4131); so it is asked
  /// on a thread of its own, which is left behind after `limit`.
  public func close(within limit: Duration) -> Bool {
    guard let handle = unsafe takeHandle() else { return true }
    return unsafe destroy(handle, within: limit, first: {})
  }

  /// Takes the handle away, so that every later call finds the client closed.
  final func takeHandle() -> OpaquePointer? {
    defer { unsafe pointer = nil }
    return unsafe openHandle
  }

  final func destroy(_ handle: OpaquePointer, within limit: Duration, first: @escaping @Sendable () -> Void) -> Bool {
    let address = Int(bitPattern: handle)
    return boundedCall("kafka-close", within: limit) {
      first()
      unsafe Self.destroy(OpaquePointer(bitPattern: address))
    }
  }

  private static func destroy(_ handle: OpaquePointer?) {
    guard let handle = unsafe handle else { return }
    let opaque = unsafe rd_kafka_opaque(handle)
    // Harmless for a producer; a consumer that wanted to leave its group has done so before.
    unsafe rd_kafka_destroy_flags(handle, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
    if let opaque = unsafe opaque {
      unsafe Unmanaged<CallbackContext>.fromOpaque(opaque).release()
    }
  }

  deinit {
    unsafe Self.destroy(pointer)
  }
}
