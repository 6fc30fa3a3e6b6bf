import Kafka
import Operations
import Testing

@Suite struct ResetPlanTests {
  private func partition(
    _ number: Int32 = 0, committed: Int64? = 50, low: Int64 = 10, high: Int64 = 100, atTime: Int64? = nil
  ) -> PartitionOffsets {
    PartitionOffsets(
      topicPartition: TopicPartition(topic: "raw", partition: number), committed: committed, low: low, high: high,
      atTime: atTime)
  }

  @Test(
    arguments: [
      (OffsetTarget.earliest, 10, 40, 0), (.latest, 100, 0, 50), (.current, 50, 0, 0), (.offset(70), 70, 0, 20),
      (.shift(-20), 30, 20, 0), (.shift(5), 55, 0, 5), (.time(1), 42, 8, 0),
    ] as [(OffsetTarget, Int64, Int64, Int64)])
  func `each target says where to go on, what is done again and what is left out`(
    target: OffsetTarget, new: Int64, again: Int64, skipped: Int64
  ) throws {
    let plan = try ResetPlan([partition(atTime: 42)], to: target)
    let row = try #require(plan.rows.first)
    #expect(row.new == new)
    #expect(row.again == again)
    #expect(row.skipped == skipped)
    #expect(row.note == "")
  }

  @Test(
    arguments: [
      (OffsetTarget.offset(3), 10, "3 is before the first record; set to 10"),
      (.offset(101), 100, "101 is past the end; set to 100"),
      (.shift(-1000), 10, "-950 is before the first record; set to 10"),
      (.shift(.max), 100, "9223372036854775807 is past the end; set to 100"),
      (.time(1), 100, "all records are older; set to the end"),
    ] as [(OffsetTarget, Int64, String)])
  func `an offset outside of the log is brought to its end, and that is said`(
    target: OffsetTarget, new: Int64, note: String
  ) throws {
    let row = try #require(try ResetPlan([partition()], to: target).rows.first)
    #expect(row.new == new)
    #expect(row.note == note)
  }

  @Test func `a partition without a commit counts from the first record, and cannot be shifted`() throws {
    let open = partition(committed: nil)
    #expect(try ResetPlan([open], to: .latest).skipped == 90)
    #expect(try ResetPlan([open], to: .earliest).again == 0)
    #expect(try ResetPlan([open], to: .current).rows.first?.new == 100)
    #expect { try ResetPlan([open], to: .shift(1)) } throws: { ($0 as? OperationFailure)?.exitCode == 2 }
  }

  @Test func `records that the log has lost are not counted as done again`() throws {
    let plan = try ResetPlan([partition(committed: 2)], to: .offset(20))
    #expect(plan.again == 0)
    #expect(plan.skipped == 10)
  }

  @Test func `a group that has committed nothing is told how much there is from there to the end`() throws {
    let open = PartitionOffsets(
      topicPartition: TopicPartition(topic: "raw", partition: 0), committed: nil, low: 10, high: 100)
    let plan = try ResetPlan([open], to: .offset(30))
    #expect(plan.summary == "The group has committed nothing; 70 records from there to the end.")
    #expect(plan.json(isExecuted: false).contains(#""to_the_end":70"#))
  }

  @Test func `the summary speaks of all partitions`() throws {
    let plan = try ResetPlan([partition(1, committed: 100), partition(0, committed: 20)], to: .offset(60))
    #expect(plan.rows.map(\.topicPartition.partition) == [0, 1])
    #expect(plan.summary == "40 records will be processed again, 40 records will be skipped.")
    #expect(plan.text.contains("raw            0         20   60      0       40"))
    #expect(try ResetPlan([partition()], to: .current).summary == "Nothing changes: the group is there already.")
    #expect(plan.csv == "raw,0,60\nraw,1,60\n")
  }

  @Test func `the exported table is read back`() throws {
    let plan = try ResetPlan([partition(0), partition(1)], to: .offset(60))
    let table = try OffsetTable.parse(plan.csv, group: "ecs")
    #expect(table.map(\.offset) == [60, 60])
    #expect(try ResetPlan([partition(0), partition(1)], to: .table(table)) == plan)
    #expect { try ResetPlan([partition(7)], to: .table(table)) } throws: { ($0 as? OperationFailure)?.exitCode == 2 }
  }

  @Test func `a table of several groups gives this group's lines`() throws {
    let text = "# comment\r\n\"ecs\", raw ,0,5\r\nother,raw,0,9\r\n\r\necs,raw,1,6"
    let rows = try OffsetTable.parse(text, group: "ecs")
    #expect(rows.map(\.offset) == [5, 6])
  }

  @Test(arguments: ["", "raw,0", "raw,x,1", "raw,0,-1", ",0,1", "raw,0,1\nraw,0,2", "raw,99999999999,1", "raw;0;1"])
  func `a table with a mistake is refused with its line`(text: String) {
    #expect { try OffsetTable.parse(text, group: "ecs") } throws: { ($0 as? OperationFailure)?.exitCode == 2 }
  }

  @Test func `topics and partitions are told apart behind commas`() throws {
    #expect(
      try TopicSelection.parse(["raw:0", "1", "other", "more:3"]) == [
        TopicSelection(topic: "raw", partitions: [0, 1]), TopicSelection(topic: "other"),
        TopicSelection(topic: "more", partitions: [3]),
      ])
    for part in ["raw:", ":1", "raw:x", "raw:99999999999", "raw:-1"] {
      #expect(throws: OperationFailure.self, "\(part)") { try TopicSelection.parse([part]) }
    }
  }
}
