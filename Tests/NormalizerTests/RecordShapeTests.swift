import ECS
import Foundation
import Normalizer
import Testing

/// Shapes of records beside those that the corpora hold: other spellings, nesting, times, process ids, damage.
@Suite struct RecordShapeTests {
  private static let text = "Accepted password for bob from 192.0.2.7 port 50122 ssh2"
  private static let plain = record(text)
  private static var row: [String: Any] {
    [
      "TimeGenerated": "2026-03-14T09:26:53.589Z", "Computer": "web-01", "Facility": "authpriv",
      "SeverityLevel": "info",
      "SyslogMessage": text, "ProcessName": "sshd", "ProcessID": 2211, "Type": "Syslog",
    ]
  }

  private static func json(_ value: Any) throws -> String {
    String(
      decoding: try JSONSerialization.data(
        withJSONObject: value, options: [.fragmentsAllowed, .withoutEscapingSlashes]),
      as: UTF8.self)
  }

  /// Each event's user, `-` for none, or the reason of a dead letter.
  private func results(_ bytes: [UInt8]) throws -> [String] {
    let results = try OutputFormat.allCases.map { format in
      try Normalized.all(bytes, NormalizerOptions(format: format)).map { result in
        if let reason = result.reason { return reason.rawValue }
        return try EventTree(result.event.utf8)["user.name"]?.text ?? "-"
      }
    }
    #expect(Set(results).count == 1, "the formats agree on what a record is")
    return results[0]
  }

  private func results(_ value: String) throws -> [String] { try results(Array(value.utf8)) }

  @Test func `names of members in any case are the same members`() throws {
    for fold in [{ $0.uppercased() }, { $0.lowercased() }] as [(String) -> String] {
      let members = Dictionary(uniqueKeysWithValues: Self.row.map { (fold($0), $1) })
      #expect(try results(Self.json(members)) == ["bob"])
    }
    #expect(try results(#"{"syslogmessage":"x","SyslogMessage":"\#(Self.text)","ProcessName":"sshd"}"#) == ["bob"])
    #expect(try results(#"{"Syslog\u004dessage":"\#(Self.text)","ProcessName":"sshd"}"#) == ["bob"])
  }

