import Base
import CommandLine
import Logging
import Normalizer
import Operations
import Settings

/// `normalize [FILE...]`: events and dead letters of files, of standard input, or of a topic, without a worker.
struct NormalizeCommand {
  private let values: SettingValues

  init(_ values: SettingValues) { self.values = values }

  func perform() -> Int32 {
    let normalizer: Normalizer
    switch values.checkedCatalogue() {
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
    var hint = InputHint()
    let start = ContinuousClock.now
    if let topic = values[SettingKey.fromTopic] {
      let code = reportingFailures { () throws(OperationFailure) in
        try values.readRecords(of: topic) { record in
          normalize(record.value?.span, from: record.origin, with: &normalizer, deadLetters: deadLetters, &hint)
        }
        return ExitCode.success.rawValue
      }
      guard code == ExitCode.success.rawValue else { return code }
      return summary(normalizer.counts, since: start, deadLetters, hint)
    }
    let paths = values[WorkerArgument.inputs].isEmpty ? ["-"] : values[WorkerArgument.inputs]
    var failure = false
    for path in paths {
      switch InputFile.open(path) {
      case .failure(let error):
        Output.error.write("Error: \(path) cannot be read: \(error)\n")
        failure = true
      case .success(let file):
        if let error = read(file, with: &normalizer, deadLetters: deadLetters, &hint) {
          Output.error.write("Error: \(file.name) cannot be read: \(error)\n")
          failure = true
        }
      }
    }
    let code = summary(normalizer.counts, since: start, deadLetters, hint)
    return failure ? ExitCode.usage.rawValue : code
  }

  /// Says what was done; 6 if there was a dead letter.
  private func summary(
    _ counts: NormalizerCounts, since start: ContinuousClock.Instant, _ deadLetters: Output?, _ hint: InputHint
  ) -> Int32 {
    Output.standard.flush()
    deadLetters?.flush()
    Output.error.write(Summary.text(counts, elapsed: .now - start) + hint.text)
    return counts.deadLetters + counts.eventsWithDeadLetter > 0
      ? ExitCode.finding.rawValue : ExitCode.success.rawValue
  }

  private func read(
    _ file: InputFile, with normalizer: inout Normalizer, deadLetters: Output?, _ hint: inout InputHint
  ) -> SystemError? {
    // A bar only where it tells something: on a terminal that does not show the events as well.
    let total = LineWriter.standardError.isTerminal && !Terminal.isTerminal(1) ? file.byteCount : nil
    let progress = total.map { ProgressLine("normalizing \(file.name)", total: $0, unit: .bytes) }
    defer { progress?.finish() }
    return file.forEachValue(values.valueShape) { value, bytesRead in
      normalize(value, from: .none, with: &normalizer, deadLetters: deadLetters, &hint)
      progress?.advance(to: bytesRead)
    }
  }

  private func normalize(
    _ value: Span<UInt8>?, from origin: RecordOrigin, with normalizer: inout Normalizer, deadLetters: Output?,
    _ hint: inout InputHint
  ) {
    normalizer.normalize(value, from: origin) { disposition in
      if !disposition.event.isEmpty {
        Output.standard.write(json: disposition.event)
        Output.standard.write("\n")
      }
      switch disposition.outcome {
      case .deadLetter(let reason):
        if let value, InputHint.concerns(reason) { hint.look(at: value) }
        deadLetters.map { DeadLetterLine.write(disposition, reason: reason, to: $0) }
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
    var lines = [
      "\(count(counts.records, "record")): \(count(counts.events, "event")), \(count(counts.deadLetters, "dead letter"))\(rate)"
    ]
    for reason in DeadLetterReason.allCases where counts.deadLetters(reason) > 0 {
      lines.append("  \(reason.rawValue)  \(counts.deadLetters(reason))")
    }
    if counts.eventsWithDeadLetter > 0 {
      lines.append(
        "\(count(counts.eventsWithDeadLetter, "gap")) written as event and as dead letter (unmatched_message)")
    }
    if counts.skippedForeign > 0 { lines.append("\(count(counts.skippedForeign, "foreign record")) skipped") }
    if counts.repairedRawNewlines > 0 {
      lines.append("\(count(counts.repairedRawNewlines, "record")) repaired: raw control characters in strings")
    }
    if counts.repairedSingleQuotes > 0 {
      lines.append("\(count(counts.repairedSingleQuotes, "record")) repaired: strings between single quotes")
    }
    if counts.withInvalidUTF8 > 0 {
      lines.append("\(count(counts.withInvalidUTF8, "record")) with bytes that are not UTF-8, written as U+FFFD")
    }
    if counts.emptyBatches > 0 {
      lines.append("\(counts.emptyBatches) \(counts.emptyBatches == 1 ? "batch" : "batches") without a record")
    }
    if counts.withoutTime > 0 { lines.append("\(count(counts.withoutTime, "record")) without a time of their own") }
    if counts.withLoneSurrogate > 0 {
      lines.append("\(count(counts.withLoneSurrogate, "text")) with half a surrogate pair, written as U+FFFD")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func count(_ number: Int, _ one: String) -> String { "\(number) \(one)\(number == 1 ? "" : "s")" }
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
