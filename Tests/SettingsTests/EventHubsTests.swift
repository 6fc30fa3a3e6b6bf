import Testing

@testable import CommandLine
@testable import Settings

@Suite struct `The profile of Event Hubs` {
  private static let key = "c2VjcmV0LWh1c2g="
  private static let string =
    "Endpoint=sb://ns.servicebus.windows.net/;SharedAccessKeyName=worker;SharedAccessKey=\(key)"
  private static let topics = ["--output", "b", "--dead-letters", "c", "--group", "g"]

  private func read(_ arguments: [String], _ string: String? = nil) -> Request<WorkerCommand> {
    product(
      ["check"] + arguments + Self.topics + (string == nil ? [] : ["--connection-string-file", "s"]),
      files: ["s": string ?? ""])
  }

  private func line(_ values: SettingValues, _ name: String) -> String? {
    values.report.first { $0.name == name }.map { "\($0.value) \($0.origin)" }
  }

  @Test func `a connection string is enough to reach a namespace and log in`() throws {
    let request = read([], Self.string + ";EntityPath=hub\n")
    #expect(request.mistakes == [])
    let values = try #require(request.values)
    #expect(values[SettingKey.brokers] == [HostPort(host: "ns.servicebus.windows.net", port: 9093)])
    #expect(values[SettingKey.input] == "hub")
    #expect(values[SettingKey.securityProtocol] == .saslSSL)
    #expect(values[SettingKey.saslMechanism] == .plain)
    #expect(values[SettingKey.saslUsername] == "$ConnectionString")
    #expect(values[SettingKey.saslPassword]?.revealed() == Self.string + ";EntityPath=hub")
    #expect(values[SettingKey.sessionTimeout] == .seconds(30))
    #expect(values[SettingKey.commitInterval] == .seconds(1))
    #expect(line(values, "profile") == "event-hubs connection-string is set")
    #expect(line(values, "kafka.metadata.max.age.ms") == "180000 profile event-hubs")
    #expect(line(values, "kafka.request.timeout.ms") == "60000 profile event-hubs")
    #expect(line(values, "kafka.message.max.bytes") == "1000000 profile event-hubs")
    #expect(!values.report.text.contains(Self.key))
  }

  @Test(arguments: ["servicebus.windows.net", "servicebus.usgovcloudapi.net", "servicebus.chinacloudapi.cn"])
  func `a broker's name turns it on`(_ domain: String) throws {
    let request = read(["--input", "a", "--brokers", "NS.\(domain):9093"], Self.string)
    let values = try #require(request.values)
    #expect(values[SettingKey.profile] == .eventHubs)
  }

  @Test func `another broker's name leaves everything as it is`() throws {
    let values = try #require(read(["--input", "a", "--brokers", "servicebus.windows.net.example.org:9093"]).values)
    #expect(values[SettingKey.profile] == .kafka)
    #expect(values[SettingKey.securityProtocol] == .plaintext)
    #expect(values.passedProperties.isEmpty)
  }

