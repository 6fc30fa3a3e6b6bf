import Testing

@testable import CommandLine
@testable import Settings

@Suite struct `Sources of values` {
  @Test func `a flag counts before the environment, the environment before the file, the file before the default`()
    throws
  {
    let files = ["f": "count=2\nsize=2KiB\nwait=2s\n"]
    let environment = ["TOY_COUNT": "3", "TOY_SIZE": "3KiB", "TOY_CONFIG": "f"]
    let values = try #require(Toy.read(["show", "--count", "4"], environment: environment, files: files).values)
    #expect(values[Toy.count] == 4)
    #expect(values[Toy.size] == .kibibytes(3))
    #expect(values[Toy.wait] == .seconds(2))
    #expect(values[Toy.colour] == .red)
    #expect(values.origin(of: Toy.count) == .flag("--count"))
    #expect(values.origin(of: Toy.size) == .environment("TOY_SIZE"))
    #expect(values.origin(of: Toy.wait) == .file(path: "f", line: 3))
    #expect(values.origin(of: Toy.colour) == .default)
    #expect(!values.isSet(Toy.colour) && values.isSet(Toy.wait))
  }

  @Test func `a file that a flag names counts before one that the environment names`() {
    let files = ["a": "count=1", "b": "count=2"]
    let request = Toy.read(["show", "--config", "a"], environment: ["TOY_CONFIG": "b"], files: files)
    #expect(request.values?[Toy.count] == 1)
  }

