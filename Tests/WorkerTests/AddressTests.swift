import Kafka
import Logging
import Testing

@testable import Worker

/// What `check` says of addresses and ports; the addresses are of this machine, or of a domain that never exists (RFC 6761).
@Suite struct AddressTests {
  private func findings(_ brokers: String, _ properties: KeyValuePairs<String, String> = [:]) -> [String] {
    var configuration = WorkerConfiguration(
      brokers: brokers, input: "a", output: "b", deadLetters: "c", group: "g")
    for (name, value) in properties { configuration.securityProperties.set(name, to: value) }
    return ConnectionCheck(
      configuration, timeout: .seconds(5), probesWriting: false, logger: Logger(label: "check", sink: MemorySink())
    ).run().map(\.sentence)
  }

  @Test func `an address that cannot be resolved is named`() async throws {
    try await onThread {
      let sentence = try #require(findings("kafka.invalid:9092").first)
      #expect(sentence.contains("kafka.invalid:9092") && sentence.contains("advertised.listeners"), "\(sentence)")
    }
  }

  @Test func `a port that does not speak TLS is told from a certificate that is wrong`() async throws {
    try await onThread {
      let cluster = try TestCluster(partitionCount: 1)
      let sentence = try #require(findings(cluster.mock.bootstrapServers, ["security.protocol": "ssl"]).first)
      #expect(sentence.contains("does not speak TLS"), "\(sentence)")
    }
  }

  @Test(arguments: [
    ("error:0A00010B:SSL routines::wrong version number", KafkaError.Code.ssl, "does not speak TLS"),
    ("Disconnected (connecting to a SSL listener?)", .transport, "closes connections without TLS"),
  ])
  func `what a port speaks is said in a sentence`(reason: String, code: KafkaError.Code, sentence: String) {
    let error = KafkaError(operation: "Connecting", code: code, reason: reason)
    #expect(LoginCheck.addressSentence(error)?.contains(sentence) == true)
    #expect(LoginCheck.addressSentence(KafkaError(operation: "Connecting", code: .timedOut, reason: "x")) == nil)
  }

  /// The texts are librdkafka's.
  @Test func `a login that is interrupted is told from one that is refused`() {
    func error(_ reason: String) -> KafkaError {
      KafkaError(operation: "Connecting", code: .authentication, reason: "GroupCoordinator: \(reason)")
    }
    #expect(
      LoginCheck.isInterrupted(
        error(
          "SASL PLAIN mechanism handshake failed: Local: Broker transport failure: broker's supported mechanisms: (n/a)"
        )))
    #expect(
      !LoginCheck.isInterrupted(
        error(
          "SASL SCRAM-SHA-256 mechanism handshake failed: Broker: Unsupported SASL mechanism: broker's supported "
            + "mechanisms: PLAIN")))
    #expect(!LoginCheck.isInterrupted(error("SASL authentication error: Authentication failed")))
  }
}
