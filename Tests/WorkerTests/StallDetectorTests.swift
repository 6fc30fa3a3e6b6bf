import Testing
import Worker

@Suite struct `The progress watchdog` {
  private let start = ContinuousClock.now
  private var watchdog = StallDetector(timeout: .seconds(100), commitInterval: .seconds(10))

  /// A sample some seconds after the start, of a worker whose thread polls.
  private func sample(_ second: Int, _ partitions: [PartitionProgress] = []) -> StallDetector.Sample {
    var sample = StallDetector.Sample(now: start + .seconds(second))
    sample.lastRound = sample.now
    sample.partitions = partitions
    return sample
  }

  private func partition(
    _ number: Int32 = 0, firstOpen: Int64? = nil, done: Int64? = nil, committed: Int64? = nil, taken: Int64? = nil,
    begin: Int64? = nil, end: Int64? = nil, fetched: Int64? = nil
  ) -> PartitionProgress {
    var progress = PartitionProgress(number)
    progress.firstOpen = firstOpen
    progress.done = done
    progress.committed = committed
    progress.taken = taken
    progress.begin = begin
    progress.end = end
    progress.fetched = fetched
    return progress
  }

  private func stall(_ kind: Stall.Kind, since second: Int) -> Stall { Stall(kind, since: start + .seconds(second)) }

  @Test mutating func `an idle worker, and one without partitions, is never stalled`() {
    let idle = partition(done: 7, committed: 7, taken: 7, end: 7)
    for second in stride(from: 0, through: 1000, by: 10) {
      #expect(watchdog.observe(sample(second, [idle])) == nil)
      #expect(watchdog.observe(sample(second + 5)) == nil)
    }
  }

