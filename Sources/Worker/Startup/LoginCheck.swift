import Kafka
import Logging

/// Finds out why no broker answers, where the brokers' answers to the login say so.
///
/// librdkafka never stops trying after a refused login, and a request then just times out; the reason comes as an event.
struct LoginCheck {
  private let configuration: WorkerConfiguration

  init(_ configuration: WorkerConfiguration) { self.configuration = configuration }

  /// What the connections' errors say, nil if they say nothing that a user could act on; not final is what a worker waits for, since it may come right.
  func finding(_ client: Consumer) -> (sentence: String, isFinal: Bool)? {
    // Errors are handed over inside of a poll; there is no subscription, so no record can come.
    var batch = MessageBatch(capacity: 1)
    client.poll(into: &batch, timeout: .zero)
    var address: String?
    for case .error(let error) in client.takeEvents().events {
      if let sentence = Self.addressSentence(error) {
        if error.code == .ssl { return (sentence, true) }
        address = sentence
        continue
      }
      if Self.isInterrupted(error) { continue }
      if let sentence = sentence(error) { return (sentence, true) }
    }
    return address.map { ($0, false) }
  }

  /// The sentence for a login or a certificate that is refused.
  private func sentence(_ error: KafkaError) -> String? {
    switch error.code {
    case .authentication where Self.isTokenFailure(error):
      return "There is no token to log in with. \(Self.tokenReason(error))"
    case .authentication, .saslAuthentication, .unsupportedSaslMechanism: return login(error)
    case .ssl: return "The TLS connection fails: \(error.reason). \(Self.certificateAdvice)"
    case .transport where error.reason.contains("alert certificate") || error.reason.contains("bad certificate"):
      return "The broker refuses this client's certificate: \(error.reason). \(Self.certificateAdvice)"
    default: return nil
    }
  }

  /// For a port that answers, and does not know what clients ask.
  static func noBroker(_ brokers: String) -> String {
    "What answers at \(brokers) is no broker for clients, most likely a KRaft controller. Use the port of the brokers' listener."
  }

  /// Whether the connection ended before the broker had said anything about the login, which is no refusal.
  ///
  /// librdkafka calls it one all the same, when a broker stands still or goes (`rd_kafka_broker_handle_SaslHandshake`).
  static func isInterrupted(_ error: KafkaError) -> Bool {
    error.code == .authentication && error.reason.contains("handshake failed: Local: ")
  }

  /// What is wrong with an address or with what its port speaks; the reasons are librdkafka's and OpenSSL's words.
  static func addressSentence(_ error: KafkaError) -> String? {
    if error.code == .nameResolution {
      return
        "\(error.reason). If brokers does not name it, the cluster gives this address to its clients: correct the brokers' "
        + "advertised.listeners, or make the name known here."
    }
    let isPlain = ["wrong version number", "packet length too long", "connecting to a PLAINTEXT broker listener"]
      .contains { error.reason.contains($0) }
    if isPlain {
      return
        "The port does not speak TLS: \(error.reason). Use the port of the TLS listener, or security-protocol plaintext or "
        + "sasl_plaintext."
    }
    if error.reason.contains("connecting to a SSL listener") {
      return
        "The port closes connections without TLS: \(error.reason). Set security-protocol to ssl or sasl_ssl if it is a TLS "
        + "listener."
    }
    return nil
  }

  /// librdkafka's words before the reason that the refresh gave (rdkafka_sasl_oauthbearer.c).
  private static let tokenMark = "Failed to acquire SASL OAUTHBEARER token: "

  /// Whether the client has no token, which is not the broker's refusal: it is asked for again every ten seconds.
  static func isTokenFailure(_ error: KafkaError) -> Bool { error.reason.hasPrefix(tokenMark) }

  static func tokenReason(_ error: KafkaError) -> String { String(error.reason.dropFirst(tokenMark.count)) }

  private static let certificateAdvice =
    "Check ssl-ca-location, and that the certificates are valid today and for the broker's host name."

  private func login(_ error: KafkaError) -> String {
    let mechanism = configuration.securityProperties["sasl.mechanisms"] ?? ""
    if mechanism.hasPrefix("SCRAM"), !LibraryVersion.isAtLeast(2, 6, 1) {
      // librdkafka#4895: the client repeats its nonce, and brokers with the fix for CVE-2024-56128 refuse that.
      return
        "The login by \(mechanism) fails (\(error.reason)), and may fail with the right password as well: librdkafka "
        + "\(LibraryVersion.text) cannot log in by SCRAM at Kafka 4 and other brokers that check the client's nonce. "
        + "Install librdkafka 2.6.1 or newer, or use PLAIN, OAUTHBEARER or mutual TLS."
    }
    return "The broker refuses the login: \(error.reason). Check sasl-mechanism, sasl-username and the password."
  }
}
