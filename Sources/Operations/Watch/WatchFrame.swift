import Logging

/// What `watch` shows at one moment: workers, and what they did since the moment before.
public struct WatchFrame {
  /// A line of the view, and what it is for the eye.
  public struct Line: Sendable, Equatable {
    public enum Weight: Sendable { case plain, heading, good, warning, bad }

    public let weight: Weight
    /// Harmless on a terminal.
    public let text: String
  }

  let workers: [WatchedWorker]
  let earlier: [WatchedWorker]
  let time: String

  private func before(_ index: Int) -> WatchedWorker? { earlier.indices.contains(index) ? earlier[index] : nil }

  var reachable: Int { workers.filter { $0.metrics != nil }.count }

  // MARK: - For people

  /// Everything, the most important first: what does not fit on a screen is cut at the end.
  var lines: [Line] { lines(columns: .max) }

  /// The same for a window: a table has as many of its columns as fit, the first ones.
  func lines(columns: Int) -> [Line] {
    var lines = [Line(weight: .heading, text: "\(counted(workers.count, "worker")), \(time)"), total]
    lines += table(workerColumns, workerRows, width: columns)
    for worker in workers where worker.metrics == nil {
      lines.append(
        Line(weight: .bad, text: Terminal.sanitize("\(worker.name) does not answer: \(worker.failure)", limit: 300)))
    }
    lines += unreadLines
    lines += section("DEAD LETTERS", ["REASON", "PER S", "ALL"], sums(\.deadLetters, "dead_letters_total", "reason"))
    lines += section("GAPS", ["PROGRAM", "PER S", "ALL"], sums(\.gaps, "gaps_total", "program"))
    lines += partitionLines
    return lines
  }

  private var total: Line {
    func sum(_ value: (Int) -> Double?) -> Double? {
      let known = workers.indices.compactMap(value)
      return known.isEmpty ? nil : known.reduce(0, +)
    }
    func rate(_ name: String) -> String { Self.amount(sum { workers[$0].rate(name, since: before($0)) }) }
    let lag = sum { workers[$0].lag }
    return Line(
      weight: .plain,
      text: "\(rate("records_total")) records/s, \(rate("events_total")) events/s, "
        + "\(rate("dead_letters_total")) dead letters/s, \(lag.map { Self.amount($0) } ?? (workers.contains(where: \.hasCommit) ? "lag unknown" : "no commit, lag unknown"))"
        + (lag == nil ? "" : " behind")
        + (unread.isEmpty ? "" : " at least: \(unread.count) partitions are not read by these"))
  }

  /// The partitions of the input topics that none of the workers reads which answer.
  ///
  /// Only what a worker tells is known: without one that reads a part of a topic there is none.
  var unread: [String] {
    var sizes: [String: Int] = [:]
    for worker in workers { sizes.merge(worker.inputPartitions, uniquingKeysWith: max) }
    let read = Set(workers.flatMap { $0.partitions.map(\.place) })
    return sizes.sorted { $0.key < $1.key }.flatMap { topic, count in
      (0..<min(count, Self.partitionLimit)).map { "\(topic)/\($0)" }.filter { !read.contains($0) }
    }
  }

  /// More is no number of partitions, whatever answers at the address.
  private static let partitionLimit = 100_000

  private var unreadLines: [Line] {
    let places = unread
    guard !places.isEmpty else { return [] }
    let shown = places.prefix(20).joined(separator: ", ")
    let more = places.count > 20 ? " and \(places.count - 20) more" : ""
    return [
      Line(weight: .bad, text: Terminal.sanitize("\(shown)\(more): read by none of these workers", limit: 400))
    ]
  }

  private let workerColumns: [(heading: String, alignment: TextTable.Alignment)] = [
    ("WORKER", .left), ("STATE", .left), ("RECORDS/S", .right), ("EVENTS/S", .right), ("DEAD/S", .right),
    ("MB/S", .right), ("LAG", .right), ("IN FLIGHT", .right), ("WAITED", .right), ("REBAL.", .right),
    ("ACK P50", .right), ("P99", .right), ("END P99", .right), ("OLDEST", .right), ("COMMIT", .right),
    ("MEMORY", .right),
  ]

