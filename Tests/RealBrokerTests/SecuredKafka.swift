import Kafka
import TestSupport

/// One broker with TLS, SASL and rights, shared by the tests of logins; its users and files are those of the script's README.
struct SecuredKafka: Sendable {
  let cluster: KafkaCluster
  let folder: TemporaryFolder
  private let port: Int

  init() throws {
    cluster = try KafkaCluster(isSecure: true, heapMegabytes: 384)
    folder = try TemporaryFolder("secrets")
    guard let port = cluster.bootstrapServers.split(separator: ":").last.flatMap({ Int($0) }) else {
      throw TestSupportError("The broker's address has no port: \(cluster.bootstrapServers)")
    }
    self.port = port
    // Tests make topics of their own, which all begin alike.
    try cluster.tool(
      "acls", "--add", "--allow-principal", "User:worker", "--operation", "All", "--topic", "raw-", "--topic",
      "events-",
      "--topic", "dead-", "--resource-pattern-type", "prefixed")
  }

  /// Everything that must never be seen.
  static let secrets = ["worker-secret", "stranger-secret", "wrong-hush-hush", "oauth-hush-hush"]

  func tls(_ name: String) -> String { "\(cluster.folder)/tls/\(name)" }

  /// Writes a secret to a file of its own.
  func file(_ text: String) throws -> String {
    try folder.write("secret-\(UInt32.random(in: 0 ... .max))", text)
  }

  /// Gives a user rights to one resource, such as `--topic` and its name.
  func allow(_ user: String, _ operations: String..., on kind: String, _ name: String) throws {
    for operation in operations {
      try cluster.tool("acls", "--add", "--allow-principal", "User:\(user)", "--operation", operation, kind, name)
    }
  }

  /// Takes a right back that was given.
  func takeBack(_ user: String, _ operation: String, on kind: String, _ name: String) throws {
    try cluster.tool(
      "acls", "--remove", "--force", "--allow-principal", "User:\(user)", "--operation", operation, kind, name)
  }

  // MARK: - Ways to log in

  func password(
    _ text: String, user: String = "worker", mechanism: String = "PLAIN", isEncrypted: Bool = false
  ) throws -> [String] {
    let place =
      isEncrypted
      ? ["--brokers", "localhost:\(port + 4)", "--security-protocol", "sasl_ssl", "--ssl-ca-location", tls("ca.crt")]
      : ["--brokers", "127.0.0.1:\(port + 3)", "--security-protocol", "sasl_plaintext"]
    return place + [
      "--sasl-mechanism", mechanism, "--sasl-username", user, "--sasl-password-file", try file(text),
    ]
  }

  func certificate(_ name: String?, authority: String = "ca.crt") -> [String] {
    let own = name.map {
      ["--ssl-certificate-location", tls("\($0).crt"), "--ssl-key-location", tls("\($0).key")]
    }
    return ["--brokers", "localhost:\(port + 2)", "--security-protocol", "ssl", "--ssl-ca-location", tls(authority)]
      + (own ?? [])
  }

  func token(_ source: String...) -> [String] {
    ["--brokers", "127.0.0.1:\(port + 3)", "--security-protocol", "sasl_plaintext", "--sasl-mechanism", "OAUTHBEARER"]
      + source
  }

  // MARK: - Workers

  /// One record in the input, which a worker that is refused must leave uncommitted.
  func topics() throws -> WorkerTopics {
    let topics = try WorkerTopics(cluster)
    try cluster.produce(
      [NewRecord(text: "{\"operationName\":\"LinuxSyslogEvent\",\"properties\":{\"ident\":\"myapp\",\"Msg\":\"m\"}}")],
      to: topics.input)
    return topics
  }

  /// The topics and the group, without the address.
  func names(_ topics: WorkerTopics) -> [String] { Array(topics.arguments().dropFirst(2)) }

  /// Starts a worker that soon ends by itself or has to be stopped.
  func start(_ login: [String], _ topics: WorkerTopics, _ extra: [String] = []) throws -> ChildProcess {
    try ProgramUnderTest.start(
      ["run"] + login + names(topics) + ["--drain-timeout", "2s", "--log-format", "text"] + extra)
  }
}
