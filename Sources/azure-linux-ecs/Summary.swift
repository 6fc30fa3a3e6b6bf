import Normalizer

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
      lines.append("\(count(counts.repairedRawNewlines, "record")) mended: raw control characters in strings")
    }
    if counts.repairedSingleQuotes > 0 {
      lines.append("\(count(counts.repairedSingleQuotes, "record")) mended: strings between single quotes")
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