  @Test func `a mistake says where it stands: flag, variable, or file and line`() {
    let request = Toy.read(
      ["show", "--count", "x", "--config", "f"], environment: ["TOY_WAIT": "5"],
      files: ["f": "# first\n\nsize = huge\ncolour: gren\n"])
    #expect(
      request.mistakes == [
        "--count: 'x' is not a whole number from 1 to 10",
        "f:4: colour: 'gren' is not red, green or dark-blue; did you mean green?",
        "TOY_WAIT: '5' is not a duration with its unit (ms, s, m, h, d) from 0s to 1m",
        "f:3: size: 'huge' is not a number of bytes (KiB, MiB or GiB may follow) from 1KiB to 1GiB",
      ])
  }

  @Test func `a value out of range is refused with the range`() {
    #expect(
      Toy.read(["show", "--wait", "2h"]).mistakes == [
        "--wait: '2h' is out of range, expected a duration with its unit (ms, s, m, h, d) from 0s to 1m"
      ])
  }

  @Test func `all mistakes are reported at once`() {
    let request = Toy.read(
      ["run", "--nope", "--count", "0", "--config", "f"], environment: ["TOY_COLUOR": "red"],
      files: ["f": "inptu=x\nkafka.=y\nbad=\\uZZZZ\n"])
    #expect(
      request.mistakes == [
        "unknown option '--nope'",
        "unknown environment variable 'TOY_COLUOR'; did you mean TOY_COLOUR?",
        "f:3: the line has \\u without four hexadecimal digits",
        "f:2: no name after kafka.",
        "f:1: unknown name; did you mean input?",
        "input is missing; write input= into f, or set --input <text> or TOY_INPUT",
        "--count: '0' is out of range, expected a whole number from 1 to 10",
      ])
  }

  @Test func `the stronger source's value is the one that is checked`() {
    #expect(Toy.read(["show", "--count", "3"], environment: ["TOY_COUNT": "junk"]).values?[Toy.count] == 3)
  }

  @Test func `a rule between settings is reported, and not asked about a mistaken value`() {
    #expect(Toy.read(["show", "--wait", "20s"]).mistakes == ["wait must be shorter than patience"])
    #expect(Toy.read(["show", "--wait", "20s", "--patience", "x"]).mistakes.count == 1)
  }

  @Test func `a required setting may come from any source`() {
    #expect(Toy.read(["run"], environment: ["TOY_INPUT": "a"]).values?[Toy.input] == "a")
    #expect(Toy.read(["run", "--config", "f"], files: ["f": "input=b"]).values?[Toy.input] == "b")
  }

  @Test func `an empty value is a mistake, but an empty variable counts as absent`() {
    #expect(Toy.read(["run", "--input", ""]).mistakes == ["--input: the value is empty, expected a text"])
    #expect(
      Toy.read(["show", "--config", "f"], files: ["f": "count="]).mistakes == [
        "f:1: the value is empty, expected a whole number from 1 to 10"
      ])
    #expect(Toy.read(["show"], environment: ["TOY_COUNT": ""]).values?[Toy.count] == 5)
  }

  @Test func `a NUL in a value is refused, since C would cut there`() {
    #expect(
      Toy.read(["run", "--config", "f"], files: ["f": "input=a\\u0000b"]).mistakes == [
        "f:1: the value holds a NUL character"
      ])
  }

  @Test func `a file that cannot be read is named with the reason`() {
    #expect(
      Toy.read(["show", "--config", "gone"]).mistakes == ["--config: cannot read 'gone': no such file or directory"])
  }

  @Test func `a key that stands twice in a file is refused with both lines`() {
    #expect(
      Toy.read(["show", "--config", "f"], files: ["f": "count=1\ncount=2"]).mistakes == [
        "f:1 and f:2 all set count; keep one of them"
      ])
  }

  @Test func `Kafka's own name in a file is answered with ours`() {
    #expect(
      Toy.read(["show", "--config", "f"], files: ["f": "input.topic=x"]).mistakes == [
        "f:1: unknown name; the setting is called input here"
      ])
    #expect(
      Toy.read(["show", "--config", "f"], files: ["f": "fetch.queue.backoff.ms=1"]).mistakes == [
        "f:1: unknown name; a property of the Kafka library is written kafka.NAME=VALUE"
      ])
  }

  @Test func `a setting that is only a flag is refused elsewhere with its flag`() {
    #expect(
      Toy.read(["show"], environment: ["TOY_DRY": "true"]).mistakes == [
        "TOY_DRY is not read; dry can only be given as the flag --dry"
      ])
    #expect(
      Toy.read(["show", "--config", "f"], files: ["f": "dry=true"]).mistakes == [
        "f:1: dry can only be given as the flag --dry"
      ])
    #expect(
      Toy.read(["show", "--config", "f"], files: ["f": "config=g"]).mistakes == [
        "f:1: a file cannot name another file; config is not read here"
      ])
  }

  @Test func `two settings of one name do not read each other's sources`() throws {
    let text = Setting<String?>("out", .optional(.string), default: nil, commands: Toy.runOnly, help: "A topic.")
    let file = Setting<String?>(
      "out", .optional(.file), default: nil, id: "show-out", commands: [ToyCommand.show.path], sources: .flag,
      help: "A file.")
    let table = SettingTable<ToyCommand>(
      program: "toy", environmentPrefix: "TOY_", overview: "", commandGroups: Toy.table.commandGroups,
      commands: Toy.table.commands, groups: [SettingGroup("Main", [text, file])], passThrough: Toy.table.passThrough,
      fileSetting: Toy.config)
    #expect(table.defects() == [])
    let processEnvironment = ProcessEnvironment(environment: ["TOY_OUT": "topic"]) { _, _ in .success([]) }
    let reader = CommandLineReader(table: table, processEnvironment: processEnvironment)
    #expect(reader.read(["run"]).values?[text] == "topic")
    let shown = try #require(reader.read(["show"]).values)
    #expect(shown[file] == nil && shown[text] == nil)
    #expect(reader.read(["show", "--out", "f"]).values?[file] == "f")
  }

  @Test func `what another command takes is ignored in environment and file, not refused`() {
    let request = Toy.read(
      ["list", "all", "--config", "f"], environment: ["TOY_INPUT": "x"], files: ["f": "input=y\nkafka.debug=all"])
    #expect(request.command == .listAll)
    #expect(request.values?.passedProperties == [])
  }

  @Test func `an unknown variable with the prefix is refused, others are left alone`() {
    #expect(
      Toy.read(["show"], environment: ["TOY_ZZZZZZZZ": "1"]).mistakes == ["unknown environment variable 'TOY_ZZZZZZZZ'"]
    )
    #expect(Toy.read(["show"], environment: ["PATH": "/bin", "TOYS": "1"]).command == .show)
  }

  @Test func `what Kubernetes writes for a service of the program's name is left alone`() {
    let links = [
      "TOY_SERVICE_HOST": "10.0.0.1", "TOY_SERVICE_PORT": "9464", "TOY_SERVICE_PORT_METRICS": "9464",
      "TOY_PORT": "tcp://10.0.0.1:9464", "TOY_PORT_9464_TCP": "tcp://10.0.0.1:9464", "TOY_PORT_9464_TCP_PROTO": "tcp",
      "TOY_PORT_9464_TCP_PORT": "9464", "TOY_PORT_9464_TCP_ADDR": "10.0.0.1", "TOY_METRICS_SERVICE_HOST": "10.0.0.2",
      "TOY_METRICS_PORT_9464_UDP_ADDR": "10.0.0.2",
    ]
    #expect(Toy.read(["show"], environment: links).command == .show)
    #expect(Toy.read(["show"], environment: ["TOY_PORT": "9464"]).mistakes.count == 1)
  }
}

