import Testing

@testable import StatusServer

@Suite struct `The page` {
  private func html(_ snapshot: StatusSnapshot, _ history: History = History()) -> String {
    StatusPage(snapshot: snapshot, health: Health(of: snapshot), history: history).html
  }

  @Test func `shows how the worker is`() {
    let html = html(.working)
    for text in [
      "Working", "no commit", "unmatched_message", "7.0 %", "worker-1", "2 of 6", "ecs", "843+2 (mine.patterns)",
      "kafka:9092/1", "2 ms", "2.0 s ago",
    ] {
      #expect(html.contains(text), "\(text)")
    }
    #expect(!html.contains("invalid_json"))
  }

  @Test func `needs nothing from elsewhere and runs no script`() {
    let html = html(.working)
    for text in ["<script", "http://", "https://", "@import", "url(", "onclick"] {
      #expect(!html.contains(text), "\(text)")
    }
    #expect(html.contains("prefers-color-scheme:dark"))
    #expect(html.contains("width=device-width"))
  }

  @Test func `takes no markup and no control characters out of names`() {
    var snapshot = StatusSnapshot.working
    snapshot.gaps = [NamedCount("<script>alert('1')</script>\u{202E}&\u{1B}", 1)]
    snapshot.group = "<b>"
    let html = html(snapshot)
    #expect(!html.contains("<script>"))
    #expect(html.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;\\u{202E}&amp;\\u{1B}"))
    #expect(html.contains("<b>&lt;b&gt;</b>"))
  }

  @Test func `says whose lag it shows, and that it is not known while no broker answers`() {
    #expect(html(.working).contains("<dt>behind in its partitions</dt><dd>12</dd>"))
    var snapshot = StatusSnapshot.working
    for index in snapshot.partitions.indices { snapshot.partitions[index].end = nil }
    #expect(html(snapshot).contains("<dt>behind in its partitions</dt><dd>unknown, no broker answers</dd>"))
  }

  @Test func `says why the worker is not ready`() {
    var snapshot = StatusSnapshot.working
    snapshot.isMember = false
    #expect(html(snapshot).contains("Not ready: the group has not assigned partitions yet"))
    snapshot.lastPollAge = .seconds(400)
    #expect(html(snapshot).contains("Stuck: the worker"))
  }

  @Test func `stays small with thousands of partitions`() {
    var snapshot = StatusSnapshot.working
    snapshot.partitions = (0..<5000).map { PartitionReading(partition: $0) }
    #expect(html(snapshot).utf8.count < 40_000)
    #expect(html(snapshot).contains("and 4900 more"))
  }

  @Test func `draws the rate of the last minutes`() {
    let start = ContinuousClock.now
    var history = History()
    for index in 0..<100 { history.add(records: index * 50, at: start + .seconds(5 * index)) }
    #expect(history.ratesPerSecond == Array(repeating: 10, count: History.length))
    #expect(html(.working, history).contains("<polyline"))
  }

  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567")])
  func `groups digits`(_ number: Int, _ text: String) {
    #expect(StatusPage.grouped(number) == text)
  }
}