  private var workerRows: [(Line.Weight, [String])] {
    workers.indices.compactMap { index in
      let worker = workers[index]
      guard worker.metrics != nil else { return nil }
      let earlier = before(index)
      let waited = worker.rate("back_pressure_seconds_total", since: earlier)
      let state = worker.isReady ? worker.isSuspended ? "waits" : "ready" : "not ready"
      let weight: Line.Weight = worker.isReady ? worker.isSuspended ? .warning : .good : .bad
      return (
        weight,
        [
          worker.name, state, Self.amount(worker.rate("records_total", since: earlier)),
          Self.amount(worker.rate("events_total", since: earlier)),
          Self.amount(worker.rate("dead_letters_total", since: earlier)),
          worker.rate("received_bytes_total", since: earlier).map { Self.decimal($0 / 1e6) } ?? "-",
          worker.lag.map { Self.amount($0) } ?? (worker.hasCommit ? "-" : "no commit"),
          Self.amount(worker.inFlightOutputs),
          waited.map { "\(Int(min(1, $0) * 100)) %" } ?? "-", Self.amount(worker.rebalances),
          Self.duration(worker.quantile(0.5, of: "produce_latency_seconds", since: earlier)),
          Self.duration(worker.quantile(0.99, of: "produce_latency_seconds", since: earlier)),
          Self.duration(worker.quantile(0.99, of: "end_to_end_latency_seconds", since: earlier)),
          Self.duration(worker.oldestWaiting), Self.duration(worker.lastCommitAge),
          worker.memory.map { "\(Self.decimal($0 / 1_048_576)) MiB" } ?? "-",
        ]
      )
    }
  }

  private func table(
    _ columns: [(heading: String, alignment: TextTable.Alignment)], _ rows: [(Line.Weight, [String])],
    width: Int = .max
  ) -> [Line] {
    guard !rows.isEmpty else { return [] }
    var texts: [String] = []
    for count in stride(from: columns.count, to: 0, by: -1) {
      var table = TextTable(Array(columns.prefix(count)))
      for row in rows { table.add(Array(row.1.prefix(count))) }
      texts = table.text.split(separator: "\n").map(String.init)
      if texts.allSatisfy({ $0.count <= width }) { break }
    }
    return zip([.heading] + rows.map(\.0), texts).map { Line(weight: $0, text: $1) }
  }

  /// Counters by a label, of all workers together, with their rates.
  private func sums(
    _ counts: (WatchedWorker) -> [String: Double], _ metric: String, _ label: String
  ) -> [(name: String, rate: Double?, count: Double)] {
    var all: [String: Double] = [:]
    var rates: [String: Double] = [:]
    var hasRates = false
    for index in workers.indices {
      let worker = workers[index]
      for (name, count) in counts(worker) { all[name, default: 0] += count }
      guard let earlier = before(index), earlier.metrics != nil, worker.metrics != nil else { continue }
      let seconds = (worker.at - earlier.at) / .seconds(1)
      guard seconds > 0 else { continue }
      hasRates = true
      let old = counts(earlier)
      for (name, count) in counts(worker) { rates[name, default: 0] += max(0, count - (old[name] ?? 0)) / seconds }
    }
    return all.map { ($0.key, hasRates ? rates[$0.key] ?? 0 : nil, $0.value) }
      .sorted { ($1.2, $0.0) < ($0.2, $1.0) }
  }

  private func section(
    _ title: String, _ columns: [String], _ rows: [(name: String, rate: Double?, count: Double)]
  ) -> [Line] {
    guard !rows.isEmpty else { return [] }
    return [Line(weight: .plain, text: ""), Line(weight: .heading, text: title)]
      + table(
        [(columns[0], .left), (columns[1], .right), (columns[2], .right)],
        rows.prefix(20).map { (.plain, [$0.name, Self.amount($0.rate), Self.amount($0.count)]) })
  }

  private var partitionLines: [Line] {
    let rows = workers.flatMap { worker in
      worker.partitions.map { partition in
        (
          Line.Weight.plain,
          [
            partition.place,
            partition.lag.map { Self.amount($0) } ?? (partition.committed == nil ? "no commit" : "-"),
            Self.amount(partition.committed),
            Self.amount(partition.end), worker.name,
          ]
        )
      }
    }
    guard !rows.isEmpty else { return [] }
    return [Line(weight: .plain, text: ""), Line(weight: .heading, text: "PARTITIONS")]
      + table(
        [("PARTITION", .left), ("LAG", .right), ("COMMITTED", .right), ("END", .right), ("WORKER", .left)], rows)
  }

  // MARK: - For machines

  /// One line of JSON; what is not known is null.
  var json: String {
    JSONText.object([
      ("time", .string(time)), ("reachable", .number(Int64(reachable))),
      ("unread_partitions", .array(unread.map { .string($0) })),
      ("workers", .array(workers.indices.map { json(of: $0) })),
    ]).line
  }

