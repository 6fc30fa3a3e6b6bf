import TestSupport
import Testing

/// The verifier must catch what it is there for, or a test that rests on it proves nothing.
@Suite struct DeliveryVerifierTests {
  /// Four messages of one key in partition 0: the third holds three records, the fourth none.
  private let produced = [1, 1, 3, 0].enumerated().map { offset, count in
    ProducedMessage(partition: 0, offset: Int64(offset), key: Array("key".utf8), recordCount: count)
  }

  private func event(
    _ place: Int64, of offset: Int64, record: Int? = nil, key: String? = "key", partition: Int32 = 0
  ) -> DeliveredOutput {
    DeliveredOutput(
      place: DeliveredOutput.Place(topic: .events, partition: partition, offset: place),
      key: key.map { Array($0.utf8) },
      sourcePartition: 0, sourceOffset: offset, sourceRecord: record)
  }

  private func deadLetter(_ place: Int64, of offset: Int64, record: Int? = nil) -> DeliveredOutput {
    DeliveredOutput(
      place: DeliveredOutput.Place(topic: .deadLetters, partition: 0, offset: place), key: Array("key".utf8),
      reason: "foreign_record", sourcePartition: 0, sourceOffset: offset, sourceRecord: record)
  }

  private var wholeHistory: [DeliveredOutput] {
    [
      event(0, of: 0), event(1, of: 1), event(2, of: 2, record: 0), deadLetter(0, of: 2, record: 1),
      event(3, of: 2, record: 2),
    ]
  }

  private func snapshot(committed: Int64, events: Int64, deadLetters: Int64) -> CommitSnapshot {
    CommitSnapshot(committed: [0: committed], eventEnds: [0: events], deadLetterEnds: [0: deadLetters])
  }

  private func verdict(
    on history: [DeliveredOutput], snapshots: [CommitSnapshot] = [], expectsAll: Bool = true
  ) -> DeliveryVerdict {
    var verifier = DeliveryVerifier(produced)
    for output in history { verifier.add(output) }
    return verifier.verdict(snapshots: snapshots, expectsAll: expectsAll)
  }

  @Test func `a whole history is good`() {
    let verdict = verdict(
      on: wholeHistory,
      snapshots: [
        snapshot(committed: 0, events: 0, deadLetters: 0), snapshot(committed: 2, events: 2, deadLetters: 0),
        snapshot(committed: 4, events: 4, deadLetters: 1),
      ])
    #expect(verdict.isGood, "\(verdict)")
    #expect(verdict.messages == 4)
    #expect(verdict.records == 5)
    #expect(verdict.events == 4)
    #expect(verdict.deadLetters == ["foreign_record": 1])
    #expect(verdict.repeats.isEmpty)
  }

  @Test func `a missing record of a batch is caught, and tolerated where not all is expected`() {
    let history = wholeHistory.filter { $0.sourceRecord != 1 }
    #expect(verdict(on: history).counts == [.missing: 1])
    #expect(verdict(on: history).sentences[.missing] == ["record 1 of 0/2"])
    #expect(verdict(on: history, expectsAll: false).isGood)
  }

  @Test func `a record that is an event and a dead letter is caught, or a repeat where limits have changed`() {
    let history = wholeHistory + [deadLetter(1, of: 0)]
    #expect(verdict(on: history).counts == [.twofold: 1])
    var verifier = DeliveryVerifier(produced, mayChangeForm: true)
    for output in history { verifier.add(output) }
    let verdict = verifier.verdict(snapshots: [])
    #expect(verdict.isGood, "\(verdict)")
    #expect(verdict.repeats.map(\.offset) == [0])
  }

  @Test func `verdicts on parts of a history are one verdict`() {
    var sum = verdict(on: wholeHistory)
    sum.add(verdict(on: wholeHistory.filter { $0.sourceRecord != 1 }))
    #expect(sum.counts == [.missing: 1])
    #expect(sum.sentences[.missing] == ["record 1 of 0/2"])
    #expect(sum.records == 10)
    #expect(sum.events == 8)
    #expect(sum.deadLetters == ["foreign_record": 1])
  }

  @Test func `a reordering of first occurrences is caught`() {
    var history = wholeHistory
    history[0] = event(0, of: 1)
    history[1] = event(1, of: 0)
    #expect(verdict(on: history).counts == [.outOfOrder: 1])
    history = wholeHistory
    history[2] = event(2, of: 2, record: 2)
    history[4] = event(3, of: 2, record: 0)
    #expect(verdict(on: history).counts == [.outOfOrder: 1])
  }

  @Test func `records of different keys have no order among themselves`() {
    let produced = (0..<2).map { ProducedMessage(partition: 0, offset: $0, key: nil, recordCount: 1) }
    var verifier = DeliveryVerifier(produced)
    verifier.add(event(0, of: 1, key: "one"))
    verifier.add(event(1, of: 0, key: "other"))
    #expect(verifier.verdict().isGood)
  }

  @Test func `a repeat behind later records is a duplicate and no reordering`() {
    let repeated = event(4, of: 0)
    let verdict = verdict(on: wholeHistory + [repeated])
    #expect(verdict.isGood, "\(verdict)")
    #expect(verdict.repeats.map(\.places) == [[wholeHistory[0].place, repeated.place]])
    #expect(verdict.duplicateCount == 1)
    #expect(verdict.repeats(before: snapshot(committed: 4, events: 4, deadLetters: 1)).isEmpty)
    #expect(verdict.repeats(before: snapshot(committed: 4, events: 5, deadLetters: 1)).count == 1)
  }

