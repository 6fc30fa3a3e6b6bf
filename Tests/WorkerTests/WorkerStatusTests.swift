import Testing

@testable import Worker

@Suite struct `The worker's watch` {
  @Test func `a commit that succeeds is noted, one that fails is not`() {
    let watch = WorkerStatus()
    watch.update { view in
      view.counts.commits = 1
      view.counts.failedCommits = 1
    }
    #expect(watch.read().lastCommit == nil)
    #expect(watch.read().lastRound != nil)
    watch.update { $0.counts.commits = 2 }
    let commit = watch.read().lastCommit
    #expect(commit != nil)
    watch.update { _ in }
    #expect(watch.read().lastCommit == commit)
  }

  @Test func `suspended time is back-pressure, while it lasts and afterwards`() {
    var view = WorkerStatus.View()
    let start = ContinuousClock.now
    view.counts.backPressure = .seconds(1)
    view.note(isSuspended: true, at: start)
    view.note(isSuspended: true, at: start + .seconds(2))
    #expect(view.backPressure(at: start + .seconds(4)) == .seconds(5))
    view.note(isSuspended: false, at: start + .seconds(6))
    #expect(view.backPressure(at: start + .seconds(100)) == .seconds(7))
    #expect(view.suspendedSince == nil)
  }
}
