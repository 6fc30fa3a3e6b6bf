import Testing
import Worker

@Suite struct DeadLetterLimitTests {
  @Test func `without bounds nothing is passed`() {
    var limit = DeadLetterLimit(DeadLetterLimit.Bounds())
    #expect(limit.isOff)
    #expect(passes(&limit, String(repeating: "x", count: 10_000)) == nil)
  }

  @Test func `as many dead letters in a row as allowed pass, one more does not`() {
    var limit = DeadLetterLimit(DeadLetterLimit.Bounds(run: 3))
    #expect(passes(&limit, "xxx.xxx.xx.x") == nil)
    #expect(passes(&limit, "xx") == nil)
    #expect(passes(&limit, "x") == "partition 0: 4 dead letters in a row, the limit is 3")
  }

  @Test func `a run of none allows no dead letter`() {
    var limit = DeadLetterLimit(DeadLetterLimit.Bounds(run: 0))
    #expect(passes(&limit, "....") == nil)
    #expect(passes(&limit, "x") != nil)
  }

  @Test func `a share counts only when a whole window has come`() {
    var bounds = DeadLetterLimit.Bounds(share: 0.5)
    bounds.window = 10
    var limit = DeadLetterLimit(bounds)
    #expect(passes(&limit, "xxxxxx...") == nil, "nine of ten")
    #expect(
      passes(&limit, ".") == "partition 0: 6 of the last 10 records are dead letters, the limit is a share of 0.5")
  }

  @Test func `a share is taken over one to two windows, so what is long past is forgotten`() {
    var bounds = DeadLetterLimit.Bounds(share: 0.5)
    bounds.window = 10
    var limit = DeadLetterLimit(bounds)
    #expect(passes(&limit, "xxxxx.....") == nil, "exactly the share")
    #expect(passes(&limit, "..........") == nil)
    #expect(passes(&limit, "..........") == nil)
    #expect(passes(&limit, "xxxxxxxxxx") == nil, "10 of 20")
    #expect(passes(&limit, "x") != nil)
  }

  @Test func `a share of one is never passed`() {
    var bounds = DeadLetterLimit.Bounds(share: 1)
    bounds.window = 5
    var limit = DeadLetterLimit(bounds)
    #expect(passes(&limit, String(repeating: "x", count: 1000)) == nil)
  }

  @Test func `each partition is counted for itself, and from the start when it comes back`() {
    var limit = DeadLetterLimit(DeadLetterLimit.Bounds(run: 2))
    #expect(passes(&limit, "xx", partition: 0) == nil)
    #expect(passes(&limit, "xx", partition: 1) == nil)
    limit.forget(0)
    #expect(passes(&limit, "xx", partition: 0) == nil)
    #expect(passes(&limit, "x", partition: 1) == "partition 1: 3 dead letters in a row, the limit is 2")
  }

  @Test func `a message that is read again is not counted again`() {
    var limit = DeadLetterLimit(DeadLetterLimit.Bounds(run: 3))
    for offset: Int64 in [7, 8, 9] {
      #expect(!limit.hasCounted(partition: 0, offset: offset))
      #expect(passes(&limit, "x") == nil)
      limit.endMessage(partition: 0, offset: offset)
    }
    for offset: Int64 in [7, 8, 9] {
      #expect(limit.hasCounted(partition: 0, offset: offset))
      #expect(!limit.hasCounted(partition: 1, offset: offset))
      limit.endMessage(partition: 0, offset: offset)
    }
    #expect(!limit.hasCounted(partition: 0, offset: 10))
    #expect(passes(&limit, "x") != nil)
    limit.forget(0)
    #expect(!limit.hasCounted(partition: 0, offset: 7), "another owner may have written what was before")
  }

  /// Takes records in, an x being a dead letter; returns the first sentence.
  private func passes(_ limit: inout DeadLetterLimit, _ records: String, partition: Int32 = 0) -> String? {
    for record in records {
      if let sentence = limit.record(partition: partition, isDeadLetter: record == "x") { return sentence }
    }
    return nil
  }
}