@Suite struct `Secrets` {
  @Test func `a secret comes from a file that any source names, without its last newline`() throws {
    let files = ["s": "hun ter2 \n", "f": "password-file=s", "w": "x\r\n"]
    for (arguments, environment) in [
      (["show", "--password-file", "s"], [:]), (["show"], ["TOY_PASSWORD_FILE": "s"]),
      (["show", "--config", "f"], [:]),
    ] {
      let values = try #require(Toy.read(arguments, environment: environment, files: files).values)
      #expect(values[Toy.password]?.revealed() == "hun ter2 ")
    }
    #expect(Toy.read(["show", "--password-file", "w"], files: files).values?[Toy.password]?.revealed() == "x")
  }

  @Test func `a secret may stand in the environment and in the file itself`() {
    #expect(Toy.read(["show"], environment: ["TOY_PASSWORD": "p"]).values?[Toy.password]?.revealed() == "p")
    #expect(Toy.read(["show"], environment: ["TOY_PASSWORD": "p\n"]).values?[Toy.password]?.revealed() == "p")
    #expect(Toy.read(["show", "--config", "f"], files: ["f": "password=q"]).values?[Toy.password]?.revealed() == "q")
  }

  @Test func `a secret on the command line is refused without being shown`() throws {
    let text = try #require(Toy.read(["show", "--password", "hunter2"]).refusal?.description)
    #expect(text.contains("use --password-file, TOY_PASSWORD or TOY_PASSWORD_FILE"))
    #expect(!text.contains("hunter2"))
    #expect(Toy.read(["show", "--password=hunter2"]).refusal?.description.contains("hunter2") == false)
  }

  @Test func `a secret and its file together are refused`() {
    let request = Toy.read(["show"], environment: ["TOY_PASSWORD": "p", "TOY_PASSWORD_FILE": "s"], files: ["s": "q"])
    #expect(request.mistakes == ["TOY_PASSWORD and TOY_PASSWORD_FILE both set password; keep one of them"])
  }

