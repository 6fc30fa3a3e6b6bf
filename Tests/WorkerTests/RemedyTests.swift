import Kafka
import Testing

@testable import Worker

/// The commands that `check` offers: they can be pasted, and name the user where it is known.
@Suite struct RemedyTests {
  private func configuration(user: String?) -> WorkerConfiguration {
    var configuration = WorkerConfiguration(
      brokers: "k:9092", input: "raw", output: "events", deadLetters: "dead", group: "my group's")
    if let user { configuration.securityProperties.set("sasl.username", to: user) }
    return configuration
  }

  @Test func `a right is given to the login's user`() {
    let commands = RemedyCommands(configuration(user: "worker"))
    #expect(
      commands.allow("Read", onTopic: "raw")
        == "kafka-acls.sh --bootstrap-server k:9092 --add --allow-principal User:worker --operation Read --topic raw")
    #expect(commands.allowGroup().hasSuffix(#"--operation Read --group 'my group'\''s'"#))
    #expect(commands.create(topic: "raw").contains("--create --topic raw "))
  }

  @Test(arguments: [nil, "$ConnectionString"])
  func `a user that is not known is left to the reader`(user: String?) {
    #expect(RemedyCommands(configuration(user: user)).allowGroup().contains("--allow-principal User:NAME "))
  }

  @Test(arguments: [
    ("Making a consumer", "error:05800074:x509 certificate routines::key values mismatch", "is not the key of"),
    (
      "Making a consumer", "ssl.key.location failed: error:11800074:PKCS12 routines::bad decrypt",
      "is not the passphrase"
    ),
    ("Setting the Kafka property \"a\"", "No such configuration property: \"a\"", "\"a\" failed: librdkafka"),
  ])
  func `what librdkafka says of a setting is said in its words`(operation: String, reason: String, sentence: String) {
    let error = KafkaError(operation: operation, code: .invalidArgument, reason: reason)
    #expect(ConfigurationTrial.sentence(error).contains(sentence))
  }
}
