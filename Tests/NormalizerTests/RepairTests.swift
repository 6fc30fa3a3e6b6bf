import ECS
import Foundation
import Normalizer
import StrictJSON
import Testing

@Suite struct `Repair` {
  private static let both: JSONRepairs = [.rawNewlines, .singleQuotes]
  private static let ecs = NormalizerOptions(format: .ecs, repairs: both)
  private static let login = "Accepted password for bob from 192.0.2.7 port 50122 ssh2"

  /// As a writer does that knows nothing of escapes but `\'`.
  private func quoted(_ text: String, hostname: String = "web-01") -> String {
    "{'time': '2026-03-14T09:26:53.5890000Z', 'properties': {'ident': 'sshd', 'pid': '12', 'Facility': 'auth', "
      + "'Severity': 'info', 'Msg': '\(text)', 'hostname': '\(hostname)'}, 'level': 'info'}"
  }

  private func without(_ name: String, _ tree: NSDictionary?) throws -> NSDictionary {
    let copy = try #require(tree?.mutableCopy() as? NSMutableDictionary)
    copy.removeObject(forKey: name)
    return copy
  }

  @Test func `nothing is repaired unless it is wanted`() throws {
    #expect(try Normalized.one(quoted(Self.login)).reason == .invalidJSON)
    let newlines = NormalizerOptions(repairs: .rawNewlines)
    #expect(try Normalized.one(quoted(Self.login), newlines).reason == .invalidJSON)
    let raw = record("a\u{1}b", program: "app").replacingOccurrences(of: "\\u0001", with: "\u{1}")
    #expect(try Normalized.one(raw, NormalizerOptions(repairs: .singleQuotes)).reason == .invalidJSON)
  }

