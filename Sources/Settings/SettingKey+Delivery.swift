public import CommandLine
public import Worker

extension SettingKey {
  public static let delivery = Setting<WorkerConfiguration.Delivery>(
    "delivery", .word, default: .atLeastOnce, commands: .connecting,
    help: "What is promised when a worker or a broker fails.",
    detail:
      "at-least-once loses nothing and may write some events twice; exactly-once writes events and offsets in one "
      + "transaction, which the brokers have to support and readers have to read with isolation.level=read_committed.")

  public static let transactionalID = Setting<String?>(
    "transactional-id", .optional(.groupName), default: nil, commands: .connecting,
    unset: "group-instance-id, else one of group, host and a random part",
    kafkaNames: ["transactional.id"],
    help: "Name of this worker for exactly-once; one that stays the same speeds up the take-over after a crash.",
    detail:
      "A worker that starts ends at once what a predecessor of the same name left open and shuts it out; else the brokers "
      + "do so after some seconds. No two workers may share a name, or they shut each other out.")

  public static let transactionInterval = Setting<Duration>(
    "transaction-interval", .duration(.milliseconds(10)...(.seconds(5))), default: .milliseconds(100),
    commands: .connecting,
    help: "How long a transaction of exactly-once stays open.",
    detail: "Events become visible to read_committed readers when it ends; longer ones cost less.")

  public static let transactionMessages = Setting<Int>(
    "transaction-messages", .integer(1...1_000_000), default: 20_000, commands: .connecting,
    help: "Maximum number of messages in one transaction of exactly-once; then it ends early.")

  public static let commitInterval = Setting<Duration>(
    "commit-interval", .duration(.milliseconds(100)...(.seconds(300))), default: .seconds(1), commands: .moving,
    kafkaNames: ["auto.commit.interval.ms"],
    help: "How often offsets of finished records are committed.",
    detail:
      "After a crash about this much is done again. Event Hubs take at most four commits a second and partition.")

  public static let maxInFlightBytes = Setting<ByteCount>(
    "max-in-flight-bytes", .byteCount(.mebibytes(1)...(.gibibytes(16))), default: .mebibytes(48), commands: .moving,
    help: "Most bytes that are read and not yet acknowledged by the output; then reading waits.",
    detail: "It bounds memory while the output is slow or away. A bigger value is seldom faster.")

  public static let maxInFlightRecords = Setting<Int>(
    "max-in-flight-records", .integer(1...10_000_000), default: 50_000, commands: .moving,
    help: "Most records that are read and not yet acknowledged by the output; then reading waits.")

  public static let sessionTimeout = Setting<Duration>(
    "session-timeout", .duration(.seconds(1)...(.seconds(1800))), default: .seconds(45), commands: .moving,
    kafkaNames: ["session.timeout.ms"],
    help: "After this long without a heartbeat the group gives a worker's partitions to others.",
    detail: "The broker bounds it too (group.min.session.timeout.ms, group.max.session.timeout.ms).")

  public static let drainTimeout = Setting<Duration>(
    "drain-timeout", .duration(.milliseconds(100)...(.seconds(1800))), default: .seconds(20), commands: .moving,
    help: "How long a worker that gives up partitions or stops waits for acknowledgements.",
    detail:
      "What is not acknowledged by then is not committed, and done again by the next owner. It must be shorter than "
      + "session-timeout.")

  public static let shutdownTimeout = Setting<Duration>(
    "shutdown-timeout", .duration(.seconds(1)...(.seconds(3600))), default: .seconds(30), commands: .moving,
    help: "How long stopping may take in all; then the process ends whatever hangs.",
    detail:
      "It covers draining, committing, leaving the group and closing, so it must be longer than drain-timeout. Give "
      + "systemd or Kubernetes some seconds more than this.")

  public static let stallTimeout = Setting<Duration?>(
    "stall-timeout", .optional(.duration(.seconds(10)...(.seconds(3600))), off: "off"), default: .seconds(120),
    commands: .moving,
    help: "A worker that has work and makes no progress for this long says so and is not ready.",
    detail:
      "No progress is an output that is not acknowledged, records that do not come, offsets that are not committed, or a "
      + "thread that hangs. Brokers that are all away do not count: they are waited for. It must be longer than drain-timeout."
  )

  public static let onStall = Setting<WorkerConfiguration.StallAction>(
    "on-stall", .word, default: .warn, commands: .moving,
    help: "What becomes of a worker that makes no progress for stall-timeout.",
    detail: "warn lets it go on; exit ends it with exit code 1, for a supervisor that starts it again.")

  public static let deadLetterLimitShare = Setting<Double?>(
    "dead-letter-limit-share", .optional(.share, off: "off"), default: nil, commands: .moving,
    help: "Stop when more than this share of a partition's recent records are dead letters.",
    detail: "It keeps a bad release, here or at the sender, from emptying a topic into the dead letters.")

  public static let deadLetterLimitRun = Setting<Int?>(
    "dead-letter-limit-run", .optional(.integer(1...1_000_000_000), off: "off"), default: nil, commands: .moving,
    help: "Stop after this many dead letters one after another in a partition.")

  /// What follows when one of the two is passed.
  public static let onDeadLetterLimit = Setting<WorkerConfiguration.DeadLetterLimitAction>(
    "on-dead-letter-limit", .word, default: .exit, commands: .moving,
    help: "What becomes of a worker that passes a dead-letter limit.",
    detail:
      "exit ends it with exit code 4. pause lets it stop reading: it stays in the group, is not ready and says why. The "
      + "group keeps that with the committed offset, so a restart with pause does not read on; one with exit does.")
}
