import AzureLinux
import Base
import CommandLine
import ECS
import Logging
import Normalizer
import Operations
import Patterns
import Settings
import StrictJSON

/// `explain [FILE...]`, `explain --text`, `explain --from-topic`: what each record is, which pattern matched and where, and the event in both formats.
struct ExplainCommand {
  private let values: SettingValues

  init(_ values: SettingValues) { self.values = values }

  func perform() -> Int32 {
    // Not checked: a file that is being written is looked at with this.
    switch values.catalogue() {
    case .success(let catalogue): return explain(with: catalogue)
    case .failure(let error):
      Output.error.write("Error: \(error)\n")
      return ExitCode.usage.rawValue
    }
  }

  private func explain(with catalogue: Catalogue) -> Int32 {
    var isDead = false
    var hint = InputHint()
    func show(_ value: Span<UInt8>?) {
      let isThisDead = explain(value, catalogue, &hint)
      isDead = isDead || isThisDead
    }
    if let text = values[SettingKey.text] {
      show(record(program: values[SettingKey.textProgram] ?? "", text: text).span)
    } else if let topic = values[SettingKey.fromTopic] {
      let code = reportingFailures { () throws(OperationFailure) in
        // One record is what a person looks at, unless more are asked for.
        let isWide =
          values[SettingKey.since] != nil || values[SettingKey.until] != nil || values[SettingKey.offset] != nil
        try values.readRecords(of: topic, last: isWide ? nil : 1) { record in
          write("place", "\(topic), partition \(record.partition), offset \(record.offset)")
          show(record.value?.span)
        }
        return ExitCode.success.rawValue
      }
      guard code == ExitCode.success.rawValue else { return code }
    } else {
      for path in values[WorkerArgument.inputs].isEmpty ? ["-"] : values[WorkerArgument.inputs] {
        switch InputFile.open(path) {
        case .failure(let error):
          Output.error.write("Error: \(path) cannot be read: \(error)\n")
          return ExitCode.usage.rawValue
        case .success(let file):
          if let error = file.forEachValue(values.valueShape, { value, _ in show(value) }) {
            Output.error.write("Error: \(path) cannot be read: \(error)\n")
            return ExitCode.usage.rawValue
          }
        }
      }
    }
    Output.standard.flush()
    Output.error.write(hint.text)
    return isDead ? ExitCode.finding.rawValue : ExitCode.success.rawValue
  }

  /// The smallest record that holds a text, as the Linux diagnostic extension writes it.
  private func record(program: String, text: String) -> [UInt8] {
    var buffer = ByteBuffer(capacity: 256 + text.utf8.count)
    buffer.append("{\"operationName\":\"LinuxSyslogEvent\",\"properties\":{\"ident\":\"")
    buffer.appendEscaped(program)
    buffer.append("\",\"Msg\":\"")
    buffer.appendEscaped(text)
    buffer.append("\"}}")
    let span = buffer.span
    return span.indices.map { span[$0] }
  }

  /// Explains the records of a value; returns whether one of them is a dead letter.
  private func explain(_ value: Span<UInt8>?, _ catalogue: Catalogue, _ hint: inout InputHint) -> Bool {
    let repairs = values.repairs
    var isDead = false
    var index = 0
    var sekoia = Normalizer(
      options: NormalizerOptions(format: .sekoia, unmatched: .both, repairs: repairs), catalogue: catalogue)
    // The record stands in the other event, as its message.
    let options = NormalizerOptions(
      format: .ecs, unmatched: .both, repairs: repairs, includesOriginal: false, dataset: values[SettingKey.dataset])
    var ecs = Normalizer(options: options, catalogue: catalogue)
    var sekoiaEvents: [String] = []
    let origin = RecordOrigin.none
    sekoia.normalize(value, from: origin) { sekoiaEvents.append(string($0.event)) }
    ecs.normalize(value, from: origin) { disposition in
      if let recordIndex = disposition.recordIndex { write("record", "\(recordIndex) of those in the value") }
      if case .deadLetter(let reason) = disposition.outcome {
        write("dead letter", "\(reason.rawValue): \(disposition.detail)")
        isDead = true
        if let value, InputHint.concerns(reason) { hint.look(at: value) }
      } else if let line = SyslogLine.all(in: disposition.record, repairs: repairs).first.flatMap({ $0 }) {
        if Self.isString(disposition.record) { write("read from", "a JSON string that holds the record") }
        explain(line, catalogue)
        if case .eventAndDeadLetter = disposition.outcome { isDead = true }
        write("sekoia", IndentedJSON(sekoiaEvents[index]).lines)
        write("ecs", IndentedJSON(string(disposition.event)).lines)
      }
      Output.standard.write("\n")
      index += 1
    }
    return isDead
  }

