import Testing

@testable import Operations

@Suite struct `Watching workers` {
  private static let start = ContinuousClock.now

  private func worker(_ text: String, name: String = "w:1", after seconds: Int = 0) -> WatchedWorker {
    WatchedWorker(
      name: name, at: Self.start + .seconds(seconds), metrics: MetricsText(text), failure: "")
  }

  private func frame(_ text: String, before: String? = nil) -> WatchFrame {
    WatchFrame(workers: [worker(text, after: 2)], earlier: before.map { [worker($0)] } ?? [], time: "now")
  }

  @Test func `samples are read with their labels and escapes, and what makes no sense is left out`() {
    let text = MetricsText(
      "# HELP a b\na 1\na{x=\"1\",y=\"q\\\"\\\\\\n\"} 2.5 1700\nb{x=\"1} 3\nc nan\nd\ne{le=\"+Inf\"} +Inf\n{} 4\nf 1e3\r\n"
    )
    #expect(text.samples["a"]?.map(\.value) == [1, 2.5])
    #expect(text.samples["a"]?.last?.labels == ["x": "1", "y": "q\"\\\n"])
    #expect(text.samples["e"]?.first?.value == .infinity)
    #expect(text.samples.keys.sorted() == ["a", "e", "f"])
  }

  @Test func `a rate needs an earlier moment and a counter that did not begin again`() {
    let now = worker("azure_linux_ecs_records_total 100\n", after: 2)
    #expect(now.rate("records_total", since: worker("azure_linux_ecs_records_total 40\n")) == 30)
    #expect(now.rate("records_total", since: nil) == nil)
    #expect(now.rate("records_total", since: worker("azure_linux_ecs_records_total 101\n")) == nil)
    #expect(now.rate("events_total", since: now) == nil)
  }

  @Test func `quantiles are those since the moment before, and of all where nothing came since`() throws {
    func buckets(_ counts: [Int]) -> String {
      zip(["0.1", "1", "+Inf"], counts).map { "azure_linux_ecs_produce_latency_seconds_bucket{le=\"\($0)\"} \($1)\n" }
        .joined()
    }
    let before = worker(buckets([100, 100, 100]))
    let now = worker(buckets([100, 110, 110]), after: 2)
    #expect(try abs(#require(now.quantile(0.5, of: "produce_latency_seconds", since: before)) - 0.55) < 1e-9)
    #expect(try #require(now.quantile(0.5, of: "produce_latency_seconds", since: nil)) < 0.1)
    #expect(now.quantile(0.5, of: "produce_latency_seconds", since: now) != nil)
    #expect(worker(buckets([0, 0, 5])).quantile(0.99, of: "produce_latency_seconds", since: nil) == 1)
    #expect(worker("").quantile(0.5, of: "produce_latency_seconds", since: nil) == nil)
  }

  @Test func `lag without a commit is not shown as nothing`() {
    let text = frame("azure_linux_ecs_end_offset{topic=\"raw\",partition=\"0\"} 7\n").plainText
    #expect(text.contains("no commit, lag unknown"))
    #expect(text.split(separator: "\n").contains { $0.hasPrefix("raw/0") && $0.contains("no commit") })
  }

  @Test func `partitions stand in the order of their numbers`() {
    let lines = (0..<12).map { "azure_linux_ecs_end_offset{topic=\"raw\",partition=\"\($0)\"} 7\n" }.reversed().joined()
    #expect(worker(lines).partitions.map(\.place) == (0..<12).map { "raw/\($0)" })
  }

  @Test func `what a terminal would obey never reaches it`() {
    let hostile = frame("azure_linux_ecs_gaps_total{program=\"\u{1B}[2J\u{202E}evil\u{7}\"} 3\n")
    let dead = WatchFrame(
      workers: [WatchedWorker(name: "w\u{1B}[31m", at: .now, metrics: nil, failure: "\u{1B}]0;x\u{7}")], earlier: [],
      time: "now")
    for text in [hostile.plainText, dead.plainText, hostile.jsonLine, dead.jsonLine] {
      #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0.value != 0x7F) })
    }
    #expect(!hostile.plainText.contains("\u{202E}"))
    #expect(hostile.plainText.contains("evil"))
  }

