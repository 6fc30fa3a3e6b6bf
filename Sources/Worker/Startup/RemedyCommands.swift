import Kafka

/// Commands of Kafka's own tools that give a worker what it lacks, for people to adapt and run as an administrator.
struct RemedyCommands {
  private let configuration: WorkerConfiguration

  init(_ configuration: WorkerConfiguration) { self.configuration = configuration }

  /// The words for a new topic; how many partitions and replicas it needs is the reader's to say.
  func create(topic: String) -> String {
    "kafka-topics.sh \(server) --create --topic \(topic) --partitions 6 --replication-factor 3"
  }

  func allow(_ operation: String, onTopic topic: String) -> String {
    "kafka-acls.sh \(server) --add --allow-principal \(principal) --operation \(operation) --topic \(topic)"
  }

  /// The right to join the group and to commit for it.
  func allowGroup() -> String {
    "kafka-acls.sh \(server) --add --allow-principal \(principal) --operation Read --group \(quoted(configuration.group))"
  }

  private var server: String { "--bootstrap-server \(configuration.brokers)" }

  /// The login's name; a certificate's or a token's is not known here.
  private var principal: String {
    let name = configuration.securityProperties["sasl.username"] ?? ""
    return quoted("User:\(name.isEmpty || name.hasPrefix("$") ? "NAME" : name)")
  }

  private func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "-._:".utf8.contains(byte)
    }
    return isPlain ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
