/// What a verifier found.
public struct DeliveryVerdict: Sendable {
  public enum Violation: String, CaseIterable, Sendable {
    case missing = "a record came out neither as event nor as dead letter"
    case outOfOrder = "first occurrences of one key left their order"
    case committedAhead = "an offset was committed before what it covers was written"
    case committedBack = "a committed offset moved back"
    case unknownOrigin = "an output names a record that was not produced"
    case twofold = "a record came out both as event and as dead letter"
    case changedKey = "an output has another key than its message"
    case wanderingKey = "a key is in two partitions"
  }

  public internal(set) var messages = 0
  public internal(set) var records = 0
  /// First occurrences.
  public internal(set) var events = 0
  public internal(set) var deadLetters: [String: Int] = [:]
  /// Where a record stands that had come out before.
  public internal(set) var duplicates: [DeliveredOutput.Place] = []
  /// Sentences with places, at most twenty of a kind.
  public private(set) var sentences: [Violation: [String]] = [:]
  public private(set) var counts: [Violation: Int] = [:]

  public var isGood: Bool { counts.isEmpty }

  public func count(_ violation: Violation) -> Int { counts[violation] ?? 0 }

  mutating func add(_ violation: Violation, _ sentence: @autoclosure () -> String) {
    counts[violation, default: 0] += 1
    if sentences[violation, default: []].count < 20 { sentences[violation, default: []].append(sentence()) }
  }

  /// Duplicates that stand below these ends.
  public func duplicates(before snapshot: CommitSnapshot) -> [DeliveredOutput.Place] {
    duplicates.filter { $0.offset < snapshot.ends($0.topic)[$0.partition] ?? 0 }
  }
}

extension DeliveryVerdict: CustomStringConvertible {
  public var description: String {
    let reasons = deadLetters.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    var lines = [
      "\(messages) messages with \(records) records: \(events) events, \(deadLetters.values.reduce(0, +)) dead letters "
        + "(\(reasons)), \(duplicates.count) duplicates"
    ]
    for violation in Violation.allCases where count(violation) > 0 {
      lines.append("\(count(violation)) times: \(violation.rawValue)")
      lines += sentences[violation, default: []].map { "  \($0)" }
    }
    return lines.joined(separator: "\n")
  }
}
