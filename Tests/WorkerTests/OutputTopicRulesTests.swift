import Testing

@testable import Worker

@Suite struct OutputTopicRulesTests {
  private func warnings(
    _ properties: [String: String], input: [String: String] = ["retention.ms": "604800000"], takesEvents: Bool = true,
    keepsTimestamps: Bool = true
  ) -> [String] {
    OutputTopicRules(
      topic: "events", takesEvents: takesEvents, properties: properties, input: input,
      keepsEventTimestamps: keepsTimestamps
    ).warnings
  }

  @Test func `a topic like the input, or one whose configuration cannot be read, needs no warning`() {
    #expect(
      warnings([
        "retention.ms": "604800000", "retention.bytes": "-1", "cleanup.policy": "delete",
        "message.timestamp.type": "CreateTime", "message.timestamp.before.max.ms": "9223372036854775807",
      ]) == [])
    #expect(warnings([:], input: [:]) == [])
  }

  @Test func `a shorter retention deletes events that keep an old timestamp, and only those`() {
    let short = ["retention.ms": "3600000", "cleanup.policy": "delete"]
    #expect(warnings(short).first?.contains("retention.ms=3600000") == true)
    #expect(warnings(short, input: ["retention.ms": "-1"]).first?.contains("without limit") == true)
    #expect(warnings(short, keepsTimestamps: false) == [])
    #expect(warnings(short, takesEvents: false) == [])
    #expect(warnings(short.merging(["message.timestamp.type": "LogAppendTime"]) { $1 }) == [])
  }

  @Test func `compaction and a limit of bytes are told for both topics`() {
    for takesEvents in [true, false] {
      let found = warnings(["cleanup.policy": "compact,delete", "retention.bytes": "1000"], takesEvents: takesEvents)
      #expect(found.count == 2 && found[0].contains("compact") && found[1].contains("retention.bytes=1000"))
    }
  }

  @Test(arguments: ["message.timestamp.before.max.ms", "message.timestamp.difference.max.ms"])
  func `a topic that refuses old timestamps is told`(_ name: String) {
    #expect(warnings([name: "1000"]).first?.contains("\(name)=1000") == true)
    #expect(warnings([name: "1000"], keepsTimestamps: false) == [])
  }
}
