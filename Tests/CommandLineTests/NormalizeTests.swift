import Foundation
import Kafka
import TestSupport
import Testing

/// `normalize`: values in, events and dead letters out, line by line.
@Suite struct NormalizeTests {
  /// A record of a program without patterns, which is an event whatever its text.
  private func record(_ text: String) -> String {
    "{\"properties\":{\"ident\":\"myapp\",\"Msg\":\"\(text)\"},\"operationName\":\"LinuxSyslogEvent\"}"
  }

  private struct Line: Decodable {
    struct DeadLetter: Decodable {
      let reason: String
      let detail: String
      let value: String?
      let base64Value: String?

      private enum CodingKeys: String, CodingKey {
        case reason, detail, value
        case base64Value = "value_base64"
      }
    }
    struct Text: Decodable { let message: String }
    let event: Text?
    let deadLetter: DeadLetter?

    private enum CodingKeys: String, CodingKey {
      case event = "azure_linux"
      case deadLetter = "dead_letter"
    }

    /// The text of an event, the reason of a dead letter.
    var summary: String { event?.message ?? deadLetter?.reason ?? "neither" }
  }

  private func lines(_ bytes: [UInt8]) throws -> [Line] {
    try bytes.split(separator: UInt8(ascii: "\n")).map { try JSONDecoder().decode(Line.self, from: Data($0)) }
  }

  @Test func `good lines become events, exit code 0`() throws {
    let result = try ProgramUnderTest.run("normalize", input: record("one") + "\n" + record("two"))
    #expect(result.exitCode == 0)
    #expect(try lines(result.output).map(\.summary) == ["one", "two"])
    #expect(result.error.contains("2 records: 2 events, 0 dead letters"))
  }

  @Test func `the data set and the repeats of ecs events are settings, and sekoia has neither`() throws {
    let input = record("message repeated 2 times: [ one]")
    let system = ["normalize", "--format", "ecs", "--dataset", "system", "--repeat", "expand"]
    let result = try ProgramUnderTest.run(system, input: Array(input.utf8))
    let events = String(decoding: result.output, as: UTF8.self).split(separator: "\n")
    #expect(events.count == 2 && events.allSatisfy { $0.contains(#""dataset":"system.syslog""#) })
    let explained = try ProgramUnderTest.run("explain", "--dataset", "system", input: input)
    #expect(String(decoding: explained.output, as: UTF8.self).contains(#""dataset": "system.syslog""#))
    let refused = try ProgramUnderTest.run("normalize", "--dataset", "system", input: input)
    #expect(refused.exitCode == 2 && refused.error.contains("dataset system needs format ecs"))
  }

