/// Holds what came out against what `Fixtures/expected` says, in any order: partitions have none among themselves.
enum FixtureComparison {
  private static let deadLetterStart = "{\"dead_letter\":{\"reason\":\""

  /// One sentence for each thing that is missing or too much.
  static func differences(events: [String], deadLetters reasons: [String]) -> [String] {
    var expectedEvents: [String] = []
    // The tombstone, which is no file.
    var expectedReasons = ["empty_value"]
    for line in Fixture.all.flatMap(\.expected) {
      if line.hasPrefix(deadLetterStart) {
        expectedReasons.append(String(line.dropFirst(deadLetterStart.count).prefix { $0 != "\"" }))
      } else {
        expectedEvents.append(line)
      }
    }
    return differences(events, expectedEvents, "event") + differences(reasons, expectedReasons, "dead letter")
  }

  private static func differences(_ found: [String], _ expected: [String], _ what: String) -> [String] {
    var counts: [String: Int] = [:]
    for item in expected { counts[item, default: 0] += 1 }
    for item in found { counts[item, default: 0] -= 1 }
    return counts.sorted { $0.key < $1.key }.compactMap { item, count in
      count == 0 ? nil : "\(what) \(count > 0 ? "missing" : "not expected"): \(item)"
    }
  }
}
