import Base
import CommandLine
import Logging
import Normalizer
import Settings

/// `normalize [FILE...]`: events and dead letters of files or of standard input, without Kafka.
struct NormalizeCommand {
  private let values: SettingValues

  init(_ values: SettingValues) { self.values = values }

  func perform() -> Int32 {
    let normalizer: Normalizer
    switch values.catalogue() {
    case .failure(let error):
      Output.error.write("Error: \(error)\n")
      return ExitCode.usage.rawValue
    case .success(let catalogue): normalizer = Normalizer(options: values.normalizerOptions, catalogue: catalogue)
    }
    var deadLetters: Output?
    if values[SettingKey.noDeadLetters] {
      deadLetters = nil
    } else if let path = values[SettingKey.deadLetterFile] {
      switch Output.file(path) {
      case .failure(let error):
        Output.error.write("Error: The dead-letter file \(path) cannot be written: \(error)\n")
        return ExitCode.usage.rawValue
      case .success(let output): deadLetters = output
      }
    } else {
      deadLetters = .standard
    }
    return read(with: normalizer, deadLetters: deadLetters)
  }

  private func read(with normalizer: consuming Normalizer, deadLetters: Output?) -> Int32 {
    var normalizer = normalizer
    let paths = values[WorkerArgument.inputs].isEmpty ? ["-"] : values[WorkerArgument.inputs]
    var failure = false
    let start = ContinuousClock.now
    for path in paths {
      switch InputFile.open(path) {
      case .failure(let error):
        Output.error.write("Error: \(path) cannot be read: \(error)\n")
        failure = true
      case .success(let file):
        if let error = read(file, with: &normalizer, deadLetters: deadLetters) {
          Output.error.write("Error: \(file.name) cannot be read: \(error)\n")
          failure = true
        }
      }
    }
    Output.standard.flush()
    deadLetters?.flush()
    Output.error.write(Summary.text(normalizer.counts, elapsed: .now - start))
    if failure { return ExitCode.usage.rawValue }
    return normalizer.counts.deadLetters + normalizer.counts.eventsWithDeadLetter > 0
      ? ExitCode.finding.rawValue : ExitCode.success.rawValue
  }

  private func read(_ file: InputFile, with normalizer: inout Normalizer, deadLetters: Output?) -> SystemError? {
    if values[SettingKey.whole] {
      switch file.readAll() {
      case .failure(let error): return error
      case .success(let bytes):
        normalize(bytes.span, with: &normalizer, deadLetters: deadLetters)
        return nil
      }
    }
    // A bar only where it tells something: on a terminal that does not show the events as well.
    let total = LineWriter.standardError.isTerminal && !Terminal.isTerminal(1) ? file.byteCount : nil
    let progress = total.map { ProgressLine("normalizing \(file.name)", total: $0, unit: .bytes) }
    defer { progress?.finish() }
    return file.forEachLine { line, bytesRead in
      normalize(line, with: &normalizer, deadLetters: deadLetters)
      progress?.advance(to: bytesRead)
    }
  }

  private func normalize(_ value: Span<UInt8>, with normalizer: inout Normalizer, deadLetters: Output?) {
    let origin = RecordOrigin.none
    normalizer.normalize(value, from: origin) { disposition in
      if !disposition.event.isEmpty {
        Output.standard.write(json: disposition.event)
        Output.standard.write("\n")
      }
      switch disposition.outcome {
      case .deadLetter(let reason): deadLetters.map { DeadLetterLine.write(disposition, reason: reason, to: $0) }
      case .eventAndDeadLetter:
        deadLetters.map { DeadLetterLine.write(disposition, reason: .unmatchedMessage, to: $0) }
      case .event, .skipped: break
      }
    }
  }
}

/// What was done, in a few lines for people.
enum Summary {
  static func text(_ counts: NormalizerCounts, elapsed: Duration) -> String {
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    let rate = seconds > 0.01 ? ", \(Int(Double(counts.records) / seconds)) records/s" : ""
    var lines = ["\(counts.records) records: \(counts.events) events, \(counts.deadLetters) dead letters\(rate)"]
    for reason in DeadLetterReason.allCases where counts.deadLetters(reason) > 0 {
      lines.append("  \(reason.rawValue)  \(counts.deadLetters(reason))")
    }
    if counts.eventsWithDeadLetter > 0 {
      lines.append("\(counts.eventsWithDeadLetter) gaps written as event and as dead letter (unmatched_message)")
    }
    if counts.skippedForeign > 0 { lines.append("\(counts.skippedForeign) foreign records skipped") }
    if counts.repairedRawNewlines > 0 {
      lines.append("\(counts.repairedRawNewlines) records repaired: raw control characters in strings")
    }
    if counts.repairedSingleQuotes > 0 {
      lines.append("\(counts.repairedSingleQuotes) records repaired: strings between single quotes")
    }
    if counts.withInvalidUTF8 > 0 {
      lines.append("\(counts.withInvalidUTF8) records with bytes that are not UTF-8, written as U+FFFD")
    }
    if counts.emptyBatches > 0 { lines.append("\(counts.emptyBatches) batches without a record") }
    if counts.withoutTime > 0 { lines.append("\(counts.withoutTime) records without a time of their own") }
    if counts.withLoneSurrogate > 0 {
      lines.append("\(counts.withLoneSurrogate) texts with half a surrogate pair, written as U+FFFD")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// A progress line that begins when it is known how much there is to do, and only where a person looks.
final class ProgressBar {
  private let title: String
  private let unit: String
  private var line: ProgressLine?

  init(_ title: String, unit: String) {
    self.title = title
    self.unit = unit
  }

  func show(_ done: Int, of total: Int) {
    guard LineWriter.standardError.isTerminal else { return }
    if line == nil { line = ProgressLine(title, total: total, unit: .things(unit)) }
    line?.advance(to: done)
  }

  func finish() { line?.finish() }
}