  @Test mutating func `control records behind the last record are no records that do not come`() {
    let behindMarker = partition(taken: 7, end: 8, fetched: 8)
    for second in [0, 100, 200] { #expect(watchdog.observe(sample(second, [behindMarker])) == nil) }
  }

  @Test mutating func `a message that is not acknowledged in time is a stall, and its acknowledgement ends it`() {
    #expect(watchdog.observe(sample(0, [partition(firstOpen: 5)])) == nil)
    #expect(watchdog.observe(sample(99, [partition(firstOpen: 5)])) == nil)
    let stall = stall(.output(partition: 0, offset: 5), since: 0)
    #expect(watchdog.observe(sample(100, [partition(firstOpen: 5)])) == .began(stall))
    #expect(watchdog.observe(sample(110, [partition(firstOpen: 5)])) == nil, "it is told once")
    #expect(watchdog.stall == stall)
    #expect(watchdog.observe(sample(130, [partition(firstOpen: 6)])) == .ended(stall, .seconds(130)))
    #expect(watchdog.stall == nil)
  }

  @Test mutating func `what moves, however slowly, is no stall`() {
    for second in 0..<20 {
      let place = Int64(second)
      let slow = partition(firstOpen: place, done: place, committed: place - 1, taken: place, end: 1000)
      #expect(watchdog.observe(sample(second * 90, [slow])) == nil)
    }
  }

  @Test mutating func `records that do not come are a stall of their partition alone`() {
    let idle = partition(0, taken: 3, end: 3)
    let waiting = partition(1, taken: 10, end: 12)
    _ = watchdog.observe(sample(0, [idle, waiting]))
    let stall = stall(.input(partition: 1, offset: 10, end: 12), since: 0)
    #expect(watchdog.observe(sample(100, [idle, waiting])) == .began(stall))
    #expect(watchdog.observe(sample(120, [idle, partition(1, taken: 12, end: 12)])) == .ended(stall, .seconds(120)))
  }

  @Test mutating func `records that do not come are a stall also where reading began at no known offset`() {
    let empty = partition(0, begin: 5, end: 5)
    let waiting = partition(1, begin: 5, end: 8)
    _ = watchdog.observe(sample(0, [empty, waiting]))
    let stall = stall(.input(partition: 1, offset: 5, end: 8), since: 0)
    #expect(watchdog.observe(sample(100, [empty, waiting])) == .began(stall))
    #expect(watchdog.observe(sample(120, [empty, partition(1, taken: 6, end: 8)])) == .ended(stall, .seconds(120)))
  }

  @Test mutating func `records are not expected while reading is suspended`() {
    var suspended = sample(0, [partition(taken: 10, end: 12)])
    suspended.isReading = false
    for second in [0, 100, 200] {
      suspended.now = start + .seconds(second)
      suspended.lastRound = suspended.now
      #expect(watchdog.observe(suspended) == nil)
    }
  }

  @Test mutating func `a commit may take its interval longer`() {
    let waiting = partition(done: 9, committed: 4)
    #expect(watchdog.observe(sample(0, [waiting])) == nil)
    #expect(watchdog.observe(sample(109, [waiting])) == nil)
    // Records go on being acknowledged, and nothing of it is committed.
    let stall = stall(.commit(partition: 0, committed: 4, done: 20), since: 0)
    #expect(watchdog.observe(sample(110, [partition(done: 20, committed: 4)])) == .began(stall))
  }

  @Test mutating func `transactions that are not committed are a stall`() {
    var waiting = sample(0)
    waiting.transactions = 3
    #expect(watchdog.observe(waiting) == nil)
    var later = sample(100)
    later.transactions = 3
    #expect(watchdog.observe(later) == .began(stall(.transaction, since: 0)))
  }

  @Test mutating func `a thread that does not poll is a stall, even if the brokers are away`() {
    var stuck = sample(100)
    stuck.lastRound = start
    stuck.areBrokersAway = true
    #expect(watchdog.observe(stuck) == .began(stall(.thread, since: 0)))
    #expect(watchdog.observe(sample(101)) == .ended(stall(.thread, since: 0), .seconds(101)))
  }

  @Test mutating func `before its first round and on its way to its end a worker is not judged`() {
    var early = sample(0)
    early.lastRound = nil
    #expect(watchdog.observe(early) == nil)
    var ending = sample(500)
    ending.lastRound = start
    ending.isEnding = true
    #expect(watchdog.observe(ending) == nil)
  }

  @Test mutating func `time without brokers does not count`() {
    #expect(watchdog.observe(sample(0, [partition(firstOpen: 5)])) == nil)
    var away = sample(90, [partition(firstOpen: 5)])
    away.areBrokersAway = true
    #expect(watchdog.observe(away) == nil)
    #expect(watchdog.observe(sample(189, [partition(firstOpen: 5)])) == nil)
    #expect(watchdog.observe(sample(190, [partition(firstOpen: 5)])) != nil)
  }

  @Test mutating func `a stall lasts while the brokers are away`() {
    _ = watchdog.observe(sample(0, [partition(firstOpen: 5)]))
    #expect(watchdog.observe(sample(100, [partition(firstOpen: 5)])) != nil)
    var away = sample(110, [partition(firstOpen: 5)])
    away.areBrokersAway = true
    #expect(watchdog.observe(away) == nil)
    #expect(watchdog.observe(sample(120, [partition(firstOpen: 5)])) == nil)
    #expect(watchdog.stall != nil)
  }

  @Test mutating func `the output comes first, and the one that was told stays`() {
    let behind = partition(0, done: 9, committed: 4, taken: 9, end: 20)
    let open = partition(1, firstOpen: 3)
    _ = watchdog.observe(sample(0, [behind]))
    _ = watchdog.observe(sample(20, [behind, open]))
    #expect(watchdog.observe(sample(100, [behind, open])) != nil)
    #expect(watchdog.stall?.kind == .input(partition: 0, offset: 9, end: 20))
    #expect(watchdog.observe(sample(150, [behind, open])) == nil)
    #expect(watchdog.observe(sample(160, [open])) == .began(stall(.output(partition: 1, offset: 3), since: 20)))
  }

  @Test func `each stall is one sentence that says what, since when and what to look at`() {
    let configuration = WorkerConfiguration(
      brokers: "b", input: "raw", output: "events", deadLetters: "dead", group: "ecs")
    let kinds: [(Stall.Kind, [String])] = [
      (.thread, ["thread", "stack"]),
      (.output(partition: 3, offset: 42), ["partition 3 of raw", "offset 42", "in-sync replicas", "events and dead"]),
      (.input(partition: 3, offset: 42, end: 50), ["partition 3 of raw", "offset 42", "ends at 50", "leader"]),
      (.commit(partition: 3, committed: 40, done: 42), ["partition 3 of raw", "offset 42", "offset 40", "group ecs"]),
      (.transaction, ["transaction coordinator"]),
    ]
    for (kind, parts) in kinds {
      let sentence = Stall(kind, since: start).sentence(of: configuration, at: start + .seconds(130))
      #expect(sentence.hasPrefix("no progress for 130 s: "))
      for part in parts + ["since 20"] { #expect(sentence.contains(part), "\(sentence)") }
    }
  }
}