  @Test func `a repeat is explained by a fault that left its record unfinished, and by no other`() {
    let verdict = verdict(on: wholeHistory + [event(4, of: 1)])
    let start = ContinuousClock.now
    // Committed behind the first message since the first second; the input was whole from the third on.
    let snapshots = (0..<8).map { second in
      CommitSnapshot(
        committed: [0: second == 0 ? 0 : second < 5 ? 1 : 4], eventEnds: [:], deadLetterEnds: [:],
        inputEnds: [0: second < 3 ? 1 : 4], time: start + .seconds(second))
    }
    func unexplained(from begin: Int, to end: Int) -> Int {
      let window = FaultWindow(
        "fault", from: start + .milliseconds(1000 * begin + 500), to: start + .milliseconds(1000 * end + 500))
      return verdict.unexplainedRepeats([window], snapshots: snapshots).count
    }
    #expect(verdict.unexplainedRepeats([], snapshots: snapshots).count == 1)
    #expect(unexplained(from: 2, to: 3) == 0)
    #expect(unexplained(from: 0, to: 1) == 1, "Its record was not yet in the input.")
    #expect(unexplained(from: 6, to: 7) == 1, "Its record was committed.")
  }

  @Test func `of a repeat without a key either place may be the first`() {
    var verifier = DeliveryVerifier([ProducedMessage(partition: 0, offset: 0, key: nil, recordCount: 1)])
    verifier.add(event(7, of: 0, key: nil, partition: 0))
    verifier.add(event(0, of: 0, key: nil, partition: 1))
    let snapshot = CommitSnapshot(committed: [0: 1], eventEnds: [0: 7, 1: 1], deadLetterEnds: [:])
    #expect(verifier.verdict(snapshots: [snapshot]).isGood)
    let earlier = CommitSnapshot(committed: [0: 1], eventEnds: [0: 7, 1: 0], deadLetterEnds: [:])
    #expect(verifier.verdict(snapshots: [earlier]).counts == [.committedAhead: 1])
  }

  @Test func `a commit ahead of an event or of a dead letter is caught`() {
    let aheadOfEvent = snapshot(committed: 2, events: 1, deadLetters: 1)
    #expect(verdict(on: wholeHistory, snapshots: [aheadOfEvent]).counts == [.committedAhead: 1])
    let aheadOfDeadLetter = snapshot(committed: 3, events: 4, deadLetters: 0)
    #expect(verdict(on: wholeHistory, snapshots: [aheadOfDeadLetter]).counts == [.committedAhead: 1])
    let behindTheEnd = snapshot(committed: 5, events: 4, deadLetters: 1)
    #expect(verdict(on: wholeHistory, snapshots: [behindTheEnd]).counts == [.committedAhead: 1])
  }

  @Test func `a commit over a record that never came out is caught even where not all is expected`() {
    let verdict = verdict(
      on: Array(wholeHistory.dropFirst()), snapshots: [snapshot(committed: 1, events: 9, deadLetters: 9)],
      expectsAll: false)
    #expect(verdict.counts == [.committedAhead: 1])
  }

  @Test func `a commit that moves back is caught`() {
    let verdict = verdict(
      on: wholeHistory,
      snapshots: [
        snapshot(committed: 2, events: 4, deadLetters: 1), snapshot(committed: 1, events: 4, deadLetters: 1),
      ])
    #expect(verdict.counts == [.committedBack: 1])
  }

  @Test func `a look at an older offset is no move back while a coordinator may have moved, and one after that is`() {
    let now = ContinuousClock.now
    let snapshots = [(Int64(2), 0), (1, 1), (2, 2), (1, 9)].map { committed, second in
      var snapshot = snapshot(committed: committed, events: 4, deadLetters: 1)
      snapshot.time = now + .seconds(second)
      return snapshot
    }
    var verifier = DeliveryVerifier(produced)
    for output in wholeHistory { verifier.add(output) }
    let window = FaultWindow("a broker is killed", from: now + .seconds(1), to: now + .seconds(5))
    let verdict = verifier.verdict(snapshots: snapshots, disturbances: [window])
    #expect(verdict.counts == [.committedBack: 1])
    #expect(verdict.olderLooks == 1)
  }

  @Test func `an output of nothing that was produced is caught`() {
    #expect(verdict(on: wholeHistory + [event(4, of: 9)]).counts == [.unknownOrigin: 1])
    #expect(verdict(on: wholeHistory + [event(4, of: 3, record: 0)]).counts == [.unknownOrigin: 1])
    #expect(verdict(on: wholeHistory + [event(4, of: 2, record: nil)]).counts == [.unknownOrigin: 1])
  }

  @Test func `an event and a dead letter of one record are caught unless the dead letter says so`() {
    var letter = deadLetter(1, of: 0)
    #expect(verdict(on: wholeHistory + [letter]).counts == [.twofold: 1])
    letter.isEmitted = true
    #expect(verdict(on: wholeHistory + [letter]).isGood)
  }

  @Test func `another key or another partition for a key is caught`() {
    #expect(verdict(on: [event(0, of: 0, key: "other")], expectsAll: false).counts == [.changedKey: 1])
    #expect(verdict(on: [event(0, of: 0, key: nil)], expectsAll: false).counts == [.changedKey: 1])
    let history = [event(0, of: 0), event(0, of: 1, partition: 1)]
    #expect(verdict(on: history, expectsAll: false).counts == [.wanderingKey: 1])
  }
}
