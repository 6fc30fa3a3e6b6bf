import ECS
import Logging
import Normalizer
import Testing
import Worker

@testable import CommandLine
@testable import Settings

@Suite struct `The worker's table` {
  static let required = ["--brokers", "k:1", "--input", "a", "--output", "b", "--dead-letters", "c", "--group", "g"]

  @Test func `the declarations fit together`() {
    #expect(SettingTable.worker.defects() == [])
    #expect(Toy.table.defects() == [])
  }

  @Test func `a table that does not fit together says what does not`() {
    let doubled = Setting<Int>("count", .integer(6...9), default: 5, commands: Toy.all, help: "No full stop")
    let lonely = Setting<Int>(
      "Odd", .integer(1...9), default: 5, id: "x", commands: [], requiredBy: Toy.all, help: "A.")
    let table = SettingTable<ToyCommand>(
      program: "toy", environmentPrefix: "TOY_", overview: "",
      commands: [Command(.run, "Runs"), Command(.listAll, "Lists")],
      groups: [SettingGroup("Main", [Toy.count, doubled, lonely])], passThrough: Toy.table.passThrough,
      fileSetting: Toy.config)
    let defects = table.defects()
    for defect in [
      "The id count is declared twice.", "The command run has two options count.",
      "Two settings count share one environment name or key.", "The command show is not declared exactly once.",
      "The group list is not declared.", "The help of count is not one sentence with a full stop.",
      "The default of count is not a value that it takes.", "The name Odd is not lower case with hyphens.",
      "Odd is required by a command that does not take it.", "Odd is taken by no command, or by an unknown one.",
    ] {
      #expect(defects.contains(defect), "\(defect)")
    }
  }

  @Test func `run starts with five settings and the documented defaults`() throws {
    let values = try #require(product(["run"] + Self.required).values)
    #expect(values[SettingKey.brokers] == [HostPort(host: "k", port: 1)])
    #expect(values[SettingKey.format] == .sekoia)
    #expect(values[SettingKey.unmatched] == .deadLetter)
    #expect(values[SettingKey.foreign] == .deadLetter)
    #expect(values[SettingKey.invalidUTF8] == .replace)
    #expect(values[SettingKey.original])
    #expect(!values[SettingKey.sourceHeaders])
    #expect(values[SettingKey.maxRecordSize] == .mebibytes(1))
    #expect(values[SettingKey.maxInFlightBytes] == .mebibytes(48))
    #expect(values[SettingKey.maxInFlightRecords] == 50_000)
    #expect(values[SettingKey.offsetReset] == .earliest)
    #expect(values[SettingKey.delivery] == .atLeastOnce)
    #expect(values[SettingKey.commitInterval] == .seconds(1))
    #expect(values[SettingKey.drainTimeout] == .seconds(20))
    #expect(values[SettingKey.sessionTimeout] == .seconds(45))
    #expect(values[SettingKey.deadLetterLimitShare] == nil)
    #expect(values[SettingKey.deadLetterLimitRun] == nil)
    #expect(values[SettingKey.logLevel] == .info)
    #expect(values[SettingKey.logFormat] == nil)
    #expect(values[SettingKey.progressInterval] == .seconds(30))
    #expect(values[SettingKey.securityProtocol] == .plaintext)
  }

  @Test func `exactly-once needs no name`() {
    #expect(product(["run"] + Self.required + ["--delivery", "exactly-once"]).mistakes == [])
  }

  @Test func `every other command starts without any setting`() {
    for arguments in [
      ["normalize"], ["normalize", "-"], ["explain"], ["patterns", "list"], ["patterns", "show", "sshd"],
      ["patterns", "check", "a", "b"], ["demo"], ["completions", "bash"],
    ] {
      #expect(product(arguments).mistakes == [])
      #expect(product(arguments).command != nil)
    }
  }

