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
  /// Why a dead letter was not sent.
  public enum Left: String, CaseIterable, Sendable {
    case noDeadLetter = "no_dead_letter"
    case otherTopic = "other_topic"
    case incomplete, gone, differs, attempts, emitted, truncated
    case dead = "still_dead"
  }

  public internal(set) var left: [Left: Int] = [:]
  /// Those that the target topic does not take, by what it says.
  public internal(set) var refused: [String: Int] = [:]
  /// How many were taken although they could not be verified.
  public internal(set) var unverified = 0
  /// Offsets that an earlier run of this redrive has passed.
  public internal(set) var passedBefore = 0
  /// Whether a signal ended it early.
  public internal(set) var isStopped = false

  public internal(set) var topic = ""
  /// The words of a command line that reach the same brokers, for a command that can be pasted.
  public var commandPrefix = "azure-linux-ecs offsets reset"

  mutating func leave(_: DeadLetter, _ why: Left) { left[why, default: 0] += 1 }

  private static func words(_ why: Left) -> String {
    switch why {
    case .noDeadLetter: "they have no dead_letter.* headers"
    case .otherTopic: "they are not of the input topic (--any-topic)"
    case .incomplete: "headers that every worker writes are missing or make no sense (--trust-unverified)"
    case .gone: "the record that they name is no longer in the input, so they cannot be verified (--trust-unverified)"
    case .differs: "the record that they name is another one: no worker wrote them (--trust-unverified)"
    case .attempts: "they were sent back too often (--max-attempts)"
    case .emitted: "their events were written (--include-emitted)"
    case .truncated: "their values are cut; reset the group's offsets to read the originals"
    case .dead: "they still fail"
    }
  }

  /// For people.
  public var text: String {
    var lines = ["\(counted(examined, "dead letter")) looked at, \(grouped(wanted)) wanted"]
    if passedBefore > 0 {
      lines.append(
        "\(grouped(passedBefore)) were sent by an earlier run, or are not there; to send them again: "
          + Terminal.sanitize("\(commandPrefix) --group \(group) --topic \(topic) --to-earliest --execute"))
    }
    let destination = isDirect ? "as events to the output topic" : "to the input topic"
    lines.append("\(grouped(sent)) \(isExecuted ? "sent" : "would be sent") \(destination)")
    lines.append("\(grouped(healed)) become events with the current patterns and options")
    for (reason, count) in stillDead.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      lines.append("\(grouped(count)) still fail: \(reason)")
    }
    for why in Left.allCases {
      guard let count = left[why], count > 0 else { continue }
      lines.append("\(grouped(count)) left, since \(Self.words(why))")
    }
    for (why, count) in refused.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      lines.append("\(grouped(count)) left, since the topic does not take them: \(why)")
    }
    if unverified > 0 { lines.append("\(grouped(unverified)) were taken unverified") }
    if isStopped { lines.append("stopped early; the same command goes on from here") }
    lines.append(
      isExecuted
        ? "progress is kept in the group \(Terminal.sanitize(group))" : "dry run: nothing sent. Add --execute to send.")
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
      (
        "left",
        .object(Left.allCases.map { ($0.rawValue, .number(Int64(left[$0] ?? 0))) })
      ),
      ("refused", .object(refused.sorted { $0.key < $1.key }.map { ($0.key, .number(Int64($0.value))) })),
      ("unverified", .number(Int64(unverified))),
      ("passed_before", .number(Int64(passedBefore))), ("stopped", .boolean(isStopped)),
    ]).line
  }
}
