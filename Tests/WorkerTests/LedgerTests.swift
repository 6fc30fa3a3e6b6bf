import Testing
import Worker

@Suite struct LedgerTests {
  @Test func `an offset may be committed only when its message and all before it are acknowledged`() throws {
    var ledger = Ledger()
    ledger.assign(0)
    var slots: [Ledger.Slot] = []
    for offset in 10..<13 as Range<Int64> { slots.append(try begin(&ledger, partition: 0, offset: offset)) }
    for slot in slots {
      ledger.addOutput(slot)
      ledger.end(slot)
    }
    ledger.acknowledge(slots[2])
    ledger.acknowledge(slots[1])
    #expect(ledger.nextOffset(of: 0) == nil && ledger.openMessages == 3)
    ledger.acknowledge(slots[0])
    #expect(ledger.nextOffset(of: 0) == 13 && ledger.openMessages == 0 && ledger.outstandingOutputs == 0)
  }

  @Test func `a message of a batch is done when all its records are, and one without records at once`() throws {
    var ledger = Ledger()
    ledger.assign(3)
    let batch = try begin(&ledger, partition: 3, offset: 7)
    ledger.addOutput(batch)
    ledger.addOutput(batch)
    ledger.acknowledge(batch)
    ledger.acknowledge(batch)
    #expect(ledger.nextOffset(of: 3) == nil, "records may still follow")
    ledger.end(batch)
    #expect(ledger.nextOffset(of: 3) == 8)
    let empty = try begin(&ledger, partition: 3, offset: 8)
    ledger.end(empty)
    #expect(ledger.nextOffset(of: 3) == 9)
  }

  @Test func `a failed output holds its partition for good, and the others go on`() throws {
    var ledger = Ledger()
    ledger.assign(0)
    ledger.assign(1)
    let failed = try begin(&ledger, partition: 0, offset: 5)
    let later = try begin(&ledger, partition: 0, offset: 6)
    let other = try begin(&ledger, partition: 1, offset: 50)
    for slot in [failed, later, other] {
      ledger.addOutput(slot)
      ledger.end(slot)
    }
    ledger.fail(failed)
    ledger.acknowledge(later)
    ledger.acknowledge(other)
    #expect(ledger.nextOffset(of: 0) == nil && ledger.nextOffset(of: 1) == 51)
    #expect(!ledger.isDrained(0) && ledger.isDrained(1))
  }

  @Test func `a report for a partition that was given up changes nothing, even if the partition came back`() throws {
    var ledger = Ledger()
    ledger.assign(0)
    let old = try begin(&ledger, partition: 0, offset: 100)
    ledger.addOutput(old)
    ledger.end(old)
    ledger.revoke(0)
    ledger.assign(0)
    let new = try begin(&ledger, partition: 0, offset: 40)
    ledger.addOutput(new)
    ledger.end(new)
    ledger.acknowledge(old)
    #expect(ledger.nextOffset(of: 0) == nil && ledger.staleReports == 1 && ledger.outstandingOutputs == 1)
    ledger.acknowledge(new)
    #expect(ledger.nextOffset(of: 0) == 41)
  }

  @Test func `a partition that is not assigned takes no message`() {
    var ledger = Ledger()
    let slot = ledger.begin(partition: 0, offset: 0)
    #expect(slot == nil)
  }

  @Test func `what has advanced is told once`() throws {
    var ledger = Ledger()
    ledger.assign(0)
    let slot = try begin(&ledger, partition: 0, offset: 1)
    ledger.end(slot)
    let first = ledger.takeAdvanced().map(\.nextOffset)
    let second = ledger.takeAdvanced().map(\.nextOffset)
    #expect(first == [2] && second == [])
  }

  @Test func `gaps between offsets, as compaction and transactions leave them, do not hold anything up`() throws {
    var ledger = Ledger()
    ledger.assign(0)
    for offset in [0, 7, 8, 1000] as [Int64] {
      let slot = try begin(&ledger, partition: 0, offset: offset)
      ledger.end(slot)
    }
    #expect(ledger.nextOffset(of: 0) == 1001)
  }