  private func json(of index: Int) -> JSONText {
    let worker = workers[index]
    let earlier = before(index)
    func whole(_ value: Double?) -> JSONText { .optional(value.flatMap { Int64(exactly: $0.rounded()) }) }
    func milliseconds(_ value: Double?) -> JSONText { whole(value.map { $0 * 1000 }) }
    func counts(_ counts: [String: Double]) -> JSONText {
      .object(counts.sorted { $0.key < $1.key }.map { ($0.key, whole($0.value)) })
    }
    let isThere = worker.metrics != nil
    var members: [(String, JSONText)] = [
      ("worker", .string(worker.name)), ("reachable", .boolean(isThere)),
      ("failure", .optional(isThere ? nil : worker.failure)), ("ready", .boolean(worker.isReady)),
      ("reading_suspended", .boolean(worker.isSuspended)),
    ]
    for name in ["records", "events", "dead_letters", "received_bytes"] {
      members.append(("\(name)_per_second", whole(worker.rate("\(name)_total", since: earlier))))
    }
    members += [
      ("back_pressure_ms_per_second", milliseconds(worker.rate("back_pressure_seconds_total", since: earlier))),
      ("lag", whole(worker.lag)), ("in_flight_outputs", whole(worker.inFlightOutputs)),
      ("in_flight_bytes", whole(worker.inFlightBytes)), ("rebalances", whole(worker.rebalances)),
      ("oldest_unacknowledged_ms", milliseconds(worker.oldestWaiting)),
      ("last_commit_age_ms", milliseconds(worker.lastCommitAge)), ("resident_bytes", whole(worker.memory)),
    ]
    for name in ["produce_latency", "end_to_end_latency"] {
      for (suffix, share) in [("p50", 0.5), ("p99", 0.99)] {
        members.append(
          ("\(name)_\(suffix)_ms", milliseconds(worker.quantile(share, of: "\(name)_seconds", since: earlier))))
      }
    }
    members += [
      ("dead_letters", counts(worker.deadLetters)), ("gaps", counts(worker.gaps)),
      (
        "partitions",
        .array(
          worker.partitions.map {
            .object([
              ("partition", .string($0.place)), ("lag", whole($0.lag)), ("committed", whole($0.committed)),
              ("end", whole($0.end)),
            ])
          })
      ),
    ]
    return .object(members)
  }

  // MARK: - Numbers

  static func amount(_ value: Double?) -> String {
    guard let value, let whole = Int64(exactly: value.rounded()) else { return "-" }
    return value > 0 && value < 9.95 && value != value.rounded() ? decimal(value) : grouped(whole)
  }

  static func decimal(_ value: Double) -> String {
    guard let tenths = Int64(exactly: (value * 10).rounded()) else { return "-" }
    return "\(grouped(tenths / 10)).\(abs(tenths % 10))"
  }

  static func duration(_ seconds: Double?) -> String {
    guard let seconds, let milliseconds = Int64(exactly: (seconds * 1000).rounded()) else { return "-" }
    return milliseconds < 1000
      ? "\(milliseconds) ms"
      : milliseconds < 60_000
        ? "\(decimal(seconds)) s" : OffsetsReport.age(milliseconds)
  }
}

/// Looks at the metrics of workers again and again, and keeps the moment before for the rates.
public final class Watch {
  private let fetch: MetricsFetch
  private var last: [WatchedWorker] = []

  public init(_ addresses: [MetricsAddress]) { fetch = MetricsFetch(addresses) }

  /// How many workers answered the last time.
  public private(set) var reachable = 0

  /// Asks all workers, for three seconds at the most; nil if `shouldStop` said so meanwhile.
  public func look(shouldStop: () -> Bool) -> WatchFrame? {
    guard let workers = fetch.read(shouldStop: shouldStop) else { return nil }
    let frame = WatchFrame(workers: workers, earlier: last, time: WallTime.now().rfc3339)
    last = workers
    reachable = frame.reachable
    return frame
  }
}

extension WatchFrame {
  /// All of it, for a place that is no terminal.
  public var plainText: String { lines.map { $0.text + "\n" }.joined() }

  /// One line of JSON without its newline.
  public var jsonLine: String { json }

  /// The lines that fit on a screen, each cut at its right edge.
  public func screen(rows: Int, columns: Int) -> [Line] {
    let lines = lines(columns: columns)
    let height = max(1, rows - 1)
    let cut = lines.count > height ? Array(lines.prefix(height - 1)) : lines
    let more =
      lines.count > height
      ? [Line(weight: .warning, text: "\(lines.count - cut.count) more lines do not fit; make the window larger")] : []
    return (cut + more).map { Line(weight: $0.weight, text: String($0.text.prefix(max(1, columns)))) }
  }
}
