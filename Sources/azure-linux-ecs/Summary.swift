import Normalizer

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
      lines.append("\(counts.repairedRawNewlines) records mended: raw control characters in strings")
    }
    if counts.repairedSingleQuotes > 0 {
      lines.append("\(counts.repairedSingleQuotes) records mended: strings between single quotes")
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
