import Kafka

/// Finds out why no broker answers, where the brokers' answers to the login say so.
///
/// librdkafka goes on trying for ever after a refused login, and a request then just times out; the reason comes as an event.
struct LoginCheck {
  private let configuration: WorkerConfiguration

  init(_ configuration: WorkerConfiguration) { self.configuration = configuration }

  /// The sentence for a login or a certificate that is refused, nil if nothing of the kind was reported.
  func refusal(_ client: Consumer) -> String? {
    // Errors are handed over inside of a poll; there is no subscription, so no record can come.
    var batch = MessageBatch(capacity: 1)
    client.poll(into: &batch, timeout: .zero)
    for case .error(let error) in client.takeEvents().events {
      switch error.code {
      case .authentication where Self.isTokenFailure(error):
        return "There is no token to log in with. \(Self.tokenReason(error))"
      case .authentication, .saslAuthentication, .unsupportedSaslMechanism: return login(error)
      case .ssl: return "The TLS connection fails: \(error.reason). \(Self.certificateAdvice)"
      case .transport where error.reason.contains("alert certificate") || error.reason.contains("bad certificate"):
        return "The broker refuses this client's certificate: \(error.reason). \(Self.certificateAdvice)"
      default: continue
      }
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
