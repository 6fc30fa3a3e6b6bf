import CommandLine

extension SettingTable where Name == WorkerCommand {
  static let deadLettersSettings: [any AnySetting] = [
    SettingKey.since, SettingKey.until, SettingKey.last, SettingKey.reason, SettingKey.program, SettingKey.host,
    SettingKey.partition, SettingKey.offset, SettingKey.limit, SettingKey.draft, SettingKey.html, SettingKey.direct,
    SettingKey.onlyHealed, SettingKey.includeEmitted, SettingKey.maxAttempts, SettingKey.rate, SettingKey.redriveGroup,
    SettingKey.anyTopic, SettingKey.trustUnverified, SettingKey.showAll, SettingKey.minCount, SettingKey.top,
  ]

  static let deadLettersChecks: [SettingCheck] = [
    SettingCheck(of: [SettingKey.last, SettingKey.offset]) { values in
      values[SettingKey.last] != nil && values[SettingKey.offset] != nil
        ? "--last and --offset contradict each other; keep one" : nil
    },
    SettingCheck(of: [SettingKey.direct, SettingKey.input, SettingKey.output, SettingKey.anyTopic]) { values in
      if values[SettingKey.direct] {
        if values[SettingKey.output].isEmpty { return "--direct needs --output, the topic of the events" }
        if values[SettingKey.anyTopic] { return nil }
      }
      return values[SettingKey.input].isEmpty ? "a redrive needs --input, the topic that the worker reads" : nil
    },
  ]

  static let deadLettersCommands: [Command<WorkerCommand>] = [
    Command(
      .deadLettersSummary, "Count dead letters by reason, program, host and source partition",
      discussion: "Reads the whole topic, or the part that --since, --until and --last name. Changes nothing.",
      examples: [
        Example("azure-linux-ecs dead-letters summary --config worker.properties", "All that the topic holds"),
        Example("azure-linux-ecs dead-letters summary --config worker.properties --since 1d --json", "The last day"),
      ]),
    Command(
      .deadLettersShow, "Show dead letters: why, where from, the record, and what to do about it",
      discussion: """
        The byte at which a record failed is marked; for a text that no pattern fits, the nearest pattern and where \
        it stopped to fit. With --last they come in the order of their times, else each partition in its order.
        """,
      examples: [
        Example("azure-linux-ecs dead-letters show --config worker.properties --last 3", "The newest three"),
        Example(
          "azure-linux-ecs dead-letters show --config worker.properties --reason invalid_json --limit 1",
          "One that is no JSON"),
        Example(
          "azure-linux-ecs dead-letters show --config worker.properties --partition 0 --offset 1042", "A certain one"),
      ]),
    Command(
      .deadLettersGaps, "Group the texts that no pattern fits, and propose a pattern for each group",
      discussion: """
        Numbers, addresses, digests and paths are masked, texts of one shape are put together, and each group gets a \
        pattern that fits its samples, with captures named as well as can be guessed. What a group means, and whether \
        an attacker could forge a field, a person has to decide. The same dead letters always give the same report.
        """,
      examples: [
        Example("azure-linux-ecs dead-letters gaps --config worker.properties --since 7d", "The last week's"),
        Example(
          "azure-linux-ecs dead-letters gaps --config worker.properties --output mine.patterns --html gaps.html",
          "A draft of patterns, and a page to look at"),
      ]),
    Command(
      .deadLettersTest, "Try patterns on the gaps: which of them would they close?",
      discussion: "Ends with 0 when they close all gaps that were read, with 6 when some stay open.",
      examples: [
        Example(
          "azure-linux-ecs dead-letters test --config worker.properties --patterns mine.patterns", "Before a restart")
      ]),
    Command(
      .deadLettersRedrive, "Send dead letters back to the input topic, or as events to the output topic",
      discussion: """
        The original bytes, key and headers are sent, with dead_letter.attempts raised by one. Without --execute it only \
        counts what would be sent and what would be healed. It ends where the topic ended when it began. Its own group \
        keeps what was sent: a later run, with whatever filters, sends only what is left. \
        Left are dead letters of other topics, those that the input does not confirm, and what is cut, was sent back \
        --max-attempts times, or was written as an event.
        """,
      examples: [
        Example(
          "azure-linux-ecs dead-letters redrive --config worker.properties --reason unmatched_message --only-healed",
          "What new patterns would heal"),
        Example(
          "azure-linux-ecs dead-letters redrive --config worker.properties --program sshd --execute --rate 200",
          "Send them back slowly"),
      ]),
  ]
}

