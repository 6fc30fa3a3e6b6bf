import ECS
import Kafka
import Normalizer
import Operations
import Patterns
import Testing

/// What a dead letter says is believed only as far as the input confirms it.
@Suite struct VerificationTests {
  private static let catalogue = Result { try Catalogue.builtIn() }
  private static let good =
    #"{"properties":{"ident":"sshd","Msg":"Accepted password for bob from 192.0.2.7 port 50122 ssh2"}}"#
  private static let time: Int64 = 1_700_000_000_123

  private let cluster: TestCluster
  private let raw: String
  private let dead: String
  private let target: String

  init() throws {
    cluster = try TestCluster()
    raw = try cluster.createTopic("raw")
    dead = try cluster.createTopic("dead")
    target = try cluster.createTopic("target")
  }

  /// What a worker would write for a record of the input.
  private func letter(
    _ value: String?, offset: Int64, _ changes: [String: String?] = [:], key: String? = nil,
    own: [(String, String)] = [("own", "kept")]
  ) -> TestCluster.Record {
    var headers: [String: String] = [
      "reason": "unmatched_message", "topic": raw, "partition": "0", "offset": "\(offset)", "timestamp": "\(Self.time)",
      "group": "ecs", "worker": "azure-linux-ecs/1", "attempts": "0",
    ]
    for (name, value) in changes { headers[name] = value }
    return TestCluster.Record(
      value: value, key: key,
      headers: own + headers.sorted { $0.key < $1.key }.map { ("dead_letter." + $0.key, $0.value) })
  }

  private func record(_ value: String?, key: String? = nil, attempts: Int? = nil) -> TestCluster.Record {
    TestCluster.Record(
      value: value, key: key,
      headers: [("own", "kept")] + (attempts.map { [("dead_letter.attempts", "\($0)")] } ?? []),
      timestampMilliseconds: Self.time)
  }

  private func redrive(
    direct: Bool = false, _ change: (inout RedriveRequest) -> Void = { _ in }
  ) throws -> RedriveReport {
    var request = RedriveRequest(
      target: direct ? .output(topic: target) : .input(topic: target), inputTopic: raw, groupPrefix: "ecs")
    request.isExecuted = true
    request.claimsGroup = false
    request.options.format = .ecs
    change(&request)
    let redrive = Redrive(request, of: dead, access: cluster.access, catalogue: try Self.catalogue.get())
    return try redrive.run(shouldStop: { false }, progress: { _, _ in })
  }

  private func arrived() throws -> [DeadLetter] {
    var letters: [DeadLetter] = []
    try DeadLetterReader(topic: target, access: cluster.access)
      .read(
        ScanRange(), filter: DeadLetterFilter(), copiesBytes: true, progress: { _, _ in },
        each: { letter in
          letters.append(letter)
          return true
        })
    return letters
  }

  @Test func `what stands in the input as the dead letter has it is sent`() throws {
    try cluster.produce([record("first"), record(Self.good, key: "k"), record(nil)], to: raw)
    try cluster.produce(
      [letter("first", offset: 0), letter(Self.good, offset: 1, key: "k"), letter(nil, offset: 2)], to: dead)
    let report = try redrive()
    #expect(report.sent == 3)
    #expect(report.left.isEmpty)
  }

  @Test func `what does not is left, and is sent where the user trusts it`() throws {
    try cluster.produce([record(Self.good, key: "k")], to: raw)
    let forged = [
      letter("other", offset: 0, key: "k"), letter(Self.good, offset: 0, key: "x"),
      letter(Self.good, offset: 0, key: "k", own: [("own", "other")]), letter(Self.good, offset: 0, key: "k", own: []),
      letter(Self.good, offset: 0, ["timestamp": "9223372036854775807"], key: "k"),
      letter(Self.good, offset: 0, ["record": "0"], key: "k"), letter(Self.good, offset: 9, key: "k"),
      letter(Self.good, offset: 0, ["partition": "7"], key: "k"),
      letter(Self.good, offset: 0, ["reason": "x"], key: "k"),
      letter(Self.good, offset: 0, ["worker": nil], key: "k"),
      letter(Self.good, offset: 0, ["record": "100000"], key: "k"),
      letter(Self.good, offset: 0, ["offset": "9223372036854775807"], key: "k"),
    ]
    try cluster.produce(forged, to: dead)
    let report = try redrive()
    #expect(report.sent == 0)
    #expect(report.left == [.differs: 6, .gone: 2, .incomplete: 4])
    #expect(try arrived().isEmpty)
    let trusting = try redrive { $0.trustsUnverified = true }
    #expect(trusting.sent == 12)
    #expect(trusting.unverified == 12)
  }