  @Test func `a worker that does not answer is named with the reason beside those that do`() {
    let frame = WatchFrame(
      workers: [
        worker("azure_linux_ecs_ready 1\n"), WatchedWorker(name: "b:2", at: .now, metrics: nil, failure: "refused"),
      ], earlier: [], time: "now")
    #expect(frame.plainText.contains("b:2 does not answer: refused"))
    #expect(frame.reachable == 1)
    #expect(frame.jsonLine.contains(#""worker":"b:2","reachable":false,"failure":"refused""#))
  }

  @Test func `partitions that nobody reads are named, and the lag is one of the others`() {
    let text =
      "azure_linux_ecs_ready 1\nazure_linux_ecs_input_partitions{topic=\"raw\"} 4\nazure_linux_ecs_lag 0\n"
      + [0, 2].map { place in
        "azure_linux_ecs_end_offset{topic=\"raw\",partition=\"\(place)\"} 7\n"
          + "azure_linux_ecs_committed_offset{topic=\"raw\",partition=\"\(place)\"} 7\n"
      }.joined()
    #expect(frame(text).plainText.contains("raw/1, raw/3: read by none of these workers"))
    #expect(frame(text).plainText.contains("0 behind at least: 2 partitions are not read by these"))
    #expect(frame(text).jsonLine.contains(#""unread_partitions":["raw/1","raw/3"]"#))
    #expect(!frame(text.replacing("} 4", with: "} 1")).plainText.contains("read by none"))
    #expect(!frame("azure_linux_ecs_input_partitions{topic=\"raw\"} 1e18\n").plainText.isEmpty)
  }

  @Test func `the lag is not known while no broker answers, which is not a missing commit`() {
    let text = frame("azure_linux_ecs_committed_offset{topic=\"raw\",partition=\"0\"} 7\n").plainText
    #expect(text.contains("lag unknown") && !text.contains("no commit"), "\(text)")
  }

  @Test func `a narrow window has fewer columns and no cut ones`() throws {
    let frame = frame("azure_linux_ecs_ready 1\nazure_linux_ecs_records_total 5\n")
    let narrow = frame.screen(rows: 24, columns: 80).map(\.text)
    let heading = try #require(narrow.first { $0.hasPrefix("WORKER") })
    #expect(heading.contains("EVENTS/S") && !heading.contains("MEMORY"))
    #expect(frame.plainText.contains("MEMORY"))
  }

  @Test func `a screen is never larger than the window`() {
    let lines = (0..<200).map { "azure_linux_ecs_end_offset{topic=\"raw\",partition=\"\($0)\"} 7\n" }.joined()
    for (rows, columns) in [(24, 80), (5, 20), (2, 1), (1, 1)] {
      let screen = frame(lines).screen(rows: rows, columns: columns)
      #expect(screen.count <= max(1, rows - 1) && screen.allSatisfy { $0.text.count <= columns })
    }
  }

  @Test(arguments: [
    ("127.0.0.1:9464", "http://127.0.0.1:9464/metrics", "127.0.0.1:9464"),
    ("http://a:1/", "http://a:1/metrics", "a:1"), ("https://a/x/metrics?t=1", "https://a/x/metrics?t=1", "a/x/metrics"),
    ("http://user:secret@[::1]:9", "http://user:secret@[::1]:9/metrics", "[::1]:9"),
  ])
  func `an address is completed, and shown without a password`(text: String, url: String, name: String) throws {
    let address = try MetricsAddress(text)
    #expect(address.url == url && address.name == name)
  }

  @Test(arguments: ["", "http://", "ftp://a", "file:///etc/passwd", "a b", "a\n", "ä:1", "http:///x"])
  func `what is no address is refused`(text: String) {
    #expect(throws: OperationFailure.self) { try MetricsAddress(text) }
  }
}
