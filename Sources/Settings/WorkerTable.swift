public import CommandLine
import Secrets

extension SettingTable where Name == WorkerCommand {
  /// All commands and settings of `azure-linux-ecs`.
  public static let worker = SettingTable(
    program: "azure-linux-ecs",
    environmentPrefix: SecretRule.variablePrefix,
    overview: "Normalizes raw Azure Linux syslog records in Kafka to Elastic Common Schema events",
    commandGroups: [
      CommandGroup("patterns", "Look at the patterns of known programs, and check your own"),
      CommandGroup("dead-letters", "Look into the dead-letter topic, and close what the patterns do not know yet"),
      CommandGroup("offsets", "Look at the offsets of a group, and set them"),
    ],
    commands: workerCommands + deadLettersCommands + offsetsCommands,
    groups: [
      SettingGroup(
        "Kafka",
        [
          SettingKey.brokers, SettingKey.input, SettingKey.output, SettingKey.deadLetters, SettingKey.group,
          SettingKey.groupInstanceID, SettingKey.assignor, SettingKey.clientID, SettingKey.offsetReset,
        ]),
      SettingGroup(
        "Events",
        [
          SettingKey.format, SettingKey.dataset, SettingKey.repeated, SettingKey.unmatched, SettingKey.foreign,
          SettingKey.invalidUTF8, SettingKey.repair, SettingKey.patterns,
          SettingKey.original, SettingKey.eventKey, SettingKey.eventTimestamp, SettingKey.sourceHeaders,
          SettingKey.maxRecordSize,
        ]),
      SettingGroup(
        "Delivery",
        [
          SettingKey.delivery, SettingKey.transactionalID, SettingKey.transactionInterval,
          SettingKey.transactionMessages, SettingKey.commitInterval, SettingKey.maxInFlightBytes,
          SettingKey.maxInFlightRecords,
          SettingKey.sessionTimeout, SettingKey.drainTimeout, SettingKey.shutdownTimeout,
          SettingKey.stallTimeout, SettingKey.onStall, SettingKey.deadLetterLimitShare, SettingKey.deadLetterLimitRun,
          SettingKey.onDeadLetterLimit,
        ]),
      SettingGroup(
        "Security",
        [
          SettingKey.profile, SettingKey.connectionString, SettingKey.securityProtocol, SettingKey.saslMechanism,
          SettingKey.saslUsername, SettingKey.saslPassword,
          SettingKey.sslCALocation, SettingKey.sslCertificateLocation, SettingKey.sslKeyLocation,
          SettingKey.sslKeyPassword, SettingKey.oauthSource, SettingKey.oauthTokenFile, SettingKey.oauthTokenCommand,
          SettingKey.oauthTokenEndpoint, SettingKey.oauthClientID, SettingKey.oauthClientSecret,
          SettingKey.oauthScope, SettingKey.oauthTenant, SettingKey.oauthFederatedTokenFile, SettingKey.oauthCALocation,
        ]),
      SettingGroup(
        "Tools",
        [
          SettingKey.whole, SettingKey.deadLetterFile, SettingKey.noDeadLetters, SettingKey.timeout,
          SettingKey.probeWrite, SettingKey.strict, SettingKey.hostile, SettingKey.keepRunning,
        ]),
      SettingGroup("Dead letters", deadLettersSettings),
      SettingGroup("Offsets", offsetsSettings),
      SettingGroup("Watching", [SettingKey.url, SettingKey.interval, SettingKey.once]),
      SettingGroup("Tools of operators", toolsSettings),
      SettingGroup(
        "General",
        [
          SettingKey.config, SettingKey.logLevel, SettingKey.logFormat, SettingKey.progressInterval, SettingKey.metrics,
        ]),
    ],
    passThrough: PassThrough(
      short: "X", filePrefix: "kafka.", environmentPrefix: "KAFKA_", commands: .reaching,
      help: "Any property of librdkafka; may be repeated.",
      detail: "Those that a setting owns or that delivery rests on are refused. Secrets belong into a file."),
    fileSetting: SettingKey.config,
    checks: workerChecks + oauthChecks + deadLettersChecks + offsetsChecks,
    derivation: SettingDerivation { EventHubsProfile.apply(to: &$0) + DependentDefaults.apply(to: &$0) })