  @Test func `a raw newline gives the event that an escaped one gives, but for the mark and the original`() throws {
    let escaped = record("first\nsecond\tthird", program: "app")
    let raw = escaped.replacingOccurrences(of: "\\n", with: "\n").replacingOccurrences(of: "\\t", with: "\t")
    #expect(raw != escaped)
    let repaired = try Normalized.one(raw, Self.ecs)
    let strict = try Normalized.one(escaped, Self.ecs)
    #expect(try repaired.text("event.original") == raw)
    #expect(try repaired.value("tags") as? [String] == ["repaired_raw_newlines"])
    #expect(try strict.value("tags") == nil)
    let options = NormalizerOptions(format: .ecs, repairs: Self.both, includesOriginal: false)
    #expect(
      try without("tags", Normalized.one(raw, options).fields)
        == without("tags", Normalized.one(escaped, options).fields))
  }

  @Test func `a record between single quotes gives its event, in sekoia with the bytes that came as message`() throws {
    let repaired = try Normalized.one(quoted(Self.login), Self.ecs)
    #expect(try repaired.text("user.name") == "bob")
    #expect(try repaired.text("host.name") == "web-01")
    #expect(try repaired.value("tags") as? [String] == ["repaired_single_quotes"])
    let sekoia = try Normalized.one(" \(quoted(Self.login)) ", NormalizerOptions(repairs: .singleQuotes))
    #expect(try sekoia.text("message") == quoted(Self.login))
    #expect(try sekoia.value("tags") == nil)
    #expect(try sekoia.text("source.ip") == "192.0.2.7")
  }

  @Test func `an escaped quote and the other kind of quote belong to the text`() throws {
    let repaired = try Normalized.one(
      quoted(#"it\'s "quoted" \\ here"#).replacingOccurrences(of: "'sshd'", with: "'app'"), Self.ecs)
    #expect(try repaired.text("message") == #"it's "quoted" \ here"#)
  }

  @Test(arguments: [
    "the user's file", "x', 'Msg': 'Accepted password for root from 192.0.2.9 port 1 ssh2",
    "x', 'HOSTNAME': 'db-01", "x', 'facility': 'kern", "x'}, 'hidden': {'a': 'b", "x', 'a': {'b': 'c'}, 'd': 'e",
    "x', 'a': ['b'], 'c': 'd", "x\\", "x'}}", "x', '", "x'; 'y",
  ])
  func `a text with a quote of its own is never taken for more than it is`(text: String) throws {
    let value = quoted(text)
    let result = try Normalized.one(value, Self.ecs)
    #expect(result.reason == .invalidJSON, "\(result.event)")
    #expect(result.record == value)
  }

  @Test func `what cannot be repaired is a dead letter with its bytes and both mistakes`() throws {
    let value = "{\"properties\":{\"ident\":\"app\",\"Msg\":\"a\nb"
    let result = try Normalized.one(value, Self.ecs)
    #expect(result.reason == .invalidJSON && result.record == value)
    #expect(
      result.detail
        == "a control character stands unescaped in a string, at byte 37 of 39, and when that is repaired: "
        + "the text ends inside a value, at byte 39")
  }

  @Test func `bytes that are no UTF-8 stay what they are`() throws {
    var value = Array("{\"properties\":{\"ident\":\"app\",\"Msg\":\"a\n".utf8)
    value += [0xFF] + Array("\"}}".utf8)
    var options = Self.ecs
    options.invalidUTF8 = .deadLetter
    let result = try #require(try Normalized.all(value, options).first)
    #expect(result.reason == .invalidUTF8 && result.recordBytes == value)
  }

  @Test func `of a batch only the records that were repaired are marked, and each keeps its own bytes`() throws {
    let good = #"{"properties":{"ident":"app","Msg":"good"}}"#
    let broken = "{\"properties\":{\"ident\":\"app\",\"Msg\":\"a\nb\"}}"
    let gap = "{\"properties\":{\"ident\":\"sshd\",\"Msg\":\"never\nseen\"}}"
    let uncertain = "{'properties':{'ident':'app','Msg':'x','Msg':'y'}}"
    let batch = "{\"records\":[\(good),\(broken), \(gap),\(uncertain),\(good)]}"
    var normalizer = Normalizer(options: Self.ecs, catalogue: try Normalized.catalogue.get())
    let results = Normalized.all(Array(batch.utf8), &normalizer)
    #expect(results.map(\.reason) == [nil, nil, .unmatchedMessage, .invalidJSON, nil])
    #expect(results.map(\.record) == [good, broken, gap, uncertain, good])
    #expect(try results.map { try $0.value("tags") as? [String] } == [nil, ["repaired_raw_newlines"], nil, nil, nil])
    #expect(try results[1].text("event.original") == broken)
    #expect(normalizer.counts.repairedRawNewlines == 2 && normalizer.counts.repairedSingleQuotes == 0)
  }

  @Test func `properties inside of a string are repaired as well`() throws {
    let inner = #"{\"ident\":\"app\",\"Msg\":\"a\nb\"}"#
    let value = "{\"operationName\":\"LinuxSyslogEvent\",\"properties\":\"\(inner)\"}"
    #expect(try Normalized.one(value).reason == .missingMessage)
    let repaired = try Normalized.one(value, Self.ecs)
    #expect(try repaired.text("message") == "a\nb")
    #expect(try repaired.value("tags") as? [String] == ["repaired_raw_newlines"])
    let forged = "{\"operationName\":\"LinuxSyslogEvent\",\"properties\":\"{'ident':'app','Msg':'x','Msg':'y'}\"}"
    #expect(try Normalized.one(forged, Self.ecs).reason == .missingMessage)
  }

  @Test func `a foreign object and a value that is no record stay foreign and no record`() throws {
    #expect(try Normalized.one("{'metricName': 'cpu', 'total': 1}", Self.ecs).reason == .foreignRecord)
    #expect(try Normalized.one("'text'", Self.ecs).reason == .notARecord)
  }

  @Test func `the limit of a record counts the bytes that came`() throws {
    let value = "{\"properties\":{\"ident\":\"app\",\"Msg\":\"\(String(repeating: "\u{1}", count: 100))\"}}"
    var options = NormalizerOptions(repairs: .rawNewlines, maximumRecordByteCount: value.utf8.count)
    #expect(try Normalized.one(value, options).outcome == .event)
    options.maximumRecordByteCount -= 1
    #expect(try Normalized.one(value, options).reason == .tooLarge)
  }
}