  @Test func `dead letters stand in their place, exit code 6`() throws {
    let input = [
      record("one"), "{}", "{\"records\":[\(record("two")),7,\(record("three"))]}", "nonsense", "", record("four"),
    ]
    let result = try ProgramUnderTest.run("normalize", input: input.joined(separator: "\n") + "\n")
    #expect(result.exitCode == 6)
    #expect(
      try lines(result.output).map(\.summary) == [
        "one", "foreign_record", "two", "not_a_record", "three", "invalid_json", "empty_value", "four",
      ])
    #expect(result.error.contains("8 records: 4 events, 4 dead letters"))
    let letters = try lines(result.output).compactMap(\.deadLetter)
    #expect(letters.map(\.value) == ["{}", "7", "nonsense", ""])
    #expect(letters.allSatisfy { !$0.detail.isEmpty })
  }

  @Test func `bytes that are no UTF-8 come out in base64`() throws {
    let value: [UInt8] = Array("{\"a\":\"".utf8) + [0xC3, 0x28] + Array("\"}".utf8)
    let result = try ProgramUnderTest.run(["normalize", "--invalid-utf8", "dead-letter"], input: value)
    #expect(result.exitCode == 6)
    let letter = try #require(lines(result.output).first?.deadLetter)
    #expect(letter.reason == "invalid_utf8")
    #expect(letter.value == nil)
    #expect(letter.base64Value.flatMap { Data(base64Encoded: $0) }.map { Array($0) } == value)
  }

  @Test func `a file that is written is for its owner alone, and a link is not followed`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("dead", "old")
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
    let result = try ProgramUnderTest.run("normalize", "--dead-letter-file", file, input: "{}\n")
    #expect(result.exitCode == 6)
    let attributes = try FileManager.default.attributesOfItem(atPath: file)
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    #expect(try String(contentsOfFile: file, encoding: .utf8).contains("foreign_record"))
    let link = file + ".link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
    let refused = try ProgramUnderTest.run("normalize", "--dead-letter-file", link, input: "[]\n")
    #expect(refused.exitCode == 2)
    #expect(try String(contentsOfFile: file, encoding: .utf8).contains("foreign_record"))
  }

  @Test func `files are read one after the other, and - is standard input`() throws {
    let folder = try TemporaryFolder()
    let first = try folder.write("first", record("first"))
    let last = try folder.write("last", record("last") + "\n")
    let result = try ProgramUnderTest.run("normalize", first, "-", last, input: record("middle"))
    #expect(result.exitCode == 0)
    #expect(try lines(result.output).map(\.summary) == ["first", "middle", "last"])
  }

  @Test func `--whole takes a file as one value`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("pretty", record("pretty").replacing(",", with: ",\n  ") + "\n")
    let whole = try ProgramUnderTest.run("normalize", "--whole", file)
    #expect(whole.exitCode == 0)
    #expect(try lines(whole.output).map(\.summary) == ["pretty"])
    #expect(try ProgramUnderTest.run("normalize", "--lines", file).exitCode == 6, "Line by line it is nonsense.")
  }

  @Test func `values over several lines and values of one line are read one after the other`() throws {
    let pretty = record("pretty").replacing(",", with: ",\n  ").replacing("{", with: "{\n")
    let batch = "{\"records\":[\n\(record("first")),\n\(record("second"))\n]}"
    let result = try ProgramUnderTest.run(
      "normalize", input: [record("one"), pretty, batch, record("two"), pretty].joined(separator: "\n") + "\n")
    #expect(result.exitCode == 0)
    #expect(try lines(result.output).map(\.summary) == ["one", "pretty", "first", "second", "two", "pretty"])
  }

  @Test(arguments: [
    "{\"properties\":{\"ident\":\"myapp\",\"Msg\":\"cut of",
    "{\"properties\":{\"ident\":\"myapp\",",
    "{\"properties\":{\"ident\":\"myapp\"",
    "[1,\n[2,\n[3,",
    "{\"a\":1} {",
  ])
  func `a value that does not end swallows no line after it`(broken: String) throws {
    let input = [record("one"), broken, record("two"), record("three")].joined(separator: "\n")
    let result = try ProgramUnderTest.run("normalize", input: input)
    #expect(result.exitCode == 6)
    let found = try lines(result.output).map(\.summary)
    let letters = ["invalid_json", "not_a_record", "foreign_record"]
    #expect(found.filter { !letters.contains($0) } == ["one", "two", "three"], "\(found)")
    #expect(found.first == "one" && found.suffix(2) == ["two", "three"])
  }

  @Test(arguments: [
    ("<34>Mar 14 09:26:53 web-1 sshd[2211]: Failed password", "this is a syslog line"),
    ("Mar  4 09:26:53 web-1 sshd[2211]: Failed password", "this is a syslog line"),
    ("2026-03-14T09:26:53Z web-1 sshd[2211]: Failed password", "this is a syslog line"),
    ("{\"properties\":{\"ident\":\"my", "this value begins as JSON and is cut off"),
  ])
  func `what the input may be instead is said once`(line: String, hint: String) throws {
    let result = try ProgramUnderTest.run("normalize", input: "\(line)\n\(line)\n")
    #expect(result.exitCode == 6)
    #expect(result.error.components(separatedBy: hint).count == 2, "\(result.error)")
  }

  @Test func `a topic is read only where one is named, and then it needs brokers`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("worker.properties", "brokers=127.0.0.1:1\nsasl-password-file=/nowhere/secret\n")
    let offline = try ProgramUnderTest.run("normalize", "--config", file, input: record("one"))
    #expect(offline.exitCode == 0, "No secret is read for files: \(offline.error)")
    for (arguments, sentence) in [
      (["--from-topic", "raw"], "--from-topic needs the brokers"),
      (["--last", "3"], "--last: is of use only with --from-topic"),
      (["--brokers", "k:1"], "--brokers: is of use only with --from-topic"),
      (["-X", "socket.keepalive.enable=true"], "is of use only with --from-topic"),
      (["--from-topic", "raw", "--brokers", "k:1", "file"], "--from-topic and files contradict each other"),
      (["--whole", "--lines"], "--whole and --lines contradict each other"),
    ] {
      let refused = try ProgramUnderTest.run(["normalize"] + arguments, input: [])
      #expect(refused.exitCode == 2 && refused.error.contains(sentence), "\(arguments): \(refused.error)")
    }
  }

  @Test func `the newest records of a topic are normalized and explained, and nothing is committed`() throws {
    let cluster = try MockCluster()
    try cluster.createTopic("raw", partitionCount: 2)
    let producer = try Producer(configuration: ClientConfiguration(["bootstrap.servers": cluster.bootstrapServers]))
    let topic = try producer.topic("raw")
    let pretty = record("pretty").replacing(",", with: ",\n  ")
    for (index, value) in [record("old"), record("older"), pretty, "nonsense"].enumerated() {
      _ = producer.produce(
        to: topic, partition: Int32(index % 2), value: Array(value.utf8).span, key: nil,
        timestampMilliseconds: 1_000_000 + Int64(index), opaque: 0)
    }
    #expect(producer.flush(within: .seconds(30)) { _ in })
    let access = ["--brokers", cluster.bootstrapServers, "--from-topic", "raw"]
    let newest = try ProgramUnderTest.run(["normalize", "--last", "2"] + access)
    #expect(newest.exitCode == 6, "\(newest.error)")
    #expect(try lines(newest.output).map(\.summary) == ["pretty", "invalid_json"])
    let all = try ProgramUnderTest.run(["normalize"] + access)
    #expect(try Set(lines(all.output).map(\.summary)) == ["old", "older", "pretty", "invalid_json"])
    let one = try ProgramUnderTest.run(["explain", "--partition", "0", "--offset", "1"] + access)
    #expect(one.exitCode == 0, "\(one.error)")
    #expect(one.outputLines.contains { $0.hasPrefix("place ") && $0.hasSuffix("raw, partition 0, offset 1") })
    #expect(one.outputText.contains("pretty") && !one.outputText.contains("old"))
    let last = try ProgramUnderTest.run(["explain"] + access)
    #expect(last.exitCode == 6 && last.outputText.contains("invalid_json"))
  }

  @Test func `--dead-letter-file takes the dead letters, and the rest stays in order`() throws {
    let folder = try TemporaryFolder()
    let file = folder.file("dead.jsonl")
    let result = try ProgramUnderTest.run(
      "normalize", "--dead-letter-file", file, input: [record("one"), "{}", record("two"), "7"].joined(separator: "\n"))
    #expect(result.exitCode == 6)
    #expect(try lines(result.output).map(\.summary) == ["one", "two"])
    #expect(try lines(ProjectFiles.read(file)).map(\.summary) == ["foreign_record", "not_a_record"])
  }

  @Test func `--no-dead-letters drops them, but counts them`() throws {
    let result = try ProgramUnderTest.run("normalize", "--no-dead-letters", input: "\(record("one"))\n{}\n")
    #expect(result.exitCode == 6)
    #expect(try lines(result.output).map(\.summary) == ["one"])
    #expect(result.error.contains("1 event, 1 dead letter"))
  }

  @Test func `a foreign record that is skipped is no dead letter`() throws {
    let result = try ProgramUnderTest.run("normalize", "--foreign", "skip", input: "{}\n\(record("one"))\n")
    #expect(result.exitCode == 0)
    #expect(try lines(result.output).map(\.summary) == ["one"])
    #expect(result.error.contains("1 foreign record skipped"))
  }

  @Test func `a file that cannot be read ends with 2, and the others are done`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("there", record("there"))
    let result = try ProgramUnderTest.run("normalize", folder.file("not-there"), file)
    #expect(result.exitCode == 2)
    #expect(result.error.contains("\(folder.file("not-there")) cannot be read: No such file or directory"))
    #expect(try lines(result.output).map(\.summary) == ["there"])
  }

  @Test func `a dead-letter file that cannot be written ends with 2`() throws {
    let result = try ProgramUnderTest.run("normalize", "--dead-letter-file", "/nowhere/dead.jsonl", input: "{}")
    #expect(result.exitCode == 2)
    #expect(result.error.contains("The dead-letter file /nowhere/dead.jsonl cannot be written"))
    #expect(result.output.isEmpty)
  }

  @Test func `a pattern file with a mistake ends with 2 and says where`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("mine.patterns", "this is no pattern file\n")
    let result = try ProgramUnderTest.run("normalize", "--patterns", file, input: record("one"))
    #expect(result.exitCode == 2)
    #expect(result.error.contains("\(file):1:"), "\(result.error)")
    #expect(result.output.isEmpty)
  }

  @Test func `the fixtures come out as they are expected`() throws {
    let folder = "\(ProjectFiles.root)/Fixtures"
    var files: [String] = []
    var expected: [UInt8] = []
    for file in try ProjectFiles.names(in: "\(folder)/values") {
      let lines = try ProjectFiles.read("\(folder)/expected/\(file.dropLast(".json".count)).jsonl")
      // Without Kafka there is no timestamp for a record that has no time of its own.
      guard lines.firstRange(of: Array("\"@timestamp\":\"2026-03-14T09:26:54.000Z\"".utf8)) == nil else { continue }
      files.append("\(folder)/values/\(file)")
      expected += lines
    }
    let result = try ProgramUnderTest.run(["normalize", "--whole"] + files)
    #expect(result.output == expected)
    #expect(result.exitCode == 6)
  }
}
