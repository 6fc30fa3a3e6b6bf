import Synchronization
import Testing

@testable import Logging

@Suite struct `The logger` {
  let sink = MemorySink()

  @Test func `a line below the level is not written and its message not made`() {
    let logger = Logger(label: "w", level: .warning, sink: sink)
    logger.info(
      { () -> String in
        Issue.record("made")
        return ""
      }())
    logger.notice("no")
    logger.warning("yes")
    logger.critical("yes, too")
    #expect(sink.messages == ["yes", "yes, too"])
  }

  @Test func `every level has its method, in rising order`() {
    let logger = Logger(label: "w", level: .trace, sink: sink)
    logger.trace("")
    logger.debug("")
    logger.info("")
    logger.notice("")
    logger.warning("")
    logger.error("")
    logger.critical("")
    #expect(sink.entries.map(\.level) == Logger.Level.allCases)
    #expect(Logger.Level.allCases.sorted() == Logger.Level.allCases)
  }

  @Test func `standing metadata comes first and a line's own counts more`() {
    var logger = Logger(label: "w", sink: sink)
    logger[metadataKey: "group"] = "g"
    logger[metadataKey: "topic"] = "a"
    let copy = logger
    logger[metadataKey: "group"] = nil
    copy.info("m", metadata: ["topic": "b", "n": 1])
    logger.labelled("other").info("m")
    #expect(sink.entries.map(\.metadata) == [["group": "g", "topic": "b", "n": 1], ["topic": "a"]])
    #expect(sink.entries.map(\.label) == ["w", "other"])
  }

  @Test func `a syslog severity becomes the level of its name`() {
    #expect(
      (-1...8).map { Logging.Logger.Level(syslogSeverity: $0) } == [
        .critical, .critical, .critical, .critical, .error, .warning, .notice, .info, .debug, .debug,
      ])
  }

  @Test func `of two equal names in metadata the last counts`() {
    #expect((["a": 1, "b": 2, "a": 3] as Metadata) == ["a": 3, "b": 2])
  }
}

@Suite struct `The throttle` {
  let sink = MemorySink()
  let start = ContinuousClock.now

  @Test func `a line is let through at most once per interval and then says how many were held back`() {
    let throttle = LogThrottle(every: .seconds(10))
    let logger = Logger(label: "w", sink: sink)
    for second in [0, 1, 9, 10, 11, 25] {
      throttle.log(logger, .warning, "slow", metadata: ["second": .integer(second)], at: start + .seconds(second))
    }
    #expect(
      sink.entries.map(\.metadata) == [
        ["second": 0], ["second": 10, "suppressed": 2], ["second": 25, "suppressed": 1],
      ])
  }

  @Test func `what is held back at the end is said once`() {
    let throttle = LogThrottle(every: .seconds(10))
    let logger = Logger(label: "w", sink: sink)
    for _ in 0..<3 { throttle.log(logger, .info, "slow", at: start) }
    throttle.finish(logger, .info, "slow")
    throttle.finish(logger, .info, "slow")
    #expect(sink.entries.map(\.metadata) == [[:], ["suppressed": 2]])
  }

  @Test func `a line below the level does not use up the interval`() {
    let throttle = LogThrottle(every: .seconds(10))
    let logger = Logger(label: "w", sink: sink)
    throttle.log(logger, .debug, "unseen", at: start)
    throttle.log(logger, .info, "seen", at: start)
    #expect(sink.messages == ["seen"])
  }
}

@Suite struct `The terminal` {
  @Test(arguments: [
    ("plain text", "plain text"), ("naïve 日本 😀", "naïve 日本 😀"), ("a\nb\r\tc", #"a\nb\r\tc"#),
    ("\u{1B}[2J", #"\u{1B}[2J"#),
    ("\u{9B}2J", #"\u{9B}2J"#), ("user\u{202E}toor", #"user\u{202E}toor"#),
    ("\u{2066}x\u{2069}", #"\u{2066}x\u{2069}"#),
    ("a\u{200B}b\u{200D}c\u{FEFF}", #"a\u{200B}b\u{200D}c\u{FEFF}"#), ("\u{AD}", #"\u{AD}"#),
    ("\u{3164}", #"\u{3164}"#),
    ("\u{2028}\u{2029}", #"\u{2028}\u{2029}"#), ("\u{E000}", #"\u{E000}"#), ("\u{FFFF}", #"\u{FFFF}"#),
    ("\0\u{7F}", #"\u{0}\u{7F}"#),
    ("c:\\dir", "c:\\dir"),
  ])
  func `what a terminal would obey, reorder or hide is written out`(_ text: String, _ expected: String) {
    #expect(Terminal.sanitize(text) == expected)
  }

  @Test func `a limit counts the characters that were there and says how many are left`() {
    #expect(Terminal.sanitize("abc", limit: 3) == "abc")
    #expect(Terminal.sanitize("äbc", limit: 3) == "äbc")
    #expect(Terminal.sanitize("abcde", limit: 3) == "abc...(2 more)")
    #expect(Terminal.sanitize("\n\n\n", limit: 2) == #"\n\n...(1 more)"#)
  }

  @Test func `a substring is taken as well`() {
    #expect(Terminal.sanitize("ab\u{7}".dropFirst()) == #"b\u{7}"#)
  }
}
