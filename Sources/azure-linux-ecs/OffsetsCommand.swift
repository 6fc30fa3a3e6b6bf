import Base
import CommandLine
import Kafka
import Logging
import Operations
import Settings

/// `offsets show|reset`: where a group stands, and setting it elsewhere.
struct OffsetsCommand {
  private let values: SettingValues

  init(_ values: SettingValues) { self.values = values }

  func show() -> Int32 {
    reportingFailures { () throws(OperationFailure) in
      let offsets = try GroupOffsets(group: values[SettingKey.group], access: values.kafkaAccess)
      defer { offsets.close() }
      let partitions = try offsets.offsets(of: offsets.partitions(of: selections()))
      try offsets.describe()
      let report = OffsetsReport(
        group: values[SettingKey.group], description: offsets.description, partitions: partitions,
        oldestUnread: try offsets.oldestUnread(partitions), nowMilliseconds: WallTime.now().milliseconds)
      Output.standard.write(values.answersInJSON ? report.json + "\n" : report.text)
      return ExitCode.success.rawValue
    }
  }

  func reset() -> Int32 {
    reportingFailures { () throws(OperationFailure) in
      let target = try target()
      let offsets = try GroupOffsets(group: values[SettingKey.group], access: values.kafkaAccess)
      defer { offsets.close() }
      var time: Int64?
      if case .time(let milliseconds) = target { time = milliseconds }
      let places: [TopicSelection]?
      if case .table(let rows) = target, values[SettingKey.topic].isEmpty {
        places = rows.map { TopicSelection(topic: $0.topicPartition.topic, partitions: [$0.topicPartition.partition]) }
      } else {
        places = try selections()
      }
      let states = try offsets.offsets(of: offsets.partitions(of: places), atMilliseconds: time)
      guard !states.isEmpty else { throw .usage("The group \(values[SettingKey.group]) has committed nothing.") }
      let plan = try ResetPlan(states, to: target)
      try offsets.describe()
      if values[SettingKey.execute] {
        try offsets.refuseMembers()
        try offsets.commit(plan)
      }
      write(plan, memberCount: offsets.description?.members.count ?? 0)
      return ExitCode.success.rawValue
    }
  }

  private func write(_ plan: ResetPlan, memberCount: Int) {
    let isExecuted = values[SettingKey.execute]
    if values[SettingKey.export] {
      Output.standard.write(plan.csv)
      for row in plan.rows where !row.note.isEmpty {
        Output.error.write("\(Terminal.sanitize("\(row.topicPartition)")): \(row.note)\n")
      }
      Output.error.write("\(plan.summary)\n")
    } else if values.isSet(SettingKey.json), values[SettingKey.json] {
      Output.standard.write("\(plan.json(isExecuted: isExecuted))\n")
      return
    } else {
      Output.standard.write(plan.text)
    }
    guard !isExecuted else {
      Output.error.write(
        "Done: the group \(Terminal.sanitize(values[SettingKey.group])) begins there when it starts.\n")
      return
    }
    if memberCount > 0 {
      Output.error.write("The group has members now: with them --execute is refused.\n")
    }
    Output.error.write("Dry run: nothing was changed. Add --execute to do it.\n")
  }

  /// nil is all topics of the group.
  private func selections() throws(OperationFailure) -> [TopicSelection]? {
    if values[SettingKey.allTopics] { return nil }
    guard !values[SettingKey.topic].isEmpty else { return [TopicSelection(topic: values[SettingKey.input])] }
    return try TopicSelection.parse(values[SettingKey.topic])
  }

  private func target() throws(OperationFailure) -> OffsetTarget {
    if values[SettingKey.toEarliest] { return .earliest }
    if values[SettingKey.toLatest] { return .latest }
    if let offset = values[SettingKey.toOffset] { return .offset(Int64(offset)) }
    if let count = values[SettingKey.shiftBy] { return .shift(Int64(count)) }
    if let text = values[SettingKey.toDatetime] {
      guard let time = TimeParsing.milliseconds(ofDateTime: text) else {
        throw .usage(
          "--to-datetime: '\(text)' is no date and time such as 2026-11-24T10:00:00.000 (UTC, or with a zone behind).")
      }
      return .time(time)
    }
    if let text = values[SettingKey.byDuration] {
      guard let span = TimeParsing.milliseconds(ofISODuration: text) else {
        throw .usage("--by-duration: '\(text)' is no duration such as P1D, PT1H or PT30M.")
      }
      return .time(WallTime.now().milliseconds - span)
    }
    if let path = values[SettingKey.fromFile] {
      switch InputFile.open(path).flatMap({ $0.readAll() }) {
      case .failure(let error): throw .usage("The file \(path) cannot be read: \(error)")
      case .success(let bytes):
        return .table(
          try OffsetTable.parse(String(decoding: bytes, as: UTF8.self), group: values[SettingKey.group]))
      }
    }
    return .current
  }
}
