/// Which partitions had better be asked about, since nothing has come of them for a while.
///
/// A value type without I/O, for the worker's thread; it costs a few comparisons some times a second.
struct IdlePartitionProbe {
  private struct Place {
    var progress: PartitionProgress
    var takenSince: ContinuousClock.Instant
    var committedSince: ContinuousClock.Instant
  }

  private let quietTime: Duration
  private let commitTime: Duration
  private let interval: Duration
  private var next: ContinuousClock.Instant?
  private var lastQuestion: ContinuousClock.Instant?
  private var places: [Int32: Place] = [:]
  /// The ends of logs as they were last asked for.
  private(set) var ends: [Int32: Int64] = [:]
  /// The beginnings of logs of which no position is known.
  private(set) var begins: [Int32: Int64] = [:]

  /// Some questions fit into the time after which a worker counts as stalled.
  init(stallTimeout: Duration, commitInterval: Duration) {
    quietTime = stallTimeout / 4
    commitTime = stallTimeout / 4 + commitInterval
    interval = max(.milliseconds(20), min(.milliseconds(500), stallTimeout / 16))
  }

  /// Whether it is time to look at the partitions again.
  mutating func isDue(at now: ContinuousClock.Instant) -> Bool {
    if let next, now < next { return false }
    next = now + interval
    return true
  }

  /// Takes in where the partitions stand.
  mutating func look(at partitions: [PartitionProgress], now: ContinuousClock.Instant) {
    var seen: [Int32: Place] = [:]
    for progress in partitions {
      var place =
        places[progress.partition] ?? Place(progress: progress, takenSince: now, committedSince: now)
      if place.progress.taken != progress.taken { place.takenSince = now }
      if place.progress.committed != progress.committed || progress.committed ?? -1 >= progress.done ?? -1 {
        place.committedSince = now
      }
      place.progress = progress
      seen[progress.partition] = place
    }
    places = seen
    ends = ends.filter { seen[$0.key] != nil }
    begins = begins.filter { seen[$0.key] != nil && seen[$0.key]?.progress.taken == nil }
  }

  /// The partitions of which nothing has come, and those whose commit nobody has confirmed; none if it was asked lately.
  mutating func questions(at now: ContinuousClock.Instant) -> (quiet: [Int32], uncommitted: [Int32]) {
    if let lastQuestion, now - lastQuestion < quietTime { return ([], []) }
    let quiet = places.filter { now - $0.value.takenSince >= quietTime }.keys.sorted()
    let uncommitted = places.filter { now - $0.value.committedSince >= commitTime }.keys.sorted()
    if !quiet.isEmpty || !uncommitted.isEmpty { lastQuestion = now }
    return (quiet, uncommitted)
  }

  mutating func note(end: Int64, of partition: Int32) { ends[partition] = end }

  mutating func note(begin: Int64, of partition: Int32) { begins[partition] = begin }
}