  @Test func `a secret's file that is missing or empty is a mistake`() {
    #expect(
      Toy.read(["show", "--password-file", "s"]).mistakes == [
        "--password-file: cannot read 's': no such file or directory"
      ])
    #expect(Toy.read(["show", "--password-file", "s"], files: ["s": "\n"]).mistakes.count == 1)
  }

  @Test func `a secret is shown nowhere: not in the report, not by printing, not by reflection`() throws {
    let values = try #require(Toy.read(["show"], environment: ["TOY_PASSWORD": "hunter2"]).values)
    #expect(
      values.report.contains(ReportLine(name: "password", value: "[hidden]", origin: .environment("TOY_PASSWORD"))))
    var dumped = ""
    dump(values, to: &dumped)
    #expect(dumped.contains("TOY_PASSWORD"))
    #expect(!(dumped + values.report.text + "\(values)").contains("hunter2"))
  }
}

@Suite struct `Pass-through` {
  @Test(arguments: [["-X", "a.b=c=d"], ["-Xa.b=c=d"], ["-X=a.b=c=d"], ["-X", " a.b =c=d"]])
  func `a property is split at the first equals sign`(_ flags: [String]) {
    let passed = Toy.read(["run", "-i", "x"] + flags).values?.passedProperties
    #expect(passed == [PassedProperty(name: "a.b", value: "c=d", origin: .flag("-X a.b"))])
  }

  @Test func `properties follow the same precedence as settings and are sorted`() throws {
    let values = try #require(
      Toy.read(
        ["run", "-i", "x", "--config", "f", "-X", "a.b=flag"],
        environment: ["TOY_KAFKA_A_B": "environment", "TOY_KAFKA_C_D": "environment"],
        files: ["f": "kafka.a.b=file\nkafka.c.d=file\nkafka.b.e : file\n"]
      ).values)
    #expect(
      values.passedProperties == [
        PassedProperty(name: "a.b", value: "flag", origin: .flag("-X a.b")),
        PassedProperty(name: "b.e", value: "file", origin: .file(path: "f", line: 3)),
        PassedProperty(name: "c.d", value: "environment", origin: .environment("TOY_KAFKA_C_D")),
      ])
  }

  @Test func `a property without a value sign or name is refused`() {
    #expect(Toy.read(["run", "-i", "x", "-X", "debug"]).mistakes == ["-X: the value has no =, expected NAME=VALUE"])
    #expect(
      Toy.read(["run", "-i", "x", "-X", "=x"]).mistakes == ["-X: the value has no name before =, expected NAME=VALUE"])
    #expect(Toy.read(["run", "-i", "x", "-X"]).mistakes == ["-X needs a value: -X <name=value>"])
  }

  @Test func `a reserved property is refused with its sentence wherever it stands`() {
    let reserved = [ReservedProperty("acks", "nothing may be lost.")]
    #expect(
      Toy.read(["run", "-i", "x", "-X", "acks=0", "--config", "f"], files: ["f": "kafka.acks=1"], reserved: reserved)
        .mistakes == [
          "-X acks: the Kafka property acks may not be set here: nothing may be lost.",
          "f:1: the Kafka property acks may not be set here: nothing may be lost.",
        ])
  }

  @Test func `a property that a setting owns is refused with the setting`() {
    #expect(
      Toy.read(["run", "-i", "x", "-X", "input.topic=y"]).mistakes == [
        "-X input.topic: the Kafka property input.topic may not be set here: it is what the setting input sets."
      ])
  }

  @Test func `a property set twice in one source is refused`() {
    #expect(
      Toy.read(["run", "-i", "x", "-X", "a=1", "-X", "a=2"]).mistakes == ["-X a: one property is set 2 times; keep one"]
    )
  }

  @Test(arguments: [
    "sasl.password", "ssl.key.pem", "ssl.keystore.password", "sasl.oauthbearer.client.secret",
    "sasl.oauthbearer.config",
    "sasl.jaas.config", "SSL.Key.Password",
  ])
  func `a property whose name speaks of a secret is hidden`(_ name: String) {
    #expect(PassedProperty(name: name, value: "v", origin: .default).shownValue == "[hidden]")
  }

  @Test func `an ordinary property is shown`() {
    #expect(PassedProperty(name: "ssl.key.location", value: "v", origin: .default).shownValue == "v")
  }
}
