import TestSupport
import Testing

@testable import chaos

/// The verdict must catch what it is there for, and let pass what faults excuse.
@Suite struct LivenessTests {
  private let start = ContinuousClock.now

  private func snapshot(
    _ second: Int, committed: Int64, of end: Int64 = 100, outputs: Int64 = 0
  ) -> CommitSnapshot {
    CommitSnapshot(
      committed: [0: committed], eventEnds: [0: outputs], deadLetterEnds: [0: 0], inputEnds: [0: end],
      time: start + .seconds(second))
  }

  private func fault(_ range: ClosedRange<Int>) -> FaultWindow {
    FaultWindow("a fault", from: start + .seconds(range.lowerBound), to: start + .seconds(range.upperBound))
  }

  private func complaints(
    _ snapshots: [CommitSnapshot], faults: [FaultWindow] = [], aborts: [Int] = []
  ) -> [String] {
    Liveness(
      snapshots: snapshots, faults: faults, recordsPerMessage: 2,
      aborts: [("worker-1", aborts.map { start + .milliseconds($0) })]
    ).complaints
  }

  @Test func `a partition that moves, or has nothing to do, is no matter`() {
    #expect(complaints((0..<200).map { snapshot($0, committed: Int64($0 / 30)) }).isEmpty)
    #expect(complaints((0..<200).map { snapshot($0, committed: 100) }).isEmpty)
  }

  @Test func `a partition that stands still for more than a minute is told once`() {
    #expect(complaints((0...60).map { snapshot($0, committed: 5) }).isEmpty)
    #expect(complaints((0..<200).map { snapshot($0, committed: 5) }).count == 1)
  }

  @Test func `the minute begins when a fault ends, and an old fault excuses nothing`() {
    #expect(complaints((0...160).map { snapshot($0, committed: 5) }, faults: [fault(50...100)]).isEmpty)
    #expect(complaints((0...161).map { snapshot($0, committed: 5) }, faults: [fault(50...100)]).count == 1)
    #expect(complaints((0...80).map { snapshot($0, committed: 5) }, faults: [fault(1...5)]).count == 1)
    #expect(complaints((0...200).map { snapshot($0, committed: 5) }, faults: [fault(50...300)]).isEmpty)
  }

  @Test func `a worker that aborts without an end is caught, and aborts with commits between them are none`() {
    let times = (0..<30).map { $0 * 1000 }
    #expect(complaints((0...40).map { snapshot($0, committed: 5) }, aborts: times).count == 1)
    #expect(complaints((0...40).map { snapshot($0, committed: Int64($0 / 10)) }, aborts: times).isEmpty)
    #expect(complaints((0...40).map { snapshot($0, committed: 5) }, aborts: Array(times.prefix(20))).isEmpty)
  }

  @Test func `outputs without an end at one committed offset are caught`() {
    #expect(complaints((0...40).map { snapshot($0, committed: 5, outputs: Int64($0) * 200) }).count == 1)
    #expect(complaints((0...40).map { snapshot($0, committed: 5, outputs: Int64($0) * 50) }).isEmpty)
    #expect(complaints((0...40).map { snapshot($0, committed: Int64($0), outputs: Int64($0) * 200) }).isEmpty)
  }
}
