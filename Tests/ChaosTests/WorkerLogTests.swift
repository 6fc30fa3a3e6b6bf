import FoundationEssentials
import Testing

@testable import chaos

@Suite struct WorkerLogTests {
  @Test func `a worker that lost partitions admits it, with the time`() throws {
    let log = WorkerLog(
      """
      {"@timestamp":"2026-11-24T15:53:26.798Z","log.level":"info","message":"starting","log.logger":"worker"}
      {"@timestamp":"2026-11-24T15:53:27.500Z","log.level":"warning","message":"partitions lost: the group went on"}
      """)
    #expect(
      log.admissions == [
        try Date("2026-11-24T15:53:27.500Z", strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
      ])
    #expect(log.complaints.count == 1)
    #expect(WorkerLog("{\"@timestamp\":\"2026-11-24T15:53:26.798Z\",\"message\":\"starting\"}").admissions.isEmpty)
  }

  @Test func `a worker whose client broke is known by librdkafka's word and its own sentence`() {
    let fatal = "{\"message\":\"Fatal error\",\"labels\":{\"librdkafka\":\"FATAL\"}}"
    let end =
      "{\"message\":\"It failed. Nothing was committed that was not written; start the worker again.\"}"
    #expect(WorkerLog("\(fatal)\n\(end)").hasBrokenClient)
    #expect(!WorkerLog(fatal).hasBrokenClient)
    #expect(!WorkerLog(end).hasBrokenClient)
  }
}
