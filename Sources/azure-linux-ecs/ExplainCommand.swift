import AzureLinux
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

  func perform() -> Int32 {
    let catalogue: Catalogue
    switch values.catalogue() {
    case .failure(let error):
      Output.error.write("Error: \(error)\n")
      return 2
    case .success(let loaded): catalogue = loaded
    }
    let paths = values[WorkerArgument.inputs].isEmpty ? ["-"] : values[WorkerArgument.inputs]
    for path in paths {
      switch InputFile.open(path) {
      case .failure(let error):
        Output.error.write("Error: \(path) cannot be read: \(error)\n")
        return 2
      case .success(let file):
        if values[SettingKey.whole] {
          switch file.readAll() {
          case .failure(let error):
            Output.error.write("Error: \(path) cannot be read: \(error)\n")
            return 2
          case .success(let bytes): explain(bytes.span, catalogue)
          }
        } else if let error = file.forEachLine({ line, _ in explain(line, catalogue) }) {
          Output.error.write("Error: \(path) cannot be read: \(error)\n")
          return 2
        }
      }
    }
    return 0
  }

  private func explain(_ value: Span<UInt8>, _ catalogue: Catalogue) {
    let lines = SyslogLine.all(in: value)
    var index = 0
    var sekoia = Normalizer(options: NormalizerOptions(format: .sekoia, unmatched: .both), catalogue: catalogue)
    var ecs = Normalizer(options: NormalizerOptions(format: .ecs, unmatched: .both), catalogue: catalogue)
    var sekoiaEvents: [String] = []
    let origin = RecordOrigin.none
    sekoia.normalize(value, from: origin) { sekoiaEvents.append(string($0.event)) }
    ecs.normalize(value, from: origin) { disposition in
      if let recordIndex = disposition.recordIndex { write("record", "\(recordIndex) of a batch") }
      if case .deadLetter(let reason) = disposition.outcome {
        write("dead letter", "\(reason.rawValue): \(disposition.detail)")
      } else if let line = lines[index] {
        explain(line, catalogue)
        write("sekoia", sekoiaEvents[index])
        write("ecs", string(disposition.event))
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
      write("event", "\(pattern.title) (\(pattern.file):\(pattern.line))")
      for capture in explanation.captures {
        let text = String(decoding: line.text[capture.range], as: UTF8.self)
        write("  \(capture.field.path)", "\(text)  [bytes \(capture.range.lowerBound)..<\(capture.range.upperBound)]")
      }
    case .unknownProgram: write("pattern", "none: the program is not known, and its event has the base fields")
    case .gap:
      write("pattern", "none: a gap, which becomes the dead letter unmatched_message")
      for miss in explanation.nearMisses {
        let pattern = catalogue.patterns[miss.pattern]
        write("  near", pattern.source)
        write(
          "",
          "stops to fit at byte \(miss.position), where \(miss.expected) is expected (\(pattern.file):\(pattern.line))")
      }
    }
  }

  private func write(_ name: String, _ text: String) {
    let padding = String(repeating: " ", count: max(1, 13 - name.count))
    Output.standard.write("\(name)\(padding)\(Terminal.sanitize(text, limit: 1 << 20))\n")
  }

  private func string(_ bytes: Span<UInt8>) -> String {
    unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
