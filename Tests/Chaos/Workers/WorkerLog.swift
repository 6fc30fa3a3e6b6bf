import FoundationEssentials

/// What a worker said of itself in its log.
struct WorkerLog {
  /// Lines that say that work was given up before it was committed; what they are about may come out once more.
  private static let admissions = [
    "partitions lost", "partitions are given up before", "the last commit was not confirmed", "could not agree",
    "offsets were not taken", "stopped before everything was acknowledged",
  ]

  /// When the worker said that records will be done again.
  let admissions: [Date]
  /// Whether librdkafka gave the producer up for good, and the worker said that it is to be started again.
  let hasBrokenClient: Bool
  /// Its last lines that are warnings or worse.
  let complaints: [String]

  init(_ text: String) {
    let lines = text.split(separator: "\n")
    admissions = lines.filter { line in Self.admissions.contains { line.contains($0) } }.compactMap(Self.time)
    hasBrokenClient =
      lines.contains { $0.contains("\"librdkafka\":\"FATAL\"") }
      && lines.contains { $0.contains("Nothing was committed that was not written; start the worker again.") }
    complaints = lines.filter { !$0.contains("\"log.level\":\"info\"") && !$0.contains("\"FAIL\"") }.suffix(6)
      .map(String.init)
  }

  private static func time(of line: Substring) -> Date? {
    let parts = line.split(separator: "\"", maxSplits: 4)
    guard parts.count > 3, parts[1] == "@timestamp" else { return nil }
    return try? Date(String(parts[3]), strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}
