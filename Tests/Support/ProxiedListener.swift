/// A broker's further listener that only a proxy connects to, and that clients are told to reach through the proxy.
struct ProxiedListener {
  let brokerPort: Int
  var listenerPort: Int { brokerPort + 5 }
  var proxyPort: Int { brokerPort + 6 }

  /// Broker properties as `NAME=VALUE`, which override those of before.
  var properties: [String] {
    [
      "listeners=WORKERS://127.0.0.1:\(listenerPort),PLAINTEXT://127.0.0.1:\(brokerPort),"
        + "CONTROLLER://127.0.0.1:\(brokerPort + 1)",
      "advertised.listeners=WORKERS://127.0.0.1:\(proxyPort),PLAINTEXT://127.0.0.1:\(brokerPort)",
      "listener.security.protocol.map=WORKERS:PLAINTEXT,PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
    ]
  }
}