  @Test func `what a user sets wins`() throws {
    let request = read(
      [
        "--input", "a", "--session-timeout", "60s", "--commit-interval", "500ms", "-X", "compression.type=gzip", "-X",
        "metadata.max.age.ms=90000",
      ], Self.string + ";EntityPath=hub")
    let values = try #require(request.values)
    #expect(values[SettingKey.input] == "a")
    #expect(values[SettingKey.sessionTimeout] == .seconds(60))
    #expect(values[SettingKey.commitInterval] == .milliseconds(500))
    #expect(line(values, "kafka.metadata.max.age.ms") == "90000 -X metadata.max.age.ms")
    #expect(line(values, "kafka.compression.codec") == nil)
    let off = try #require(
      read(["--input", "a", "--brokers", "n.servicebus.windows.net:9093", "--profile", "kafka"]).values)
    #expect(off[SettingKey.securityProtocol] == .plaintext)
  }

  @Test func `tokens take the place of the connection string`() throws {
    let request = read([
      "--input", "a", "--brokers", "n.servicebus.windows.net:9093", "--oauth-source", "workload-identity",
    ])
    let values = try #require(request.values)
    #expect(values[SettingKey.saslMechanism] == .oauthBearer)
    #expect(values[SettingKey.oauthScope] == "https://n.servicebus.windows.net/.default")
    #expect(values[SettingKey.saslUsername] == nil)
  }

  @Test(arguments: [
    "hush-hush", "Endpoint=sb://h/;hush-hush", "SharedAccessKeyName=a;SharedAccessKey=hush-hush",
    "Endpoint=https://h/;SharedAccessKeyName=a;SharedAccessKey=hush-hush",
    "Endpoint=sb:///;SharedAccessKeyName=a;SharedAccessKey=hush-hush",
    "Endpoint=sb://h\u{1B}[0m/;SharedAccessKeyName=a;SharedAccessKey=hush-hush",
    "Endpoint=sb://h/;SharedAccessKeyName=a;SharedAccessSignature=hush-hush",
    "Endpoint=sb://h/;Endpoint=sb://i/;SharedAccessKeyName=a;SharedAccessKey=hush-hush",
  ])
  func `a malformed connection string is refused without being shown`(_ string: String) {
    let mistakes = read(["--input", "a"], string).mistakes.map { "\($0)" }
    #expect(mistakes.contains { $0.contains("the connection string h") }, "\(mistakes)")
    #expect(!mistakes.joined().contains("hush"))
  }

  @Test func `the command line takes no connection string, and says what does`() {
    let mistakes = product(["check", "--connection-string", Self.string]).mistakes.map { "\($0)" }
    #expect(mistakes.first?.contains("use --connection-string-file, AZURE_LINUX_ECS_CONNECTION_STRING") == true)
    #expect(!mistakes.joined().contains(Self.key))
    let property = read(["--input", "a", "-X", "sasl.password=\(Self.string)"], Self.string).mistakes.map { "\($0)" }
    #expect(property.first?.contains("-X sasl.password: the Kafka property sasl.password may not be set here") == true)
    #expect(!property.joined().contains(Self.key))
  }

  @Test func `the port of other brokers is refused with the right one`() {
    let mistakes = read(["--input", "a", "--brokers", "n.servicebus.windows.net"], Self.string).mistakes
    #expect(
      mistakes.map(\.description) == [
        "Event Hubs listen for Kafka on port 9093: set brokers to n.servicebus.windows.net:9093"
      ])
  }

  @Test func `a namespace without a way to log in is refused`() {
    let mistakes = read(["--input", "a", "--brokers", "n.servicebus.windows.net:9093"]).mistakes
    #expect(mistakes.map(\.description).contains { $0.hasPrefix("Event Hubs need connection-string-file") })
  }

  @Test func `a source of tokens needs what it reads`() {
    func mistakes(_ arguments: String...) -> [String] {
      read(
        ["--input", "a", "--brokers", "k:1", "--security-protocol", "sasl_ssl", "--sasl-mechanism", "OAUTHBEARER"]
          + arguments
      )
      .mistakes.map(\.description)
    }
    #expect(mistakes("--oauth-source", "file") == ["oauth-source file needs oauth-token-file"])
    #expect(
      mistakes("--oauth-source", "client-credentials")
        == ["oauth-source client-credentials needs oauth-token-endpoint, oauth-client-id and oauth-client-secret"])
    for url in [
      "http://example.org/token", "http://localhost.example.org/", "http://localhost@example.org/", "ftp://h/",
    ] {
      #expect(
        mistakes("--oauth-token-endpoint", url).first?.hasPrefix("oauth-token-endpoint must begin with https://")
          == true)
    }
    #expect(mistakes("--oauth-token-endpoint", "http://127.0.0.1:80/token") == [])
  }
}