extension SettingTable where Name == WorkerCommand {
  static let offsetsSettings: [any AnySetting] = [
    SettingKey.topic, SettingKey.allTopics, SettingKey.toEarliest, SettingKey.toLatest, SettingKey.toCurrent,
    SettingKey.toOffset, SettingKey.shiftBy, SettingKey.toDatetime, SettingKey.byDuration, SettingKey.fromFile,
    SettingKey.export,
  ]

  static let toolsSettings: [any AnySetting] = [SettingKey.execute, SettingKey.dryRun, SettingKey.json]

  static let offsetsChecks: [SettingCheck] = [
    SettingCheck(of: [
      SettingKey.toEarliest, SettingKey.toLatest, SettingKey.toCurrent, SettingKey.toOffset, SettingKey.shiftBy,
      SettingKey.toDatetime, SettingKey.byDuration, SettingKey.fromFile,
    ]) { values in
      let given = [
        values[SettingKey.toEarliest], values[SettingKey.toLatest], values[SettingKey.toCurrent],
        values[SettingKey.toOffset] != nil, values[SettingKey.shiftBy] != nil, values[SettingKey.toDatetime] != nil,
        values[SettingKey.byDuration] != nil, values[SettingKey.fromFile] != nil,
      ]
      return given.filter { $0 }.count == 1
        ? nil
        : "give exactly one of --to-earliest, --to-latest, --to-current, --to-offset, --shift-by, "
          + "--to-datetime, --by-duration or --from-file"
    },
    SettingCheck(of: [SettingKey.execute, SettingKey.dryRun]) { values in
      values[SettingKey.execute] && values[SettingKey.dryRun]
        ? "--execute and --dry-run contradict each other; keep one" : nil
    },
    SettingCheck(of: [SettingKey.topic, SettingKey.allTopics, SettingKey.input]) { values in
      if values[SettingKey.allTopics], !values[SettingKey.topic].isEmpty {
        return "--topic and --all-topics contradict each other; keep one"
      }
      let isNamed = !values[SettingKey.topic].isEmpty || !values[SettingKey.input].isEmpty
      return isNamed || values[SettingKey.allTopics] || values[SettingKey.fromFile] != nil
        ? nil : "say which offsets are meant: --topic, --input or --all-topics"
    },
  ]

  static let offsetsCommands: [Command<WorkerCommand>] = [
    Command(
      .offsetsShow, "Show a group's offset and lag in each partition, and who reads it",
      discussion: """
        The lag of a partition without a committed offset is shown as none and not as 0. \
        The age is that of the oldest record that the group has not read, by its Kafka timestamp.
        """,
      examples: [
        Example("azure-linux-ecs offsets show --config worker.properties", "The worker's group and input topic"),
        Example(
          "azure-linux-ecs offsets show --brokers kafka:9092 --group ecs --all-topics --json",
          "All that the group has committed, for machines"),
      ]),
    Command(
      .offsetsReset, "Set the offsets of a group without members, to process records again or to skip them",
      discussion: """
        Flags and CSV are those of kafka-consumer-groups --reset-offsets. Without --execute it only shows the plan. \
        Offsets outside of the log are brought to its ends. \
        A group with members is refused with exit code 6: stop the workers first. \
        Records are counted by offsets, which is more than there are in a compacted or transactional topic.
        """,
      examples: [
        Example(
          "azure-linux-ecs offsets reset --config worker.properties --to-datetime 2026-11-24T00:00:00.000",
          "What processing a day again would mean"),
        Example(
          "azure-linux-ecs offsets reset --config worker.properties --by-duration PT1H --execute",
          "Process the last hour again"),
        Example(
          "azure-linux-ecs offsets reset --config worker.properties --to-current --export > offsets.csv",
          "Keep the offsets in a file, for --from-file"),
      ]),
  ]
}
