import ECS
import Kafka
import Normalizer
import Operations
import Patterns
import Testing

@Suite struct RedriveTests {
  private static let catalogue = Result { try Catalogue.builtIn() }

  private let cluster: TestCluster
  private let dead: String
  private let target: String

  init() throws {
    cluster = try TestCluster()
    dead = try cluster.createTopic("dead")
    target = try cluster.createTopic("target")
  }

  private static let good =
    #"{"properties":{"ident":"sshd","Msg":"Accepted password for bob from 192.0.2.7 port 50122 ssh2"}}"#
  private static let gap = #"{"properties":{"ident":"sshd","Msg":"unheard of"}}"#

  private func letter(
    _ value: String?, _ headers: [(String, String)] = [], reason: String = "unmatched_message", key: String? = nil
  ) -> TestCluster.Record {
    TestCluster.Record(
      value: value, key: key,
      headers: [("own", "kept")] + [("dead_letter.reason", reason), ("dead_letter.topic", "raw")]
        + headers.map { ("dead_letter." + $0.0, $0.1) })
  }

  private func redrive(
    direct: Bool = false, execute: Bool = true, stopAfter limit: Int = .max,
    _ change: (inout RedriveRequest) -> Void = { _ in }
  ) throws -> RedriveReport {
    var request = RedriveRequest(
      target: direct ? .output(topic: target) : .input(topic: target), inputTopic: "raw", groupPrefix: "ecs")
    request.isExecuted = execute
    // The topic "raw" is not there; `VerificationTests` has one that is.
    request.trustsUnverified = true
    request.claimsGroup = false
    change(&request)
    let redrive = Redrive(request, of: dead, access: cluster.access, catalogue: try Self.catalogue.get())
    var asked = 0
    return try redrive.run(
      shouldStop: {
        asked += 1
        return asked > limit
      }, progress: { _, _ in })
  }

  /// What stands in the target: values and headers, in order.
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

  private func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

  @Test func `value, key and own headers go back as they were, with one more attempt and no other mark`() throws {
    try cluster.produce(
      [
        letter("\u{FEFF} {not json", [("attempts", "1"), ("detail", "x")], reason: "invalid_json", key: "k"),
        letter(nil),
      ],
      to: dead)
    let report = try redrive()
    #expect(report.sent == 2)
    #expect(report.stillDead == ["invalid_json": 1, "empty_value": 1])
    let letters = try arrived()
    #expect(letters.map { text($0.value) } == ["\u{FEFF} {not json", nil])
    #expect(letters.map { text($0.key) } == ["k", nil])
    #expect(letters.map(\.attempts) == [2, 1])
    #expect(letters.allSatisfy { $0.reason == "" && $0.detail == "" && $0.sourceTopic == "" })
    #expect(letters.allSatisfy { $0.otherHeaders.map(\.name) == ["own"] })
  }

  @Test func `a dry run sends nothing and keeps no place`() throws {
    try cluster.produce([letter(Self.good), letter(Self.gap)], to: dead)
    for _ in 0..<2 {
      let report = try redrive(execute: false)
      #expect(report.sent == 2)
      #expect(report.healed == 1)
      #expect(report.text.hasSuffix("dry run: nothing sent. Add --execute to send.\n"))
    }
    #expect(try arrived().isEmpty)
  }

  @Test func `a second run sends only what came since, with whatever filter`() throws {
    try cluster.produce([letter(Self.gap), letter(Self.gap)], to: dead)
    #expect(try redrive().sent == 2)
    #expect(try redrive().sent == 0)
    try cluster.produce([letter(Self.gap)], to: dead)
    let third = try redrive()
    #expect(third.sent == 1)
    #expect(third.passedBefore == 2)
    #expect(try redrive { $0.filter.reasons = ["unmatched_message"] }.sent == 0)
  }

  @Test func `a run that was stopped goes on where it was`() throws {
    try cluster.produce((0..<10).map { letter("\($0)") }, to: dead)
    let first = try redrive(stopAfter: 4)
    #expect(first.isStopped)
    #expect(first.sent == 4)
    #expect(try redrive().sent == 6)
    #expect(try arrived().compactMap { text($0.value) } == (0..<10).map { "\($0)" })
  }

  @Test func `a redrive that holds its group commits as its member, and the next one goes on behind it`() throws {
    try cluster.produce((0..<3).map { letter("\($0)") }, to: dead)
    #expect(try redrive { $0.claimsGroup = true }.sent == 3)
    #expect(try redrive().sent == 0)
  }

  @Test func `what was sent back too often, cut or emitted is left`() throws {
    try cluster.produce(
      [
        letter(Self.good, [("attempts", "3")]), letter(Self.good, [("truncated", "cut")]),
        letter(Self.good, [("emitted", "true")]), letter(Self.good, [("attempts", "2")]),
      ], to: dead)
    let report = try redrive()
    #expect(report.sent == 1)
    #expect(report.left == [.attempts: 1, .truncated: 1, .emitted: 1])
    #expect(try arrived().map(\.attempts) == [3])
    #expect(try redrive { $0.includesEmitted = true }.sent == 1)
  }

