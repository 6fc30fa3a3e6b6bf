/// What one worker's `/metrics` said at one moment, or why it said nothing.
struct WatchedWorker {
  let name: String
  let at: ContinuousClock.Instant
  /// nil if it did not answer.
  let metrics: MetricsText?
  let failure: String

  private func number(_ name: String) -> Double? { metrics?.number("azure_linux_ecs_\(name)") }
  private func numbers(_ name: String, by label: String) -> [String: Double] {
    metrics?.numbers("azure_linux_ecs_\(name)", by: label) ?? [:]
  }

  var isReady: Bool { number("ready") == 1 }
  var isSuspended: Bool { number("reading_suspended") == 1 }
  var inFlightOutputs: Double? { number("in_flight_outputs") }
  var inFlightBytes: Double? { number("in_flight_bytes") }
  var oldestWaiting: Double? { number("oldest_unacknowledged_age_seconds") }
  var lastCommitAge: Double? { number("last_commit_age_seconds") }
  var rebalances: Double? { number("rebalances_total") }
  var memory: Double? { metrics?.number("process_resident_memory_bytes") }
  /// Absent while no partition has a commit, which is not 0.
  var lag: Double? { number("lag") }
  /// Whether a partition has a commit; its lag is not known while no broker answers.
  var hasCommit: Bool { metrics?.samples["azure_linux_ecs_committed_offset"]?.isEmpty == false }
  var deadLetters: [String: Double] { numbers("dead_letters_total", by: "reason").filter { $0.value > 0 } }
  var gaps: [String: Double] { numbers("gaps_total", by: "program").filter { $0.value > 0 } }
  var partitions: [(place: String, lag: Double?, committed: Double?, end: Double?)] {
    let ends = byPlace("end_offset")
    let committed = byPlace("committed_offset")
    let lags = byPlace("lag")
    let places = Set(ends.keys).union(committed.keys).sorted { Self.order($0) < Self.order($1) }
    return places.map { ("\($0.topic)/\($0.partition)", lags[$0], committed[$0], ends[$0]) }
  }

  /// How many partitions each input topic has, as far as the worker knows.
  var inputPartitions: [String: Int] { numbers("input_partitions", by: "topic").compactMapValues { Int(exactly: $0) } }

  private struct Place: Hashable {
    let topic: String
    let partition: String
  }

  private static func order(_ place: Place) -> (String, Int, String) {
    (place.topic, Int(place.partition) ?? .max, place.partition)
  }

  private func byPlace(_ name: String) -> [Place: Double] {
    var found: [Place: Double] = [:]
    for sample in metrics?.samples["azure_linux_ecs_\(name)"] ?? [] {
      found[Place(topic: sample.labels["topic"] ?? "", partition: sample.labels["partition"] ?? "")] = sample.value
    }
    return found
  }

  // MARK: - Between two moments

  /// How much a counter grew in a second since an earlier moment; nil without one, and after a restart.
  func rate(_ name: String, since earlier: WatchedWorker?) -> Double? {
    guard let earlier, let before = earlier.number(name), let now = number(name), now >= before else { return nil }
    let seconds = Self.seconds(at - earlier.at)
    return seconds > 0 ? (now - before) / seconds : nil
  }

  /// The time in seconds that this share of the samples took at the most, by the buckets of a histogram; of those since the
  /// earlier moment, or of all where there were none.
  func quantile(_ share: Double, of name: String, since earlier: WatchedWorker?) -> Double? {
    let before = earlier?.buckets(name) ?? [:]
    let all = buckets(name).sorted { $0.key < $1.key }
    var counts = all.map { ($0.key, $0.value - (before[$0.key] ?? 0)) }
    if counts.contains(where: { $0.1 < 0 }) || (counts.last?.1 ?? 0) <= 0 { counts = all.map { ($0.key, $0.value) } }
    guard let total = counts.last?.1, total > 0 else { return nil }
    var lower = (bound: 0.0, count: 0.0)
    for (bound, count) in counts {
      if count >= share * total {
        // Above the last bound nothing is known but that it was passed.
        guard bound.isFinite else { return lower.bound }
        let inside = count - lower.count
        return inside > 0 ? lower.bound + (bound - lower.bound) * (share * total - lower.count) / inside : bound
      }
      lower = (bound, count)
    }
    return nil
  }

  private func buckets(_ name: String) -> [Double: Double] {
    var found: [Double: Double] = [:]
    for sample in metrics?.samples["azure_linux_ecs_\(name)_bucket"] ?? [] {
      guard let text = sample.labels["le"], let bound = Double(text == "+Inf" ? "inf" : text) else { continue }
      found[bound] = sample.value
    }
    return found
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }
}