  @Test func `attempts are the record's own, whatever the dead letter says`() throws {
    try cluster.produce(
      [record(Self.good), record(Self.good, attempts: 2), record(Self.good, attempts: 999_999)], to: raw)
    try cluster.produce(
      [
        letter(Self.good, offset: 0, ["attempts": "999999"]), letter(Self.good, offset: 1, ["attempts": "0"]),
        letter(Self.good, offset: 2, ["attempts": "0"]),
      ], to: dead)
    let report = try redrive()
    #expect(report.left == [.attempts: 1])
    #expect(try arrived().map(\.attempts) == [1, 3])
    #expect(try redrive { $0.attemptLimit = 1000 }.sent == 1)
  }

  @Test func `records of a batch are compared one by one, and their events have its place`() throws {
    let batch = "{\"records\":[\(Self.good), {\"x\":1} ,\(Self.good)]}"
    try cluster.produce([record("gap"), record(batch)], to: raw)
    try cluster.produce(
      [
        letter(Self.good, offset: 1, ["record": "2"]), letter(Self.good, offset: 1, ["record": "1"]),
        letter("{\"x\":1}", offset: 1, ["record": "1"]), letter(Self.good, offset: 1, ["record": "3"]),
        letter(batch, offset: 1),
      ], to: dead)
    let report = try redrive(direct: true)
    #expect(report.left == [.differs: 2, .dead: 2])
    let events = try arrived()
    #expect(events.count == 1)
    let text = String(decoding: events.first?.value ?? [], as: UTF8.self)
    #expect(text.contains("\"id\":\"\(raw)/0/1/2\""))
    #expect(events.map(\.writtenMilliseconds) == [Self.time])
  }

  @Test func `many are found in their order, also far apart and in several partitions`() throws {
    let wide = try cluster.createTopic("wide", partitionCount: 3)
    try cluster.produce(
      (0..<6000).map { number in
        var record = record("\(number)")
        record.partition = Int32(number % 3)
        return record
      }, to: wide)
    let numbers = [0, 1, 2, 3, 7, 9, 5000, 5001, 5997, 5999, 3000, 4]
    try cluster.produce(
      numbers.map { letter("\($0)", offset: Int64($0 / 3), ["topic": wide, "partition": "\($0 % 3)"]) }, to: dead)
    let report = try redrive { $0.inputTopic = wide }
    #expect(report.sent == numbers.count)
    #expect(try arrived().map { String(decoding: $0.value ?? [], as: UTF8.self) } == numbers.map(String.init))
  }

  @Test func `one that the target does not take stops nothing`() throws {
    let large = String(repeating: "x", count: 200_000)
    try cluster.produce([record("a"), record(large), record("b")], to: raw)
    try cluster.produce([letter("a", offset: 0), letter(large, offset: 1), letter("b", offset: 2)], to: dead)
    var small = cluster.access
    small.properties.set("message.max.bytes", to: "100000")
    var request = RedriveRequest(target: .input(topic: target), inputTopic: raw, groupPrefix: "ecs")
    request.isExecuted = true
    request.claimsGroup = false
    let redrive = Redrive(request, of: dead, access: small, catalogue: try Self.catalogue.get())
    let report = try redrive.run(shouldStop: { false }, progress: { _, _ in })
    #expect(report.sent == 2)
    #expect(report.refused == ["too large for the topic (max.message.bytes)": 1])
    #expect(report.text.contains("1 left, since the topic does not take them: too large"))
    #expect(try self.redrive().sent == 1)
  }

  @Test func `a batch that the broker refuses is sent one by one`() throws {
    try cluster.produce((0..<5).map { record("\($0)") }, to: raw)
    try cluster.produce((0..<5).map { letter("\($0)", offset: Int64($0)) }, to: dead)
    cluster.failProduces(with: [.invalidTimestamp, .invalidTimestamp])
    let report = try redrive()
    #expect(report.sent == 4)
    #expect(report.refused == ["time out of the topic's range (message.timestamp.*)": 1])
    #expect(try redrive().sent == 1)
    #expect(try arrived().count == 5)
  }
}