  @Test func `only what is healed is sent where that is wanted`() throws {
    try cluster.produce([letter(Self.gap), letter(Self.good)], to: dead)
    let report = try redrive { $0.onlyHealed = true }
    #expect(report.sent == 1)
    #expect(report.left == [.dead: 1])
    #expect(try arrived().map { text($0.value) } == [Self.good])
  }

  @Test func `direct writes events under the id of the original, its place in the batch included`() throws {
    let place = [("partition", "3"), ("offset", "42"), ("timestamp", "1700000000123")]
    try cluster.produce(
      [
        letter(Self.good, place, key: "k"), letter(Self.good, place + [("record", "2")]), letter(Self.gap, place),
        // Bytes that would be a batch's inside if they were put into one.
        letter("1,\(Self.good)", place + [("record", "1")], reason: "invalid_json"),
      ], to: dead)
    let report = try redrive(direct: true) { $0.options.format = .ecs }
    #expect(report.sent == 2)
    #expect(report.stillDead == ["unmatched_message": 1, "not_a_record": 1])
    let events = try arrived()
    #expect(text(events.first?.value)?.contains(#""id":"raw/3/42""#) == true)
    #expect(text(events.last?.value)?.contains(#""id":"raw/3/42/2""#) == true)
    #expect(events.map(\.writtenMilliseconds) == [1_700_000_000_123, 1_700_000_000_123])
    #expect(text(events.first?.key) == "k")
    #expect(events.allSatisfy { $0.attempts == 0 && $0.otherHeaders.map(\.name) == ["own"] })
  }

  @Test func `a redrive into its own topic is refused`() throws {
    var request = RedriveRequest(target: .input(topic: dead), inputTopic: "raw", groupPrefix: "ecs")
    request.isExecuted = true
    let redrive = Redrive(request, of: dead, access: cluster.access, catalogue: try Self.catalogue.get())
    #expect { try redrive.run(shouldStop: { false }, progress: { _, _ in }) } throws: {
      ($0 as? OperationFailure)?.exitCode == 2
    }
  }

  @Test func `filters and trial hide nothing either`() throws {
    try cluster.produce(
      (0..<9).map { number in
        letter(number % 3 == 0 ? Self.good : Self.gap, [("program", number % 2 == 0 ? "sshd" : "su")], key: "\(number)")
      }, to: dead)
    #expect(try redrive { $0.filter.programs = ["su"] }.sent == 4)
    #expect(try redrive { $0.onlyHealed = true }.sent == 2)
    #expect(try redrive(stopAfter: 1).sent == 1)
    #expect(try redrive().sent == 2)
    #expect(try arrived().compactMap { text($0.key) } == ["1", "3", "5", "7", "0", "6", "2", "4", "8"])
  }

  @Test func `only dead letters of the input are sent, and nothing that is none`() throws {
    try cluster.produce(
      [
        letter(Self.good, key: "own"),
        TestCluster.Record(
          value: Self.good, key: "other", headers: [("dead_letter.reason", "x"), ("dead_letter.topic", "raw2")]),
        TestCluster.Record(value: Self.good, key: "none", headers: [("own", "x")]),
      ], to: dead)
    let report = try redrive()
    #expect(report.sent == 1)
    #expect(report.left == [.otherTopic: 1, .noDeadLetter: 1])
    #expect(report.text.contains("1 left, since they have no dead_letter.* headers\n"))
    #expect(try arrived().compactMap { text($0.key) } == ["own"])
    #expect(try redrive { $0.acceptsAnyTopic = true }.left == [.noDeadLetter: 1])
    #expect(try arrived().compactMap { text($0.key) } == ["own", "own", "other"])
  }

  @Test func `a record goes back with the time that it had`() throws {
    try cluster.produce([letter(Self.good, [("timestamp", "1700000000123")])], to: dead)
    _ = try redrive()
    #expect(try arrived().map(\.sourceMilliseconds) == [1_700_000_000_123])
  }

  @Test func `the group's name follows from what is wanted`() {
    var request = RedriveRequest(target: .input(topic: "raw"), inputTopic: "raw", groupPrefix: "ecs")
    let name = request.group
    #expect(name == RedriveRequest(target: .input(topic: "raw"), inputTopic: "raw", groupPrefix: "ecs").group)
    #expect(name.hasPrefix("ecs-redrive-") && name.utf8.count == 20)
    request.rate = 5
    request.filter.programs = ["sshd"]
    request.onlyHealed = true
    request.range.since = 1
    #expect(request.group == name)
    request.acceptsAnyTopic = true
    #expect(request.group != name)
    request.groupName = "mine"
    #expect(request.group == "mine")
  }
}