  @Test func `a partition that is restarted keeps what is done, and takes the rest in again`() throws {
    var ledger = Ledger()
    ledger.assign(0)
    let slots = try (10..<14 as Range<Int64>).map { try begin(&ledger, partition: 0, offset: $0) }
    for slot in slots {
      ledger.addOutput(slot)
      ledger.end(slot)
    }
    ledger.acknowledge(slots[0])
    ledger.fail(slots[1])
    ledger.acknowledge(slots[2])
    #expect(ledger.takeAdvanced().map(\.nextOffset) == [11])
    #expect(!ledger.isSettled(0))
    let restart = ledger.restart(0)
    #expect(restart == 11, "the first that is not done, whether on its way or refused")
    #expect(ledger.openMessages == 0 && ledger.outstandingOutputs == 0)
    #expect(ledger.nextOffset(of: 0) == 11 && ledger.isAssigned(0) && ledger.isSettled(0))
    #expect(ledger.takeAdvanced().map(\.nextOffset) == [11], "told again, since the assignment is another")
    ledger.acknowledge(slots[3])
    #expect(ledger.staleReports == 1 && ledger.nextOffset(of: 0) == 11)
    let again = try begin(&ledger, partition: 0, offset: 11)
    ledger.end(again)
    #expect(ledger.nextOffset(of: 0) == 12)
    #expect(ledger.restart(0) == nil && ledger.restart(7) == nil)
  }

  @Test func `a message that was not ended holds its partition, whatever is acknowledged`() throws {
    var ledger = Ledger()
    ledger.assign(0)
    let open = try begin(&ledger, partition: 0, offset: 0)
    let later = try begin(&ledger, partition: 0, offset: 1)
    ledger.addOutput(open)
    ledger.acknowledge(open)
    ledger.end(later)
    #expect(ledger.nextOffset(of: 0) == nil && ledger.openMessages == 2 && ledger.isSettled(0))
  }

  @Test func `a hundred thousand random sequences agree with a naive model`() {
    var generator = SeededGenerator(seed: 20_261_124)
    for _ in 0..<100_000 { run(with: &generator) }
  }

  private func begin(_ ledger: inout Ledger, partition: Int32, offset: Int64) throws -> Ledger.Slot {
    let slot = ledger.begin(partition: partition, offset: offset)
    return try #require(slot)
  }

  /// One short life of a ledger with three partitions, each step done by the model as well.
  private func run(with generator: inout SeededGenerator) {
    struct Message {
      let slot: Ledger.Slot
      let assignment: Int
      let offset: Int64
      var pending: Int
      var isEnded = false
    }
    var ledger = Ledger()
    var assignments: [Int32: Int] = [:]
    var nextAssignment = 0
    var messages: [Message] = []
    var offsets: [Int32: Int64] = [:]

    for _ in 0..<Int.random(in: 5...30, using: &generator) {
      let partition = Int32.random(in: 0..<3, using: &generator)
      switch Int.random(in: 0..<10, using: &generator) {
      case 0:
        ledger.assign(partition)
        assignments[partition] = nextAssignment
        nextAssignment += 1
      case 1:
        ledger.revoke(partition)
        assignments[partition] = nil
      case 2...5:
        let offset = (offsets[partition] ?? 0) + Int64.random(in: 1...3, using: &generator)
        offsets[partition] = offset
        guard let slot = ledger.begin(partition: partition, offset: offset) else { continue }
        let outputs = Int.random(in: 0...3, using: &generator)
        for _ in 0..<outputs { ledger.addOutput(slot) }
        messages.append(
          Message(slot: slot, assignment: assignments[partition] ?? -1, offset: offset, pending: outputs))
      default:
        guard let index = messages.indices.randomElement(using: &generator) else { continue }
        if messages[index].pending > 0, Bool.random(using: &generator) {
          ledger.acknowledge(messages[index].slot)
          messages[index].pending -= 1
        } else if !messages[index].isEnded {
          ledger.end(messages[index].slot)
          messages[index].isEnded = true
        }
      }
      for (partition, assignment) in assignments {
        let own = messages.filter { $0.assignment == assignment }
        let done = own.prefix { $0.pending == 0 && $0.isEnded }
        guard ledger.nextOffset(of: partition) == done.last.map({ $0.offset + 1 }),
          ledger.isDrained(partition) == (done.count == own.count)
        else {
          Issue.record("the ledger and the model differ for partition \(partition)")
          return
        }
      }
    }
  }
}

/// A generator whose sequences can be repeated (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
