import Logging

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