  @Test func `a whole properties file is read`() throws {
    let file = """
      # worker.properties
      brokers = kafka-1:9092, kafka-2:9092
      input=raw
      output=events
      dead-letters=dead
      group=ecs
      security-protocol=SASL_SSL
      sasl-mechanism=plain
      sasl-username=$ConnectionString
      sasl-password-file=/run/secrets/hub
      kafka.socket.keepalive.enable=true
      dead-letter-limit-share=5%
      """
    let values = try #require(
      product(["check", "-c", "w", "--timeout", "3s"], files: ["w": file, "/run/secrets/hub": "Endpoint=x;Key=y\n"])
        .values)
    #expect(values[SettingKey.brokers].map(\.description) == ["kafka-1:9092", "kafka-2:9092"])
    #expect(values[SettingKey.securityProtocol] == .saslSSL)
    #expect(values[SettingKey.saslMechanism] == .plain)
    #expect(values[SettingKey.saslPassword]?.revealed() == "Endpoint=x;Key=y")
    #expect(values[SettingKey.deadLetterLimitShare] == 0.05)
    #expect(values[SettingKey.timeout] == .seconds(3))
    #expect(values.passedProperties.map(\.name) == ["socket.keepalive.enable"])
  }

  @Test(arguments: [
    (["--output", "a"], "three different topics"),
    (["--drain-timeout", "45s", "--session-timeout", "45s"], "drain-timeout (45s) must be shorter"),
    (["--shutdown-timeout", "20s", "--drain-timeout", "20s"], "shorter than shutdown-timeout (20s)"),
    (["--stall-timeout", "20s", "--drain-timeout", "20s"], "must be longer than drain-timeout (20s)"),
    (["--max-record-size", "2MiB", "--max-in-flight-bytes", "1MiB"], "must not be above max-in-flight-bytes (1MiB)"),
    (["--security-protocol", "sasl_ssl"], "sasl_ssl needs sasl-mechanism"),
    (["--sasl-mechanism", "GSSAPI"], "of no use with security-protocol plaintext"),
    (
      ["--security-protocol", "sasl_ssl", "--sasl-mechanism", "PLAIN"],
      "sasl-mechanism PLAIN needs sasl-username and sasl-password"
    ),
    (["--ssl-key-location", "k"], "belong together"),
    (["--dataset", "system"], "dataset system needs format ecs"),
    (["--repeat", "expand"], "repeat expand needs format ecs"),
  ])
  func `settings that contradict each other are refused with a sentence`(_ flags: [String], _ sentence: String) {
    let replaced =
      flags.contains("--output") ? Array(Self.required.filter { $0 != "--output" && $0 != "b" }) : Self.required
    let mistakes = product(["run"] + replaced + flags).mistakes
    #expect(mistakes.count == 1)
    #expect(mistakes.first?.contains(sentence) == true, "\(mistakes)")
  }

  @Test(arguments: [
    (["--session-timeout", "6s"], SettingKey.drainTimeout, Duration.seconds(3)),
    (["--shutdown-timeout", "20s"], SettingKey.drainTimeout, .seconds(10)),
    (["--stall-timeout", "10s"], SettingKey.drainTimeout, .seconds(5)),
    (["--session-timeout", "6s", "--shutdown-timeout", "4s"], SettingKey.drainTimeout, .seconds(2)),
    (["--session-timeout", "21s"], SettingKey.drainTimeout, .seconds(20)),
    (["--drain-timeout", "45s"], SettingKey.sessionTimeout, .seconds(70)),
    (["--drain-timeout", "45s"], SettingKey.shutdownTimeout, .seconds(55)),
    (["--drain-timeout", "1790s"], SettingKey.sessionTimeout, .seconds(1800)),
    (["--drain-timeout", "5s"], SettingKey.sessionTimeout, .seconds(45)),
  ])
  func `a default follows from what was set`(
    _ flags: [String], _ setting: Setting<Duration>, _ expected: Duration
  ) throws {
    let invocation = product(["run"] + Self.required + flags)
    #expect(invocation.mistakes.isEmpty, "\(invocation.mistakes)")
    #expect(try #require(invocation.values)[setting] == expected)
  }

  @Test func `time to stall and room in flight follow as well`() throws {
    let values = try #require(
      product(["run"] + Self.required + ["--drain-timeout", "3m", "--max-record-size", "64MiB"]).values)
    #expect(values[SettingKey.stallTimeout] == .seconds(280))
    #expect(values[SettingKey.maxInFlightBytes] == .mebibytes(64))
    #expect(values.origin(of: SettingKey.stallTimeout).description.contains("drain-timeout is set"))
  }

  @Test func `dead letters cannot be written to a file and be left out`() {
    #expect(product(["normalize", "--no-dead-letters", "--dead-letter-file", "f"]).mistakes.count == 1)
  }

  @Test(arguments: ["a b", "..", "é", String(repeating: "x", count: 250), "a/b"])
  func `a topic's name is checked by Kafka's rules`(_ name: String) {
    #expect(
      product(["run", "--input", name]).mistakes.contains { $0.hasPrefix("--input: ") && $0.contains("topic name") })
  }

  @Test(arguments: ["bootstrap.servers", "group.id", "auto.offset.reset", "session.timeout.ms", "sasl.password"])
  func `a property that a setting owns cannot be set past it`(_ name: String) {
    let mistakes = product(["run"] + Self.required + ["-X", "\(name)=x"]).mistakes
    #expect(mistakes.count == 1 && mistakes.first?.contains("it is what the setting ") == true)
  }
}

@Suite struct `This process` {
  @Test func `the environment and a file are read, and a limit holds`() throws {
    let processEnvironment = ProcessEnvironment.ofProcess()
    #expect(processEnvironment.environment["PATH"]?.isEmpty == false)
    #expect(processEnvironment.readFile("/dev/null", .kibibytes(1)) == .success([]))
    #expect(
      processEnvironment.readFile("/nonexistent", .kibibytes(1)) == .failure(FileReadError("no such file or directory"))
    )
    #expect(processEnvironment.readFile("/", .kibibytes(1)) == .failure(FileReadError("is a directory")))
    #expect(
      processEnvironment.readFile("/dev/zero", .kibibytes(1)) == .failure(FileReadError("it is larger than 1KiB")))
  }
}

@Suite struct `The address of the metrics` {
  private func address(_ text: String) -> String? {
    product(["run"] + `The worker's table`.required + ["--metrics", text]).values?[SettingKey.metrics]?.description
  }

  @Test func `there is none unless one is given`() {
    let values = product(["run"] + `The worker's table`.required).values
    #expect(values != nil && values?[SettingKey.metrics] == nil)
    #expect(product(["run"] + `The worker's table`.required + ["--metrics", "off"]).values?[SettingKey.metrics] == nil)
  }

  @Test func `a port alone is on the loopback address`() {
    #expect(address("9464") == "127.0.0.1:9464")
    #expect(address("0") == "127.0.0.1:0")
    #expect(address("0.0.0.0:9464") == "0.0.0.0:9464")
    #expect(address("[::]:9464") == "[::]:9464")
  }

  @Test(arguments: ["65536", ":9464", "localhost", "http://localhost:9464", "99999999999999999999"])
  func `what is no address is refused`(_ text: String) {
    #expect(product(["run"] + `The worker's table`.required + ["--metrics", text]).mistakes.count == 1)
  }
}
