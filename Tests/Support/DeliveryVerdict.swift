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
  /// The records that came out more than once into one topic.
  public internal(set) var repeats: [RepeatedRecord] = []
  /// How often a look showed an older committed offset than one before it, while a coordinator may have moved.
  public internal(set) var olderLooks = 0
  /// Sentences with places, at most twenty of a kind.
  public private(set) var sentences: [Violation: [String]] = [:]
  public private(set) var counts: [Violation: Int] = [:]

  public init() {}

  public var isGood: Bool { counts.isEmpty }

  public func count(_ violation: Violation) -> Int { counts[violation] ?? 0 }

  mutating func add(_ violation: Violation, _ sentence: @autoclosure () -> String) {
    counts[violation, default: 0] += 1
    if sentences[violation, default: []].count < 20 { sentences[violation, default: []].append(sentence()) }
  }

  /// Takes in what was found of another part of the same history.
  public mutating func add(_ other: DeliveryVerdict) {
    messages += other.messages
    records += other.records
    events += other.events
    deadLetters.merge(other.deadLetters) { $0 + $1 }
    repeats += other.repeats
    olderLooks += other.olderLooks
    sentences.merge(other.sentences) { $0 + $1 }
    counts.merge(other.counts) { $0 + $1 }
  }

  /// How many outputs there are beyond one for each record.
  public var duplicateCount: Int { repeats.reduce(0) { $0 + $1.places.count - 1 } }

  /// The records that had come out more than once when the snapshot was taken.
  public func repeats(before snapshot: CommitSnapshot) -> [RepeatedRecord] {
    repeats.filter { record in record.places.count { snapshot.contains($0) } > 1 }
  }

  /// The records that came out more often than faults explain.
  ///
  /// A fault explains one repeat of each record that it may have left unfinished: from what was committed before it to where the
  /// input ended after it.
  /// - Parameter snapshots: in the order in which they were taken.
  public func unexplainedRepeats(_ windows: [FaultWindow], snapshots: [CommitSnapshot]) -> [RepeatedRecord] {
    let ranges = windows.map { window in
      (
        // Of the last one begun before the fault nothing says that it ended before it; of the one before that, this does.
        from: snapshots.filter { $0.time <= window.begin }.dropLast().last?.committed ?? [:],
        to: snapshots.first { $0.time >= window.end }?.inputEnds
      )
    }
    return repeats.filter { record in
      let explained = ranges.count { range in
        range.from[record.partition] ?? 0 <= record.offset
          && record.offset < range.to.map { $0[record.partition] ?? 0 } ?? .max
      }
      return record.places.count - 1 > explained
    }
  }
}

extension DeliveryVerdict: CustomStringConvertible {
  public var description: String {
    let reasons = deadLetters.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    var lines = [
      "\(messages) messages with \(records) records: \(events) events, \(deadLetters.values.reduce(0, +)) dead letters "
        + "(\(reasons)), \(duplicateCount) duplicates"
    ]
    for violation in Violation.allCases where count(violation) > 0 {
      lines.append("\(count(violation)) times: \(violation.rawValue)")
      lines += sentences[violation, default: []].map { "  \($0)" }
    }
    return lines.joined(separator: "\n")
  }
}
