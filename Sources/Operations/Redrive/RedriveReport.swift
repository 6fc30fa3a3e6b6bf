import Logging

/// What a redrive did, or would do.
public struct RedriveReport: Sendable, Equatable {
  public internal(set) var isExecuted = false
  public internal(set) var group = ""
  public internal(set) var isDirect = false
  /// Dead letters looked at, those that filter and range wanted, and those that were (or would be) sent.
  public internal(set) var examined = 0
  public internal(set) var wanted = 0
  public internal(set) var sent = 0
  /// How many of the wanted ones become events now, whether they were sent or not.
  public internal(set) var healed = 0
  /// Those that do not, by the reason they would have now.
  public internal(set) var stillDead: [String: Int] = [:]
  public internal(set) var leftForAttempts = 0
  public internal(set) var leftAsEmitted = 0
  public internal(set) var leftAsTruncated = 0
  public internal(set) var leftAsDead = 0
  /// Offsets that an earlier run of this redrive has passed.
  public internal(set) var passedBefore = 0
  /// Whether a signal ended it early.
  public internal(set) var isStopped = false

  /// For people.
  public var text: String {
    var lines = ["\(counted(examined, "dead letter")) looked at, \(grouped(wanted)) wanted"]
    if passedBefore > 0 {
      lines.append(
        "\(grouped(passedBefore)) were passed by an earlier run of this redrive; to begin anew: "
          + "offsets reset --group \(Terminal.sanitize(group)) --topic DEAD-LETTERS --to-earliest")
    }
    let destination = isDirect ? "as events to the output topic" : "to the input topic"
    lines.append("\(grouped(sent)) \(isExecuted ? "sent" : "would be sent") \(destination)")
    lines.append("\(grouped(healed)) become events with the patterns and options of now")
    for (reason, count) in stillDead.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      lines.append("\(grouped(count)) still fail: \(reason)")
    }
    for (count, why) in [
      (leftAsDead, "they still fail"), (leftForAttempts, "they were sent back too often (--max-attempts)"),
      (leftAsEmitted, "their events were written (--include-emitted)"),
      (leftAsTruncated, "their values are cut; reset the group's offsets to read the originals"),
    ] where count > 0 {
      lines.append("\(grouped(count)) left, since \(why)")
    }
    if isStopped { lines.append("stopped early; the same command goes on from here") }
    lines.append(
      isExecuted ? "progress is kept in the group \(Terminal.sanitize(group))" : "nothing was sent; --execute does it")
    return lines.joined(separator: "\n") + "\n"
  }

  /// One line of JSON.
  public var json: String {
    JSONText.object([
      ("executed", .boolean(isExecuted)), ("direct", .boolean(isDirect)), ("group", .string(group)),
      ("examined", .number(Int64(examined))), ("wanted", .number(Int64(wanted))), ("sent", .number(Int64(sent))),
      ("healed", .number(Int64(healed))),
      (
        "still_dead",
        .object(stillDead.sorted { $0.key < $1.key }.map { ($0.key, .number(Int64($0.value))) })
      ),
      ("left_still_dead", .number(Int64(leftAsDead))), ("left_attempts", .number(Int64(leftForAttempts))),
      ("left_emitted", .number(Int64(leftAsEmitted))), ("left_truncated", .number(Int64(leftAsTruncated))),
      ("passed_before", .number(Int64(passedBefore))), ("stopped", .boolean(isStopped)),
    ]).line
  }
}