  @Test func `batches, arrays, strings and bare records in a row are read in their order`() throws {
    let row = try Self.json(Self.row)
    let string = try Self.json(Self.plain)
    #expect(
      try results("{\"records\":[\(Self.plain)]}\n\(row)\n[\(row),\(Self.plain)]") == ["bob", "bob", "bob", "bob"])
    #expect(try results(Self.plain + row) == ["bob", "bob"])
    #expect(try results("{\"records\":[\(string)]}") == ["bob"])
    #expect(try results("\(string)\n\(string)") == ["bob", "bob"])
    #expect(try results("5 \(Self.plain)") == ["not_a_record", "bob"])
    #expect(try results(#"{"a":{"b":[1]},"records":[\#(Self.plain)],"count":1}"#) == ["bob"])
    #expect(try results(#"{"records":[\#(row)],"records":[]}"#) == [])
  }

  @Test func `damage leaves what stands before it`() throws {
    let batch = "{\"records\":[\(Self.plain),\(Self.plain),\(Self.plain)]}"
    #expect(try results(String(batch.dropLast(100))) == ["bob", "bob", "invalid_json"])
    #expect(try results("{\"records\":[\(Self.plain),]}") == ["bob", "invalid_json"])
    #expect(try results("{\"records\":[\(Self.plain)],\"x\":}") == ["bob", "invalid_json"])
    #expect(try results("\(Self.plain),\(Self.plain)") == ["bob", "invalid_json"])
    #expect(try results(Array(Self.plain.utf8) + [0xFF]) == ["bob", "invalid_utf8"])
    #expect(try results("x \(Self.plain)") == ["invalid_json"])
  }

  @Test func `each byte that is no UTF-8 in a name is a replacement, also in an overlong form or half a pair`() throws {
    func replaced(_ bytes: [UInt8]) throws -> [String] {
      let parts = Self.plain.split(separator: "bob", maxSplits: 1)
      return try results(Array(parts[0].utf8) + bytes + Array(parts[1].utf8))
    }
    #expect(try replaced([0x62, 0xFF, 0x62]) == ["b\u{FFFD}b"])
    #expect(try replaced([0xC0, 0xAF]) == ["\u{FFFD}\u{FFFD}"])
    #expect(try replaced([0xED, 0xA0, 0x80]) == ["\u{FFFD}\u{FFFD}\u{FFFD}"])
    #expect(try replaced(Array(#"\ud800"#.utf8)) == ["\u{FFFD}"])
  }

  @Test(arguments: [
    ("2026-03-14 09:26:53.589", "2026-03-14T09:26:53.589"), (" 2026-03-14T09:26:53Z ", "2026-03-14T09:26:53Z"),
    ("2026-03-14T09:26:53 +05:30", "2026-03-14T09:26:53+05:30"), ("03/14/2026 09:26:53 PM", "2026-03-14T21:26:53Z"),
    ("1773480413", "2026-03-14T09:26:53Z"), ("1773480413.589", "2026-03-14T09:26:53.589Z"),
    ("2028-02-29T00:00:00Z", "2028-02-29T00:00:00Z"), ("1990-01-01T00:00:00Z", "1990-01-01T00:00:00Z"),
    ("1989-12-31T23:59:59Z", nil), ("2027-02-29T00:00:00Z", nil), ("2026-03-14T24:00:00Z", nil),
    ("14/03/2026 09:26:53", nil), ("12/31/1969 11:00:00 PM", nil), ("-5", nil), ("99999999999999999999", nil),
    ("Sat Mar 14 09:26:53 2026", nil), ("00:00:00", nil),
  ])
  func `a time counts if it is one, else the next source does`(time: String, expected: String?) throws {
    let line = record(Self.text, more: ["time": time])
      .replacing("\"Facility\"", with: "\"EventTime\":\"2026-01-01T00:00:00Z\",\"Facility\"")
    for format in OutputFormat.allCases {
      let event = try EventTree(try Normalized.one(line, NormalizerOptions(format: format)).event.utf8)
      #expect(event["@timestamp"]?.text == expected ?? "2026-01-01T00:00:00Z")
    }
  }

  @Test(arguments: [
    ("\" 2211\"", "2211"), ("\"2211.0\"", "2211"), ("2211.0", "2211"), ("1e3", nil), ("\"02211\"", "2211"),
    ("\"+2211\"", nil), ("\"0x8a3\"", nil), ("2211.7", nil), ("\"4294967296\"", nil), ("true", nil), ("[1]", nil),
    ("\"2211:\"", nil),
  ])
  func `a process id is a number, however it is written`(pid: String, expected: String?) throws {
    let line = Self.plain.replacing("\"2211\"", with: pid)
    for format in OutputFormat.allCases {
      let event = try EventTree(try Normalized.one(line, NormalizerOptions(format: format)).event.utf8)
      #expect(event["process.pid"] == expected.map { .number($0) })
    }
  }

  @Test func `a text is matched without what stands around it, and kept with it`() throws {
    for (before, after) in [("\r\n", "\r\n"), ("\0", "\0\0"), ("\u{FEFF} \t", ""), ("", " \0 \r")] {
      let text = before + Self.text + after
      let event = try EventTree(try Normalized.one(record(text), NormalizerOptions(format: .ecs)).event.utf8)
      #expect(event["user.name"] == .string("bob"))
      #expect(event["message"] == .string(text))
    }
  }

  @Test(arguments: [
    "<86>1 2026-03-14T09:26:53.589Z web-09 sshd 99 - - ", "Mar  4 09:26:53 web-09 sshd[99]: ", "<86>sshd[99]: ",
    "<86>Mar 14 09:26:53 web-09 sshd[99]: ", "2026-03-14T09:26:53.589+00:00 web-09 sshd[99]: ", "sshd[99]: ",
  ])
  func `a header in the text names the program where the record does not`(header: String) throws {
    let line = record(header + Self.text, program: "", pid: nil)
    let event = try EventTree(try Normalized.one(line, NormalizerOptions(format: .ecs)).event.utf8)
    #expect(event["process.name"] == .string("sshd"))
    #expect(event["process.pid"] == .number("99"))
    #expect(event["user.name"] == .string("bob"))
    #expect(event["message"] == .string(Self.text))
  }

  @Test func `what has one sign of a syslog record is one, and an Azure table's own severity is no sign`() throws {
    #expect(try results(#"{"category":"user","properties":{"Msg":"x"}}"#) == ["-"])
    #expect(try results(#"{"properties":{"Facility":"authpriv"}}"#) == ["missing_message"])
    #expect(try results(#"{"Type":"Syslog"}"#) == ["missing_message"])
    for other in [
      #"{"category":"SQLSecurityAuditEvents","operationName":"AuditEvent","properties":{"Severity":3,"message":"x"}}"#,
      #"{"Type":"Event","Computer":"x","Message":"y"}"#, #"{"Type":"CommonSecurityLog","Message":"x"}"#,
      #"{"category":"AzureFirewallNetworkRule","properties":{"msg":"TCP request from 10.0.0.4:1"}}"#,
    ] {
      #expect(try results(other) == ["foreign_record"], "\(other)")
      let skipping = try Normalized.all(Array(other.utf8), NormalizerOptions(foreign: .skip))
      #expect(skipping.map(\.outcome) == [.skipped])
    }
    for wrapper in ["message", "body", "payload", "data"] {
      let value = Array("{\"\(wrapper)\":{\"records\":[\(Self.plain)]}}".utf8)
      #expect(try Normalized.all(value, NormalizerOptions(foreign: .skip)).map(\.reason) == [.foreignRecord])
    }
  }
}
