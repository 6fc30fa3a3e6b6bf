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

/// `explain [FILE...]`: what each record is, which pattern matched and where, and the event in both formats.
struct ExplainCommand {
  private let values: SettingValues

  init(_ values: SettingValues) { self.values = values }

  func perform() -> Int32 { values.withCatalogue { explain(with: $0) } }

  private func explain(with catalogue: Catalogue) -> Int32 {
    let paths = values[WorkerArgument.inputs].isEmpty ? ["-"] : values[WorkerArgument.inputs]
    for path in paths {
      switch InputFile.open(path) {
      case .failure(let error):
        Output.error.write("Error: \(path) cannot be read: \(error)\n")
        return ExitCode.usage.rawValue
      case .success(let file):
        if values[SettingKey.whole] {
          switch file.readAll() {
          case .failure(let error):
            Output.error.write("Error: \(path) cannot be read: \(error)\n")
            return ExitCode.usage.rawValue
          case .success(let bytes): explain(bytes.span, catalogue)
          }
        } else if let error = file.forEachLine({ line, _ in explain(line, catalogue) }) {
          Output.error.write("Error: \(path) cannot be read: \(error)\n")
          return ExitCode.usage.rawValue
        }
      }
    }
    return ExitCode.success.rawValue
  }

  private func explain(_ value: Span<UInt8>, _ catalogue: Catalogue) {
    let repairs = values.repairs
    let lines = SyslogLine.all(in: value, repairs: repairs)
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
      if let recordIndex = disposition.recordIndex { write("record", "\(recordIndex) of a batch") }
      if case .deadLetter(let reason) = disposition.outcome {
        write("dead letter", "\(reason.rawValue): \(disposition.detail)")
      } else if index < lines.count, let line = lines[index] {
        explain(line, catalogue)
        write("sekoia", IndentedJSON(sekoiaEvents[index]).lines)
        write("ecs", IndentedJSON(string(disposition.event)).lines)
      }
      Output.standard.write("\n")
      index += 1
    }
  }

  private func explain(_ line: SyslogLine, _ catalogue: Catalogue) {
    write("program", String(decoding: line.program, as: UTF8.self))
    write("text", String(decoding: line.text, as: UTF8.self))
    let explanation = catalogue.explain(program: line.program, text: line.text)
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