  private static func isString(_ record: Span<UInt8>) -> Bool {
    let range = Trimming.range(record, 0..<record.count)
    return !range.isEmpty && record[range.lowerBound] == UInt8(ascii: "\"")
  }

  private func explain(_ line: SyslogLine, _ catalogue: Catalogue) {
    write("program", String(decoding: line.program, as: UTF8.self))
    write("text", String(decoding: line.text, as: UTF8.self))
    let explanation = catalogue.explain(
      program: line.program, text: line.text, semicolonsMayBeLost: line.semicolonsMayBeLost)
    if line.semicolonsMayBeLost {
      let strict = catalogue.explain(program: line.program, text: line.text, limit: 0)
      let isNeeded = strict.outcome != explanation.outcome
      write(
        "semicolons",
        isNeeded
          ? "lost: the text fits with a blank or nothing for each `;` of the pattern"
          : "none that is lost matters: the text fits as it stands, or not at all")
    }
    switch explanation.outcome {
    case .matched(let index):
      let pattern = catalogue.patterns[index]
      write("pattern", pattern.source)
      write("", "\(pattern.file):\(pattern.line), \(pattern.title)")
      write("captures", captures(explanation.captures, of: line.text))
    case .unknownProgram: write("pattern", "none: the program is not known, and its event has the base fields")
    case .gap:
      write("pattern", "none: a gap, which becomes the dead letter unmatched_message")
      for miss in explanation.nearMisses {
        let pattern = catalogue.patterns[miss.pattern]
        write(
          "near",
          [
            Terminal.sanitize(pattern.source, limit: 200),
            "\(pattern.file):\(pattern.line), \(pattern.title)",
            "stops matching at byte \(miss.position), where \(miss.expected) is expected:",
            processEnvironment(of: miss.position, in: line.text),
          ])
      }
    }
  }

  /// One line a capture: its field, where it stands, what it holds.
  private func captures(_ captures: [Explanation.CapturedRange], of text: [UInt8]) -> [String] {
    let rows = captures.map { capture in
      (
        field: capture.field.path, place: "bytes \(capture.range.lowerBound)..<\(capture.range.upperBound)",
        value: Terminal.sanitize(String(decoding: text[capture.range], as: UTF8.self))
      )
    }
    let fieldWidth = rows.map(\.field.count).max() ?? 0
    let placeWidth = rows.map(\.place.count).max() ?? 0
    return rows.map { row in
      "\(padded(row.field, to: fieldWidth))  \(padded(row.place, to: placeWidth))  \(row.value)"
    }
  }

  /// The text around a byte, which two angles mark.
  private func processEnvironment(of position: Int, in text: [UInt8]) -> String {
    let reach = 60
    let position = min(max(0, position), text.count)
    let before = text[max(0, position - reach)..<position]
    let after = text[position..<min(text.count, position + reach)]
    return (before.startIndex > 0 ? "..." : "") + Terminal.sanitize(String(decoding: before, as: UTF8.self)) + ">><<"
      + Terminal.sanitize(String(decoding: after, as: UTF8.self)) + (after.endIndex < text.count ? "..." : "")
  }

  private func write(_ name: String, _ text: String) { write(name, [Terminal.sanitize(text, limit: 1 << 20)]) }

  /// Writes lines that are safe already, the name before the first.
  private func write(_ name: String, _ lines: [String]) {
    for (index, line) in lines.enumerated() {
      Output.standard.write("\(padded(index == 0 ? name : "", to: 13))\(line)\n")
    }
  }

  private func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func string(_ bytes: Span<UInt8>) -> String {
    unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
