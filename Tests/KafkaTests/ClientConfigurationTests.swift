import Kafka
import Testing

@Suite struct ClientConfigurationTests {
  @Test func `an unknown property is refused with its name`() {
    #expect {
      try ClientConfiguration(["no.such.property": "1"]).validate()
    } throws: { error in
      "\(error)"
        == "Setting the Kafka property \"no.such.property\" failed: No such configuration property: \"no.such.property\""
        + " (_INVALID_ARG)."
    }
  }

  @Test func `a wrong value is refused in librdkafka's words`() {
    #expect {
      try ClientConfiguration(["linger.ms": "soon"]).validate()
    } throws: { error in
      let text = "\(error)"
      return (error as? KafkaError)?.code == .invalidArgument && text.contains("linger.ms") && text.hasSuffix(".")
        && text.contains("Invalid value")
    }
  }

  @Test func `a secret is neither in the description nor in an error`() {
    var configuration = ClientConfiguration([
      "bootstrap.servers": "broker:9092", "sasl.username": "worker", "sasl.password": "hunter2",
      "ssl.key.password": "hunter2", "ssl.key.location": "/etc/key", "sasl.oauthbearer.client.secret": "hunter2",
      "sasl.oauthbearer.config": "hunter2", "sasl.jaas.config": "hunter2", "ssl.key.pem": "hunter2",
      "future.token": "hunter2", "future.endpoint.url": "https://user:hunter2@host/",
      "sasl.oauthbearer.token.endpoint.url": "https://host/token",
    ])
    let description = "\(configuration)"
    #expect(!description.contains("hunter2"))
    #expect(description.contains("bootstrap.servers=broker:9092\nsasl.username=worker\nsasl.password=[hidden]\n"))
    #expect(description.contains("ssl.key.location=/etc/key"))
    #expect(description.contains("https://host/token"))

    configuration = ClientConfiguration(["linger.ms": "https://user:hunter2@host/"])
    do throws(KafkaError) {
      try configuration.validate()
      Issue.record("An address was taken for a number.")
    } catch {
      #expect(!"\(error)".contains("hunter2"))
      #expect(error.description.contains("linger.ms"))
    }
  }

  @Test func `a NUL character is refused`() {
    #expect(throws: KafkaError.self) { try ClientConfiguration(["client.id": "a\0b"]).validate() }
  }

  @Test func `setting again replaces in place`() {
    var configuration = ClientConfiguration(["a": "1", "b": "2"])
    configuration.set("a", to: "3")
    configuration.setDefault("b", to: "4")
    configuration.setDefault("c", to: "5")
    #expect(configuration.properties.map(\.name) == ["a", "b", "c"])
    #expect(configuration.properties.map(\.value) == ["3", "2", "5"])
    configuration.remove("b")
    #expect(configuration["b"] == nil)
  }

  @Test func `the program's name and version are taken by librdkafka`() throws {
    var configuration = ClientConfiguration()
    configuration.identify(software: "azure linux_ecs", version: "1.2.3+dev ")
    #expect(configuration["client.software.name"] == "azure-linux-ecs")
    #expect(configuration["client.software.version"] == "1.2.3-dev--librdkafka-\(LibraryVersion.text)")
    try configuration.validate()
  }

  @Test func `properties that contradict each other are refused when the client is made`() {
    #expect {
      _ = try Producer(
        configuration: ClientConfiguration(["enable.idempotence": "true", "acks": "1"]))
    } throws: { error in
      "\(error)".hasPrefix("Making a producer failed: ") && "\(error)".contains("acks")
    }
    #expect {
      _ = try Consumer(configuration: ClientConfiguration())
    } throws: { error in
      "\(error)".contains("group.id")
    }
  }

  @Test func `the library that was loaded is not older than the headers`() {
    #expect(LibraryVersion.number >= LibraryVersion.compiledNumber)
    #expect(LibraryVersion.isAtLeast(2, 0, 2))
    #expect(!LibraryVersion.isAtLeast(255, 0, 0))
    #expect(LibraryVersion.text.first == "2")
    #expect(LibraryVersion.features.contains("ssl"))
  }
}
