import Kafka
import Operations
import Patterns
import TestSupport
import Testing

@Suite struct DeadLetterTests {
  private func letter(_ headers: [(String, String)], value: String? = nil, written: Int64 = 0) -> DeadLetter {
    var letter = DeadLetter(partition: 1, offset: 2, writtenMilliseconds: written)
    for (name, text) in headers { letter.set(name, text) }
    letter.value = value.map { Array($0.utf8) }
    return letter
  }

  @Test func `headers that make no sense leave their field unknown`() {
    let letter = letter([
      ("partition", "-1"), ("offset", "x"), ("record", "99999999999"), ("timestamp", ""), ("attempts", "-3"),
      ("emitted", "yes"), ("unknown", "x"), ("topic", "raw"),
    ])
    #expect(letter.source == "raw")
    #expect(letter.attempts == 0)
    #expect(!letter.isEmitted)
    #expect(letter.sourceMilliseconds == nil)
  }

  @Test func `the summary counts by everything that is known, the most frequent first`() {
    var summary = DeadLetterSummary()
    for (index, program) in ["sshd", "su", "sshd"].enumerated() {
      summary.add(
        letter(
          [
            ("reason", "unmatched_message"), ("program", program), ("topic", "raw"), ("partition", "3"),
            ("attempts", "1"),
          ],
          written: Int64(index) * 1000))
    }
    summary.add(letter([("reason", "invalid_json"), ("emitted", "true"), ("truncated", "cut")], written: 9000))
    let text = summary.text
    #expect(text.hasPrefix("4 dead letters, 1970-01-01T00:00:00.000Z to 1970-01-01T00:00:09.000Z\n"))
    #expect(text.contains("unmatched_message      3  75.0 %  1970-01-01T00:00:00.000Z  1970-01-01T00:00:02.000Z\n"))
    #expect(text.contains("raw/3                 3"))
    #expect(text.contains("3 came back after a redrive\n1 also written as an event\n1 cut"))
    #expect(
      summary.json.contains(
        #""programs":[{"name":"sshd","count":2,"first":"1970-01-01T00:00:00.000Z","last":"1970-01-01T00:00:02.000Z"},{"name":"su""#
      ))
    #expect(DeadLetterSummary().text == "no dead letters\n")
  }

  @Test func `names without end do not take the memory`() {
    var summary = DeadLetterSummary()
    for number in 0..<10_050 { summary.add(letter([("program", "p\(number)")])) }
    #expect(summary.json.contains(#"{"name":"(others)","count":50,"#))
  }

  private static let catalogue = Result { try Catalogue.builtIn() }

  private func view() throws -> DeadLetterView { DeadLetterView(catalogue: try Self.catalogue.get()) }

  @Test func `the failing byte is marked`() throws {
    let text = try view().text(letter([("reason", "invalid_json")], value: #"{"a":1,,}"#))
    #expect(text.contains("  {\"a\":1,,}\n         ^ byte 7\n"))
    let cut = try view().text(letter([("reason", "invalid_json")], value: #"{"a":"#))
    #expect(cut.contains("  {\"a\":<end>\n       ^^^^^ byte 5\n"))
  }

  @Test func `a byte that is not UTF-8 is shown as a number`() throws {
    var letter = letter([("reason", "invalid_utf8")])
    letter.value = Array(repeating: 0x61, count: 40) + [0xFF] + Array("b".utf8)
    let text = try view().text(letter)
    #expect(text.contains("...\(String(repeating: "a", count: 32))<FF>b\n"))
    #expect(text.contains("^^^^ byte 40"))
    #expect(try view().json(letter).contains(#""value_base64":"YWFh"#))
  }

  @Test func `a record is indented, and nothing in it reaches the terminal raw`() throws {
    var letter = letter(
      [("reason", "foreign_record"), ("host", "\u{1B}[31mvm"), ("detail", "a\u{202E}b")],
      value: "{\"a\":[1,{\"b\":\"x, {\u{202E}\u{7F}\"}],\"c\\\"\":null}")
    letter.otherHeaders = [("\u{7}bell", Array("\r\n".utf8))]
    letter.key = [0xFF, 0x1B]
    let text = try view().text(letter)
    #expect(text.contains("  {\n    \"a\": [\n      1,\n      {\n        \"b\": \"x, {\\u{202E}\\u{7F}\"\n"))
    for scalar in text.unicodeScalars where scalar != "\n" {
      #expect(scalar.value >= 0x20 && scalar.value != 0x7F && scalar.value != 0x202E)
    }
  }

  @Test func `a gap shows its text and how near a pattern came`() throws {
    let value =
      #"{"properties":{"ident":"sshd","Msg":"Accepted password for bob from 192.0.2.7 port x ssh2"}}"#
    let text = try view().text(letter([("reason", "unmatched_message")], value: value))
    #expect(text.contains("text         Accepted password for bob from"))
    #expect(text.contains("^"))
    #expect(text.contains("nearest      Accepted "))
    let now = try view().text(
      letter([("reason", "unmatched_message")], value: value.replacing("port x", with: "port 22")))
    #expect(now.contains("now fits     Accepted "))
    #expect(now.contains("to do        dead-letters redrive"))
  }

  @Test func `a null value and white space are said to be that`() throws {
    #expect(try view().text(letter([("reason", "empty_value")])).contains("value        null\n"))
    #expect(try view().text(letter([], value: " \n")).contains("2 bytes of white space"))
  }

  // MARK: - Reading

  private func produce(_ count: Int, partitions: Int32, on cluster: TestCluster) throws -> String {
    let topic = try cluster.createTopic("dead", partitionCount: partitions)
    try cluster.produce(
      (0..<count).map { number in
        TestCluster.Record(
          partition: Int32(number) % partitions, value: "\(number)", key: "k",
          headers: [("dead_letter.reason", number % 5 == 0 ? "invalid_json" : "unmatched_message"), ("own", "x")],
          timestampMilliseconds: 1_000_000 + Int64(number))
      }, to: topic)
    return topic
  }

  private func read(
    _ topic: String, _ range: ScanRange = ScanRange(), _ filter: DeadLetterFilter = DeadLetterFilter(),
    on cluster: TestCluster
  ) throws -> [DeadLetter] {
    var letters: [DeadLetter] = []
    var done = 0
    try DeadLetterReader(topic: topic, access: cluster.access)
      .read(
        range, filter: filter, copiesBytes: true, progress: { now, _ in done = now },
        each: { letter in
          letters.append(letter)
          return true
        })
    #expect(done >= letters.count)
    return letters
  }

  @Test func `a topic is read once and to its end`() throws {
    let cluster = try TestCluster()
    let topic = try produce(2000, partitions: 3, on: cluster)
    let letters = try read(topic, on: cluster)
    #expect(Set(letters.compactMap(\.value)).count == 2000)
    #expect(letters.count == 2000)
    #expect(letters.allSatisfy { $0.otherHeaders.map(\.name) == ["own"] && $0.key == Array("k".utf8) })
    #expect(try read(try cluster.createTopic("empty"), on: cluster).isEmpty)
  }

  @Test func `the newest so many are those of the whole topic, in the order of their times`() throws {
    let cluster = try TestCluster()
    let topic = try produce(100, partitions: 3, on: cluster)
    let letters = try read(topic, ScanRange(last: 7), on: cluster)
    #expect(letters.compactMap(\.value).map { String(decoding: $0, as: UTF8.self) } == (93..<100).map { "\($0)" })
  }

  @Test func `reason, partition and offset choose`() throws {
    let cluster = try TestCluster()
    let topic = try produce(30, partitions: 2, on: cluster)
    var filter = DeadLetterFilter()
    filter.reasons = ["invalid_json"]
    #expect(try read(topic, ScanRange(), filter, on: cluster).count == 6)
    filter.reasons = []
    filter.partition = 1
    filter.offset = 3
    #expect(try read(topic, ScanRange(), filter, on: cluster).map { $0.value } == [Array("7".utf8)])
    filter.partition = 9
    #expect(throws: OperationFailure.self) { try read(topic, ScanRange(), filter, on: cluster) }
  }

  @Test(.onRealBroker) func `since and until choose by the time of writing`() throws {
    let cluster = try TestCluster(real: KafkaCluster.shared.get().bootstrapServers)
    let topic = try produce(100, partitions: 2, on: cluster)
    let letters = try read(topic, ScanRange(since: 1_000_040, until: 1_000_060), on: cluster)
    #expect(letters.compactMap(\.writtenMilliseconds).sorted() == (40..<60).map { 1_000_000 + $0 })
  }

  @Test func `times that cannot be are refused`() throws {
    #expect(throws: OperationFailure.self) { try ScanRange(since: "yesterday", until: nil, last: nil, now: 0) }
    #expect(throws: OperationFailure.self) { try ScanRange(since: "1h", until: "2h", last: nil, now: 0) }
    #expect(
      try ScanRange(since: "2h", until: "1h", last: 3, now: 7_200_000) == ScanRange(since: 0, until: 3_600_000, last: 3)
    )
  }
}
