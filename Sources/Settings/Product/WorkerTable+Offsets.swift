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
        : "say exactly once where to: --to-earliest, --to-latest, --to-current, --to-offset, --shift-by, "
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
      .offsetsShow, "Show where a group stands in each partition, how far behind, and who reads it",
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
