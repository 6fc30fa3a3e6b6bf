import Operations
import Testing

@Suite struct MomentTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00.000", 0), ("1970-01-01", 0), ("2000-02-29T12:00:00", 951_825_600_000),
      ("2026-11-24T10:00:00.123", 1_795_514_400_123), ("2026-11-24T10:00:00.123456Z", 1_795_514_400_123),
      ("2026-11-24T12:00+02:00", 1_795_514_400_000), ("2026-11-24T04:30:00-0530", 1_795_514_400_000),
      ("2026-11-24 10:00", 1_795_514_400_000), ("1969-12-31T23:59:59.999", -1), ("2100-03-01", 4_107_542_400_000),
    ] as [(String, Int64)])
  func `a date and time is read, UTC without a zone`(text: String, milliseconds: Int64) {
    #expect(TimeParsing.milliseconds(ofDateTime: text) == milliseconds)
  }

  @Test(arguments: [
    "", "2026", "2026-13-01", "2026-02-29", "2100-02-29", "0000-01-01", "2026-11-24T", "2026-11-24T25:00",
    "2026-11-24T10", "2026-11-24T10:00:", "2026-11-24T10:00:00.", "2026-11-24T10:00:00Zx", "2026-11-24T10:00+1",
    "２０２６-11-24", "-2026-11-24", "2026-11-24T10:60", "2026-11-24T10:00+02:99",
  ])
  func `what is no date and time is refused`(text: String) {
    #expect(TimeParsing.milliseconds(ofDateTime: text) == nil)
  }

  @Test(
    arguments: [
      ("PT1H", 3_600_000), ("P1D", 86_400_000), ("P1DT2H3M4.5S", 93_784_500), ("PT0S", 0), ("p7d", 604_800_000),
      ("P2W", 1_209_600_000),
    ] as [(String, Int64)])
  func `an ISO duration is read`(text: String, milliseconds: Int64) {
    #expect(TimeParsing.milliseconds(ofISODuration: text) == milliseconds)
  }

  @Test(arguments: [
    "", "P", "PT", "1D", "P1", "P1M", "P1Y", "PT1D", "PT1H1H", "PT1M1H", "P1DT", "PT1.5H", "P-1D",
    "PT99999999999999999999S",
    "P9223372036854775807D", "PT1.S",
  ])
  func `what is no ISO duration is refused`(text: String) {
    #expect(TimeParsing.milliseconds(ofISODuration: text) == nil)
  }

  @Test func `a point in time is a date, or a span ago`() {
    let now: Int64 = 1_795_514_400_000
    #expect(TimeParsing.milliseconds(ofPoint: "1970-01-02", now: now) == 86_400_000)
    #expect(TimeParsing.milliseconds(ofPoint: "90m", now: now) == now - 5_400_000)
    #expect(TimeParsing.milliseconds(ofPoint: "1h30m", now: now) == now - 5_400_000)
    #expect(TimeParsing.milliseconds(ofPoint: "500ms", now: now) == now - 500)
    #expect(TimeParsing.milliseconds(ofPoint: "PT90M", now: now) == now - 5_400_000)
    #expect(TimeParsing.milliseconds(ofPoint: "now", now: now) == now)
    for text in ["", "90", "m", "1y", "99999999999999999999d", "1h x"] {
      #expect(TimeParsing.milliseconds(ofPoint: text, now: now) == nil, "\(text)")
    }
  }
}
