import FoundationEssentials

/// What a worker said of itself in its log.
struct WorkerLog {
  struct Line {
    /// nil for a line that is no JSON of the worker's.
    let date: Date?
    let text: Substring
  }

  /// Lines that say that work was given up before it was committed; what they are about may come out once more.
  private static let admissions = [
    "partitions lost", "partitions are given up before", "the last commit was not confirmed", "could not agree",
    "offsets were not taken", "stopped before everything was acknowledged",
  ]
  /// Lines that say that records are sent once more, in the same process.
  private static let repetitions = [
    "a batch was refused as too large", "are read and sent again", "is read from its beginning",
  ]
  /// Lines that tell of a right that is missing.
  static let wordsOfMissingRights = ["uthorization failed", "the right"]
  /// Lines that tell of messages that a topic does not take.
  static let wordsOfLimits = ["too large", "max.message.bytes"]
  /// Lines that tell of an input topic that is not there, or not the same any more.
  static let wordsOfRecreation = ["the input topic was deleted", "does not exist", "Create the topic"]

  let lines: [Line]

  init(_ text: String) {
    lines = text.split(separator: "\n").map { Line(date: Self.time(of: $0), text: $0) }
  }

  /// When the worker said that records will be done again.
  var admissions: [Date] { dates(of: Self.admissions) }

  /// When the worker said that it sends records once more.
  var repetitions: [Date] { dates(of: Self.repetitions) }

  /// When it aborted a transaction.
  var aborts: [Date] { dates(of: ["a transaction was aborted"]) }

  /// Whether librdkafka gave the producer up for good, and the worker said that it is to be started again.
  var hasBrokenClient: Bool {
    says(["\"librdkafka\":\"FATAL\""])
      && says(["Nothing was committed that was not written; start the worker again."])
  }

  /// The last sentence with which it said why it ended, or cannot go on.
  var lastWord: String? { lines.last { $0.text.contains("\"log.level\":\"critical\"") }.map { String($0.text) } }

  /// Whether it said that nothing is left to do.
  var saysDone: Bool { says(["everything is acknowledged and committed"]) }

  /// Whether it said that something is left that will be done again.
  var saysUndone: Bool { says(["stopped before everything was acknowledged"]) || lastWord != nil }

  /// Its last lines that are warnings or worse.
  var complaints: [String] {
    lines.filter { !$0.text.contains("\"log.level\":\"info\"") && !$0.text.contains("\"FAIL\"") }.suffix(6)
      .map { String($0.text) }
  }

  /// Whether one of the words stands in a line that is no older.
  func says(_ words: [String], since date: Date = .distantPast) -> Bool {
    lines.contains { line in line.date ?? .distantPast >= date && words.contains { line.text.contains($0) } }
  }

  private func dates(of words: [String]) -> [Date] {
    lines.filter { line in words.contains { line.text.contains($0) } }.compactMap(\.date)
  }

  private static func time(of line: Substring) -> Date? {
    let parts = line.split(separator: "\"", maxSplits: 4)
    guard parts.count > 3, parts[1] == "@timestamp" else { return nil }
    return try? Date(String(parts[3]), strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}
