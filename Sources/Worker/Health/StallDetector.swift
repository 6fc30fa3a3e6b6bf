/// Judges from what is seen of a worker now and then whether it makes progress.
///
/// A value type without a clock, a thread or I/O. For each partition, and for each of the ways to stand still, it remembers since
/// when something has been waiting without moving; what moves or no longer waits begins again. An idle worker waits for nothing.
public struct StallDetector {
  /// What is seen of a worker at one moment.
  public struct Sample {
    public var now: ContinuousClock.Instant
    /// When the worker's thread last polled; nil before it did for the first time.
    public var lastRound: ContinuousClock.Instant?
    /// Whether the worker is on its way to its end, which has limits of its own.
    public var isEnding = false
    /// Whether no broker answers one of the clients: waiting for them is what the worker is there for, and is said elsewhere.
    public var areBrokersAway = false
    /// Whether records are asked for: not while reading is suspended.
    public var isReading = true
    public var partitions: [PartitionProgress] = []
    /// How many transactions were committed, where there are messages that wait for the next; nil where none do.
    public var transactions: Int?

    public init(now: ContinuousClock.Instant) { self.now = now }
  }

  public enum Change: Equatable, Sendable {
    case began(Stall)
    /// The stall, and how long it lasted.
    case ended(Stall, Duration)
  }

  private enum Place: Hashable {
    case output(Int32)
    case input(Int32)
    case commit(Int32)
    case transaction
  }

  /// What has been seen of something that waits.
  private struct Wait {
    var marks: [Int64?]
    var since: ContinuousClock.Instant
    var isStalled = false
  }

  private let timeout: Duration
  private let commitInterval: Duration
  private var waits: [Place: Wait] = [:]
  /// What stands still now.
  public private(set) var stall: Stall?

  /// - Parameters:
  ///   - timeout: how long something may stand still.
  ///   - commitInterval: how much longer a commit may take, since commits come that seldom.
  public init(timeout: Duration, commitInterval: Duration) {
    self.timeout = timeout
    self.commitInterval = commitInterval
  }

  /// Takes a sample in; samples come in the order of their times.
  public mutating func observe(_ sample: Sample) -> Change? {
    guard let lastRound = sample.lastRound, !sample.isEnding else { return settle([], at: sample.now) }
    if sample.now - lastRound >= timeout {
      // What else was seen is as old as the last round.
      return settle([Stall(.thread, since: lastRound)], at: sample.now)
    }
    if sample.areBrokersAway {
      // What stood still before goes on doing so; the rest gets its whole time when the brokers are back.
      for (place, wait) in waits where !wait.isStalled { waits[place]?.since = sample.now }
      return nil
    }
    return settle(stalls(in: sample), at: sample.now)
  }

  /// All that has stood still for too long, the most telling first: what is not written cannot be committed either.
  private mutating func stalls(in sample: Sample) -> [Stall] {
    var seen: [Place: Wait] = [:]
    var stalls: [Stall] = []
    func note(_ place: Place, _ marks: [Int64?], _ limit: Duration, _ kind: Stall.Kind) {
      var wait = Wait(marks: marks, since: sample.now)
      if let before = waits[place], before.marks == marks { wait = before }
      wait.isStalled = wait.isStalled || sample.now - wait.since >= limit
      seen[place] = wait
      if wait.isStalled { stalls.append(Stall(kind, since: wait.since)) }
    }
    for state in sample.partitions {
      if let offset = state.firstOpen {
        note(.output(state.partition), [offset], timeout, .output(partition: state.partition, offset: offset))
      }
    }
    for state in sample.partitions where sample.isReading {
      guard let end = state.end, let place = state.fetched ?? state.taken ?? state.begin, end > place else { continue }
      // Behind the last record there may be control records, which are never handed out; so what was fetched counts.
      note(
        .input(state.partition), [state.taken, state.fetched], timeout,
        .input(partition: state.partition, offset: place, end: end))
    }
    for state in sample.partitions where sample.isReading {
      guard let done = state.done, state.committed ?? -1 < done else { continue }
      note(
        .commit(state.partition), [state.committed], timeout + commitInterval,
        .commit(partition: state.partition, committed: state.committed, done: done))
    }
    if let transactions = sample.transactions {
      note(.transaction, [Int64(transactions)], timeout, .transaction)
    }
    waits = seen
    return stalls
  }

  private mutating func settle(_ stalls: [Stall], at now: ContinuousClock.Instant) -> Change? {
    let before = stall
    // The one that was told stays the one for as long as it lasts.
    stall = before.flatMap { before in stalls.first { $0.isSame(as: before) } } ?? stalls.first
    if stalls.isEmpty, before?.kind == .thread { waits = [:] }
    guard let stall else { return before.map { .ended($0, now - $0.since) } }
    if let before, stall.isSame(as: before) { return nil }
    return .began(stall)
  }
}
