/// A broker's further listener that only a proxy connects to, and that clients are told to reach through the proxy.
///
/// Who comes this way logs in, so that rights can be taken away; the broker's own listener needs no login and may do everything.
struct ProxiedListener {
  let brokerPort: Int
  var listenerPort: Int { brokerPort + 5 }
  var proxyPort: Int { brokerPort + 6 }

  static let user = "worker"
  static let password = "worker-secret"

  /// Broker properties as `NAME=VALUE`, which override those of before.
  var properties: [String] {
    [
      "listeners=WORKERS://127.0.0.1:\(listenerPort),PLAINTEXT://127.0.0.1:\(brokerPort),"
        + "CONTROLLER://127.0.0.1:\(brokerPort + 1)",
      "advertised.listeners=WORKERS://127.0.0.1:\(proxyPort),PLAINTEXT://127.0.0.1:\(brokerPort)",
    ]
  }

  /// Broker properties that are the same for all brokers.
  static let commonProperties = [
    "listener.security.protocol.map=WORKERS:SASL_PLAINTEXT,PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "listener.name.workers.sasl.enabled.mechanisms=PLAIN",
    "listener.name.workers.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required "
      + "user_\(user)=\"\(password)\";",
    "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users=User:ANONYMOUS",
    "allow.everyone.if.no.acl.found=false",
  ]
}
