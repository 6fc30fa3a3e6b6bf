import CommandLine

/// The settings of the tool.
enum ChaosSetting {
  private static let all = Set(ChaosCommand.allCases.map(\.path))
  private static let rounds: Set<CommandPath> = [ChaosCommand.run.path]
  private static let long: Set<CommandPath> = [ChaosCommand.outage.path, ChaosCommand.soak.path]

  static let seed = Setting<Int>(
    "seed", .integer(0...Int.max), default: 1, commands: [ChaosCommand.run.path, ChaosCommand.broken.path], short: "s",
    help: "Number that the schedule of faults follows from; each further round adds 1.")
  static let roundCount = Setting<Int>(
    "rounds", .integer(1...10_000), default: 3, commands: rounds, help: "How many rounds, each with topics of its own.")
  static let recordCount = Setting<Int>(
    "records", .integer(1000...10_000_000), default: 100_000, commands: rounds, help: "Records of a round.")
  static let faultCount = Setting<Int>(
    "fault-count", .integer(0...10_000), default: 10, commands: rounds, help: "Faults of a round.")
  static let faults = Setting<[Fault]>(
    "faults", .list(of: .word), default: Fault.allCases, commands: rounds, help: "Which kinds of faults may strike.")
  static let delivery = Setting<Delivery>(
    "delivery", .word, default: .atLeastOnce,
    commands: [ChaosCommand.run.path, ChaosCommand.scale.path, ChaosCommand.outage.path, ChaosCommand.soak.path],
    help: "What the workers promise.")
  static let brokerCount = Setting<Int>(
    "broker-count", .integer(1...3), default: 1, commands: rounds,
    help: "Brokers; with three, topics have three replicas of which two must have a record.")
  static let partitionCount = Setting<Int>(
    "partitions", .integer(1...100), default: 6, commands: all, help: "Partitions of each topic.")
  static let workerCount = Setting<Int>(
    "workers", .integer(1...16), default: 4, commands: rounds, help: "Most workers at a time.")
  static let sessionTimeout = Setting<Duration>(
    "session-timeout", .duration(.seconds(1)...(.seconds(60))), default: .seconds(4), commands: all,
    help: "After how long without a heartbeat the group goes on without a worker.")
  static let program = Setting<String?>(
    "program", .optional(.file), default: nil, commands: all, unset: "azure-linux-ecs beside this program",
    help: "The worker to test.")
  static let length = Setting<Duration>(
    "length", .duration(.seconds(10)...(.seconds(864_000))), default: .seconds(600), commands: long,
    help: "How long the outage or the soak lasts.")
  static let outage = Setting<Outage>(
    "of", .word, default: .broker, commands: [ChaosCommand.outage.path],
    help: "What is away: the broker, or an output topic that takes nothing (on three brokers).")
  static let recordsPerSecond = Setting<Int>(
    "rate", .integer(100...10_000_000), default: 20_000,
    commands: [ChaosCommand.scale.path, ChaosCommand.outage.path, ChaosCommand.soak.path],
    help: "Records a second that are produced; the soak holds back what its worker cannot take.")
  static let isVerbose = Setting<Bool>(
    "verbose", .boolean, default: false, commands: rounds, short: "v", isNegatable: true,
    help: "Print each fault, and keep the workers' logs.")
  static let config = Setting<String?>(
    "config", .optional(.file), default: nil, commands: all, sources: [.flag, .environment],
    help: "File of name=value lines with settings.")

  static let table = SettingTable<ChaosCommand>(
    program: "chaos", environmentPrefix: "CHAOS_",
    overview: "Holds the worker's promise of delivery against a real Kafka under crashes and faults",
    commands: [
      Command(
        .run, "Let faults strike workers under load, and judge what came out",
        discussion: """
          Starts brokers, produces numbered records, strikes workers, brokers and connections at moments drawn from the \
          seed, and then reads everything back: each record must have come out, in order per key, with no offset \
          committed before what it covers was written; at-least-once may repeat only what a fault explains, \
          exactly-once nothing. Exit code 0 if all rounds are good, else 1.
          """,
        examples: [
          Example("chaos run", "Three rounds on one broker"),
          Example("chaos run --seed 7 --rounds 1 --verbose", "One round, fault by fault"),
          Example("chaos run --broker-count 3 --delivery exactly-once", "Three brokers, transactions"),
        ]),
      Command(
        .broken, "Show that workers broken on purpose are caught",
        discussion: """
          Copies the package, breaks one rule of delivery in it, builds it, and expects rounds to find it out. Exit code \
          0 if every broken worker was caught.
          """),
      Command(.scale, "Measure how long the group stands still when workers come and go"),
      Command(.outage, "Measure a worker's memory while its broker is away or its output takes nothing"),
      Command(.soak, "Measure a worker's memory, descriptors, threads and lag under load over a long time"),
    ],
    groups: [
      SettingGroup(
        "Rounds", [seed, roundCount, recordCount, faultCount, faults, workerCount, brokerCount, isVerbose]),
      SettingGroup("Load", [outage, length, recordsPerSecond]),
      SettingGroup("Workers", [delivery, partitionCount, sessionTimeout, program, config]),
    ],
    passThrough: PassThrough(
      short: "X", filePrefix: "kafka.", environmentPrefix: "KAFKA_", commands: all,
      help: "Any property of the workers' librdkafka; may be repeated."),
    fileSetting: config)
}
