import Testing

@testable import Logging

@Suite struct `Lines for people` {
  @Test func `a line has time, level, label, message and metadata in their order`() {
    let line = LogFormat.text.line(entry("assigned partitions", ["topic": "raw", "partitions": [0, 1]]))
    #expect(line == "2026-11-24T10:00:00.123Z info  worker: assigned partitions topic=raw partitions=0,1")
  }

  @Test(arguments: Logger.Level.allCases)
  func `messages of all levels that are common begin in one column`(_ level: Logger.Level) {
    let line = LogFormat.text.line(LogEntry(time: time, level: level, label: "w", message: "m", metadata: [:]))
    #expect(line.hasPrefix("2026-11-24T10:00:00.123Z \(level.rawValue) "))
    #expect(line.hasSuffix(" w: m"))
    if level.rawValue.count <= 5 { #expect(line.count == 25 + 6 + 4) }
  }

  @Test(arguments: [
    ("", #"v="""#), ("a b", #"v="a b""#), (#"a"b"#, #"v="a\"b""#), ("a=b", #"v="a=b""#), ("a\nb", #"v=a\nb"#),
    (#"a\b"#, #"v="a\\b""#), (#"x\" forged="1"#, #"v="x\\\" forged=\"1""#), ("\u{1B}[31m", #"v=\u{1B}[31m"#),
  ])
  func `a value cannot end its own quotation or its line`(_ value: String, _ expected: String) {
    #expect(LogFormat.text.line(entry("m", ["v": .string(value)])).hasSuffix(" m " + expected))
  }

  @Test func `a message cannot end its line or move the cursor`() {
    let line = LogFormat.text.line(entry("a\r\n2026 info  worker: forged\u{1B}[2J\u{9B}2J", [:]))
    #expect(line.hasSuffix(#"worker: a\r\n2026 info  worker: forged\u{1B}[2J\u{9B}2J"#))
  }

  @Test func `a long value is cut and says by how much`() {
    let line = LogFormat.text.line(entry("m", ["v": .string(String(repeating: "x", count: 2000))]))
    #expect(line.hasSuffix("x...(976 more)") && line.count < 1100)
  }

  @Test func `a secret is not shown in either format`() {
    for format in LogFormat.allCases { #expect(format.line(entry("m", ["password": .secret])).contains("[hidden]")) }
  }
}

@Suite struct `Lines for machines` {
  @Test func `a line is one object with the fields of ECS`() {
    let metadata: Metadata = ["topic": "raw", "count": 3, "share": 0.5, "ok": true, "partitions": [0, 1]]
    #expect(
      LogFormat.json.line(entry("assigned", metadata))
        == #"{"@timestamp":"2026-11-24T10:00:00.123Z","log.level":"info","message":"assigned","ecs.version":"8.11.0","#
        + #""log.logger":"worker","labels":{"topic":"raw","count":"3","share":"0.5","ok":"true","partitions":["0","1"]}}"#
    )
  }

  @Test func `a line without metadata has no labels`() {
    #expect(LogFormat.json.line(entry("m", [:])).hasSuffix(#""log.logger":"worker"}"#))
  }

  @Test(arguments: [
    ("\"", #"\""#), ("\\", #"\\"#), ("\n", #"\n"#), ("\u{1B}", #"\u001b"#), ("\0", #"\u0000"#),
    ("\u{202E}", #"\u202e"#),
    ("\u{200B}", #"\u200b"#), ("\u{2028}", #"\u2028"#), ("\u{E0041}", #"\udb40\udc41"#), ("é😀", "é😀"),
    ("\u{7F}", #"\u007f"#),
  ])
  func `a character that a viewer would obey is an escape`(_ text: String, _ expected: String) {
    #expect(LogFormat.json.line(entry(text, [:])).contains("\"message\":\"\(expected)\""))
  }

  @Test func `a long message is cut and says by how much`() {
    let line = LogFormat.json.line(entry(String(repeating: "é", count: 5000), [:]))
    #expect(line.contains("é...(904 more)\""))
  }
}

@Suite struct `Time` {
  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
      (4_107_542_400_000, "2100-03-01T00:00:00.000Z"), (1_795_514_400_123, "2026-11-24T10:00:00.123Z"),
      (1_798_761_599_999, "2026-12-31T23:59:59.999Z"),
    ] as [(Int64, String)])
  func `milliseconds are written as RFC 3339`(_ milliseconds: Int64, _ expected: String) {
    #expect(WallTime(milliseconds: milliseconds).rfc3339 == expected)
  }

  @Test(arguments: [Int64.min, Int64.max])
  func `no moment traps`(_ milliseconds: Int64) {
    #expect(WallTime(milliseconds: milliseconds).rfc3339.hasSuffix("Z"))
  }
}

private let time = WallTime(milliseconds: 1_795_514_400_123)

private func entry(_ message: String, _ metadata: Metadata) -> LogEntry {
  LogEntry(time: time, level: .info, label: "worker", message: message, metadata: metadata)
}
