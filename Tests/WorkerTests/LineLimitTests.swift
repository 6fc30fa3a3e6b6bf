import Testing

@testable import Worker

/// How many of librdkafka's lines reach the log.
@Suite struct LineLimitTests {
  @Test func `lines that differ in numbers alone are one kind, and of a kind there are few`() {
    let limit = LineLimit()
    let start = ContinuousClock.now
    let admitted = (0..<10_000).filter { limit.admit("broker \($0): failed (after \($0 % 7)ms)", at: start) != nil }
    #expect(admitted.count == LineLimit.freeLines)
    #expect(limit.admit("another line", at: start) == 0)
    #expect(limit.admit("broker 1: failed (after 1ms)", at: start + .seconds(11)) == 10_000 - LineLimit.freeLines)
    #expect(limit.admit("broker 1: failed (after 1ms)", at: start + .seconds(12)) == nil)
  }

  @Test func `texts of others do not make it grow`() {
    let limit = LineLimit()
    for length in 1...2000 { _ = limit.admit(String(repeating: "x", count: length % 399) + "\(length)") }
    #expect(limit.admit("a new line") == 0)
  }

  @Test func `a request that clients always make and that is not known there means no broker`() {
    let limit = LineLimit()
    _ = limit.admit("k:1/bootstrap: Metadata request failed: connected: Local: Timed out (0ms): Retry")
    #expect(!limit.hasFoundNoBroker)
    _ = limit.admit(
      "k:1/bootstrap: Metadata request failed: application requested: Local: Required feature not supported by broker "
        + "(0ms): Permanent")
    #expect(limit.hasFoundNoBroker)
  }
}