  private static let workerCommands: [Command<WorkerCommand>] = [
    Command(
      .run, "Run the worker until it is stopped",
      discussion: """
        Offsets are committed only after the output has acknowledged every event and dead letter up to them. \
        SIGTERM and SIGINT drain, commit and end with 0; a second signal ends at once with 5. \
        Start more processes with the same group to share the work.
        """,
      examples: [
        Example(
          "azure-linux-ecs run --brokers kafka:9092 --input raw --output events --dead-letters dead --group ecs",
          "The worker with its topics"),
        Example("azure-linux-ecs run --config worker.properties --format ecs", "Settings from a file, one overridden"),
        Example(
          "azure-linux-ecs run --config worker.properties -X socket.keepalive.enable=true",
          "A property handed on to librdkafka"),
      ]),
    Command(
      .check, "Check the configuration, the connection, the topics and the rights",
      discussion: """
        Prints every setting with its origin, secrets hidden, then connects. \
        Ends with 2 for a wrong configuration and with 3 when the brokers refuse or do not answer in time.
        """,
      examples: [
        Example("azure-linux-ecs check --config worker.properties", "Before a start"),
        Example(
          "azure-linux-ecs check --config worker.properties --probe-write --timeout 30s",
          "With a trial of the right to write"),
      ]),
    Command(
      .normalize, "Normalize records from files or standard input, without Kafka",
      discussion: """
        One value a line in, one JSON line per record out, in the same order; a dead letter stands in its place. \
        The summary goes to standard error. Ends with 6 when there were dead letters.
        """,
      positionals: [WorkerArgument.inputs],
      examples: [
        Example("azure-linux-ecs normalize records.jsonl > events.jsonl", "A file of lines"),
        Example("azure-linux-ecs normalize --whole --format ecs record.json", "One pretty-printed record"),
        Example(
          "kcat -C -b kafka:9092 -t raw -e | azure-linux-ecs normalize --dead-letter-file dead.jsonl",
          "What a topic holds"),
      ]),
    Command(
      .explain, "Show how a record is understood: pattern, captures, event",
      positionals: [WorkerArgument.inputs],
      examples: [Example("azure-linux-ecs explain --whole record.json", "One record")]),
    Command(
      .patternsList, "List the known programs and their patterns",
      examples: [Example("azure-linux-ecs patterns list", "All that is known")]),
    Command(
      .patternsShow, "Show the patterns of a program with their meaning and samples",
      positionals: [WorkerArgument.program],
      examples: [Example("azure-linux-ecs patterns show sshd", "Those of sshd")]),
    Command(
      .patternsTable, "Write what is known of all programs as a Markdown table",
      examples: [Example("azure-linux-ecs patterns table > patterns.md", "All programs, messages and fields")]),
    Command(
      .patternsCheck, "Check pattern files and run their samples",
      positionals: [WorkerArgument.patternFiles],
      examples: [
        Example("azure-linux-ecs patterns check mine.patterns", "A file of your own"),
        Example("azure-linux-ecs patterns check --hostile mine.patterns", "Also whether an attacker can forge a field"),
      ]),
    Command(
      .watch, "Watch workers at work: rates, lag, dead letters, gaps, latencies",
      discussion: """
        Reads the metrics that workers serve with --metrics, and draws them again and again on a terminal; q or Ctrl-C \
        ends. Elsewhere, and with --once, it prints one snapshot; with --json one line for each interval. \
        A worker that does not answer is shown as such and asked again. \
        Ends with 3 if no worker answered a single snapshot.
        """,
      examples: [
        Example("azure-linux-ecs watch --url http://127.0.0.1:9464", "One worker"),
        Example("azure-linux-ecs watch --url worker-0:9464 --url worker-1:9464 --interval 5s", "Two workers"),
        Example("azure-linux-ecs watch --url http://127.0.0.1:9464 --once --json", "A snapshot for machines"),
      ]),
    Command(
      .demo, "Run the worker on a Kafka within this process, and show what it does",
      examples: [
        Example("azure-linux-ecs demo", "Ends by itself after some seconds"),
        Example("azure-linux-ecs demo --keep-running", "Stays up for a look with kcat"),
      ]),
    Command(
      .completions, "Print a script that completes commands and options in a shell",
      positionals: [WorkerArgument.shell],
      examples: [
        Example("azure-linux-ecs completions bash > /etc/bash_completion.d/azure-linux-ecs", "For bash"),
        Example("azure-linux-ecs completions fish > ~/.config/fish/completions/azure-linux-ecs.fish", "For fish"),
      ]),
  ]
}
