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
          SettingKey.invalidUTF8, SettingKey.repair, SettingKey.patterns, SettingKey.allowShadowing,
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
        "Security", securitySettings),
      SettingGroup(
        "Tools",
        [
          SettingKey.runUntil, SettingKey.whole, SettingKey.lines, SettingKey.fromTopic, SettingKey.textProgram,
          SettingKey.text,
          SettingKey.deadLetterFile, SettingKey.noDeadLetters, SettingKey.timeout,
          SettingKey.probeWrite, SettingKey.strict, SettingKey.checkAll, SettingKey.checkJSON, SettingKey.hostile,
          SettingKey.everyText,
          SettingKey.keepRunning,
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
    checks: workerChecks + oauthChecks + deadLettersChecks + offsetsChecks + lookingChecks,
    gate: SettingGate(
      SettingKey.fromTopic, of: .looking,
      opens: [
        SettingKey.brokers, SettingKey.group, SettingKey.clientID, SettingKey.timeout, SettingKey.since,
        SettingKey.until, SettingKey.last, SettingKey.partition, SettingKey.offset,
      ] + securitySettings),
    derivation: SettingDerivation { EventHubsProfile.apply(to: &$0) + DependentDefaults.apply(to: &$0) })

  private static let securitySettings: [any AnySetting] = [
    SettingKey.profile, SettingKey.connectionString, SettingKey.securityProtocol, SettingKey.saslMechanism,
    SettingKey.saslUsername, SettingKey.saslPassword,
    SettingKey.sslCALocation, SettingKey.sslCertificateLocation, SettingKey.sslKeyLocation,
    SettingKey.sslKeyPassword, SettingKey.oauthSource, SettingKey.oauthTokenFile, SettingKey.oauthTokenCommand,
    SettingKey.oauthTokenEndpoint, SettingKey.oauthClientID, SettingKey.oauthClientSecret,
    SettingKey.oauthScope, SettingKey.oauthTenant, SettingKey.oauthFederatedTokenFile, SettingKey.oauthCALocation,
  ]

  private static let lookingChecks: [SettingCheck] = [
    SettingCheck(of: [SettingKey.fromTopic]) { values in
      values[SettingKey.fromTopic] != nil && !values[WorkerArgument.inputs].isEmpty
        ? "--from-topic and files contradict each other; keep one" : nil
    },
    SettingCheck(of: [SettingKey.fromTopic, SettingKey.brokers]) { values in
      values[SettingKey.fromTopic] != nil && values[SettingKey.brokers].isEmpty
        ? "--from-topic needs the brokers: set --brokers, or --config for a file that names them" : nil
    },
    SettingCheck(of: [SettingKey.whole, SettingKey.lines]) { values in
      values[SettingKey.whole] && values[SettingKey.lines]
        ? "--whole and --lines contradict each other; keep one" : nil
    },
    SettingCheck(of: [SettingKey.text, SettingKey.textProgram, SettingKey.fromTopic]) { values in
      guard values[SettingKey.text] != nil else {
        return values[SettingKey.textProgram] == nil ? nil : "--program needs --text, the text that it wrote"
      }
      if values[SettingKey.fromTopic] != nil || !values[WorkerArgument.inputs].isEmpty {
        return "--text leaves no room for files or --from-topic; keep one of them"
      }
      return values[SettingKey.textProgram] == nil ? "--text needs --program, since patterns belong to programs" : nil
    },
  ]

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
        Checks the pattern files, connects, and says what is right, what is not and what was not checked, with a command \
        that mends it where there is one. Then come the settings that are not the defaults, each with its origin, secrets \
        hidden. Ends with 2 for a wrong configuration and with 3 when the brokers refuse or do not answer in time.
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
        JSON values in, one after the other, each over as many lines as it has; one JSON line per record out, in the same \
        order; a dead letter stands in its place. With --lines each line is a value. With --from-topic the values come \
        from Kafka, without a group and without a commit. \
        The summary goes to standard error. Ends with 6 when there were dead letters.
        """,
      positionals: [WorkerArgument.inputs],
      examples: [
        Example("azure-linux-ecs normalize records.jsonl > events.jsonl", "A file of lines"),
        Example("azure-linux-ecs normalize --format ecs record.json", "A pretty-printed record"),
        Example(
          "azure-linux-ecs normalize --config worker.properties --from-topic raw --last 1000 --dead-letter-file dead.jsonl",
          "The newest records of a topic"),
      ]),
    Command(
      .explain, "Show how a record is understood: pattern, captures, event",
      discussion: "Reads what normalize reads. Ends with 6 when a record became a dead letter.",
      positionals: [WorkerArgument.inputs],
      examples: [
        Example("azure-linux-ecs explain record.json", "One record"),
        Example(
          "azure-linux-ecs explain --program sshd --text 'Failed password for root from 192.0.2.7 port 22 ssh2'",
          "A text, without a record around it"),
        Example(
          "azure-linux-ecs explain --config worker.properties --from-topic raw --partition 3 --offset 17",
          "A record of a topic"),
      ]),
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
        Example("azure-linux-ecs completions zsh > ~/.zfunc/_azure-linux-ecs", "For zsh, with ~/.zfunc in fpath"),
        Example("azure-linux-ecs completions fish > ~/.config/fish/completions/azure-linux-ecs.fish", "For fish"),
      ]),
  ]
}
