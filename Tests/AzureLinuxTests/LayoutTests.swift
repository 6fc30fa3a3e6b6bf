import AzureLinux
import StrictJSON
import Testing

/// A reader that knows a record's layout takes another way through it: it must find what one finds that knows none.
@Suite struct LayoutTests {
  private static let extensionRecord =
    #"{ "time" : "2024-06-01T10:00:00.1234567Z","resourceId" : "/SUBSCRIPTIONS/1/virtualMachines/vm","#
    + #""properties" : {"ident" : "sshd","pid" : "14020","Facility" : "authpriv","Severity" : "info","#
    + #""SendingHost" : "localhost","Msg" : "Accepted password for root from 203.0.113.7 port 22 ssh2","#
    + #""hostname" : "vm","Extra" : {"a" : ["x", 1, null, true, {}]}},"category" : "authpriv","level" : "info"}"#
  private static let row =
    #"{"TimeGenerated":"2024-06-01T10:00:00Z","Computer":"vm","Facility":"cron","HostName":"vm","SeverityLevel":"info","#
    + #""SyslogMessage":"(root) CMD (x)","ProcessID":171,"ProcessName":"CROND","MG":null,"Type":"Syslog","#
    + #""_ResourceId":"/s/1"}"#

  @Test func `values of any kind in a known layout are read as in an unknown one`() {
    let values = [
      #""""#, #""sshd[7]""#, #""a \"quoted\" \\ \n b""#, #""é\u00e9\ud83d\ude00""#, #""\ud800""#, "\"\u{7F}\"",
      #""a string that is longer than a block of sixteen bytes""#, "7", "0", "-1", "007", "2147483648", "1.5", "1e3",
      "99999999999999999999", "null", "true", "false", "nul", "{}", "[]", #"{"a":1}"#, "\"\u{1}\"", #""\x""#, "", "\"",
    ]
    let places = [
      #""sshd""#, #""14020""#, #""authpriv""#, #""info""#, #""2024-06-01T10:00:00Z""#, #""vm""#, "171", #""Syslog""#,
      "1",
    ]
    for record in [Self.extensionRecord, Self.row] {
      for place in places {
        for value in values {
          let changed = record.replacing(place, with: value, maxReplacements: 1)
          expectSame(changed, after: [record])
          // What the changed record teaches has to be right as well.
          expectSame(record, after: [changed, changed])
          expectSame(changed, after: [changed])
        }
      }
    }
  }

  @Test
  func `a record of a known layout that is cut or has another byte anywhere is read as by a reader that knows none`() {
    for record in [Self.extensionRecord, Self.row] {
      let bytes = Array(record.utf8)
      for index in bytes.indices {
        expectSame(Array(bytes[..<index]), after: [bytes])
        expectSame(bytes[..<index] + [UInt8(ascii: " ")] + bytes[index...], after: [bytes])
        for byte in Array("\"\\{}[]:, 0-aA/\n\u{0}".utf8) + [0x80, 0xC3, 0xFF] where byte != bytes[index] {
          var changed = bytes
          changed[index] = byte
          expectSame(changed, after: [bytes])
        }
      }
      for end in ["\n", " x", "\u{0}", "}", #"{"a":1}"#] { expectSame(record + end, after: [record]) }
      expectSame("\u{FEFF}\n " + record, after: [record])
    }
  }

  @Test func `names that differ in case, occur twice or have escapes count in a known layout as in an unknown one`() {
    for record in [
      #"{"PROPERTIES":{"IDENT":"sshd","MSG":"x"}}"#, #"{"properties":{"ident":"a","IDENT":"b","Msg":"x"}}"#,
      #"{"properties":{"IDENT":"b","ident":"a","Msg":"x"}}"#, #"{"properties":{"id\u0065nt":"a","Msg":"x"}}"#,
      #"{"properties":{"ident":"a","Msg":"x"},"properties":{"ident":"b","Msg":"y"}}"#,
      #"{"properties":"{\"ident\":\"sshd\",\"Msg\":\"x\"}"}"#,
      #"{"properties":null,"operationName":"LinuxSyslogEvent"}"#,
      #"{"Facility":{"ident":"x"},"SyslogMessage":"x"}"#, #"{"other":{"ident":"x","Msg":"y"}}"#, "{}",
      #"{"records":"x"}"#, #"{"records":[{"SyslogMessage":"x"}]}"#,
    ] {
      expectSame(record, after: [record, record])
    }
  }

  @Test func `the copy of a record is what it looks like inside a JSON string`() {
    for record in [
      Self.extensionRecord, Self.row, Self.row.replacing("(root)", with: #"\"é\" \\ \n"#),
      "{\n\t\"SyslogMessage\" :\r\n \"x\"\n}",
    ] {
      let bytes = Array(record.utf8)
      var reader = RecordReader()
      _ = reader.readValue(bytes.span)
      #expect(Self.text(reader.escapedRecord) == "")
      _ = reader.readValue(bytes.span)
      var expected = ByteBuffer()
      expected.appendEscaped(bytes.span)
      #expect(Self.text(reader.escapedRecord) == Self.text(expected.span))
    }
  }

  @Test func `elements of a batch are read as records of their own, those too that are not kept`() {
    let strange = [#"{"a":1}"#, "7", #""x""#, #"{"records":[{"SyslogMessage":"inner"},{"SyslogMessage":"last"}]}"#]
    var elements: [String] = []
    for number in 0..<600 {
      elements.append(
        number % 7 == 3 ? strange[number / 7 % strange.count] : Self.row.replacing("171", with: "\(number)"))
      if number % 5 == 0 { elements.append(Self.extensionRecord) }
    }
    let list = "[" + elements.joined(separator: " ,") + "]"
    for value in [list, #"{"records": \#(list)}"#] {
      let expected = elements.flatMap { element in
        element.hasPrefix(#"{"records""#) ? ["inner", "last"] : [Self.lineOfElement(element)]
      }
      var reader = RecordReader()
      for _ in 0..<3 { #expect(Self.lines(of: Array(value.utf8), &reader) == expected) }
      // A batch that breaks breaks at the same byte.
      expectSame(String(value.dropLast(20)), after: [value])
    }
  }

  @Test func `what was kept of a batch is not taken for another value`() {
    let inner = Array(#"[{"SyslogMessage":"inner 1"},{"SyslogMessage":"inner 2"}]"#.utf8)
    let outer = Array(#"[{"SyslogMessage":"outer 1"},{"SyslogMessage":"outer 2"}]"#.utf8)
    var reader = RecordReader()
    for _ in 0..<3 {
      _ = reader.readValue(outer.span)
      #expect(Self.nextText(&reader, outer) == "outer 1")
      let place = reader.suspended()
      _ = reader.readValue(inner.span)
      #expect(Self.nextText(&reader, inner) == "inner 1")
      reader.resume(at: place)
      #expect(Self.nextText(&reader, outer) == "outer 2")
    }
  }

  @Test func `layouts that never come again do not keep one from being learned that comes often`() {
    var reader = RecordReader()
    for number in 0..<5000 {
      let bytes = Array(#"{"name \#(number)":"x","SyslogMessage":"text \#(number)","other \#(number)":[1,"y"]}"#.utf8)
      _ = reader.readValue(bytes.span)
      #expect(Self.description(&reader, bytes) == Self.fresh(bytes))
    }
    let record = Array(Self.row.utf8)
    var isKnown = false
    for _ in 0..<100 where !isKnown {
      _ = reader.readValue(record.span)
      isKnown = !reader.escapedRecord.isEmpty
      #expect(Self.description(&reader, record) == Self.fresh(record))
    }
    #expect(isKnown)
  }

  // MARK: - Pieces

  private func expectSame(_ text: String, after known: [String]) {
    expectSame(Array(text.utf8), after: known.map { Array($0.utf8) })
  }

  private func expectSame(_ bytes: [UInt8], after known: [[UInt8]]) {
    var reader = RecordReader()
    for record in known { _ = reader.readValue(record.span) }
    let found = Self.description(&reader, bytes)
    let expected = Self.fresh(bytes)
    if found != expected { Issue.record("\(String(decoding: bytes, as: UTF8.self)): \(found) instead of \(expected)") }
  }

  private static func fresh(_ bytes: [UInt8]) -> String {
    var reader = RecordReader()
    return description(&reader, bytes)
  }

  private static func description(_ reader: inout RecordReader, _ bytes: [UInt8]) -> String {
    let value = reader.readValue(bytes.span)
    guard case .record = value else { return "\(value)" }
    return "\(value) \(reader.content(in: bytes.span)) \(text(reader.propertiesText.span))"
  }

  private static func nextText(_ reader: inout RecordReader, _ bytes: [UInt8]) -> String {
    guard reader.nextElement(of: bytes.span) != nil, case .syslog(let record) = reader.content(in: bytes.span) else {
      return ""
    }
    return text(bytes.span.extracting(record.text.slice.range))
  }

  private static func lines(of bytes: [UInt8], _ reader: inout RecordReader) -> [String] {
    guard case .batch = reader.readValue(bytes.span) else { return [] }
    return elements(of: bytes, &reader)
  }

  private static func elements(of bytes: [UInt8], _ reader: inout RecordReader) -> [String] {
    var lines: [String] = []
    while let element = reader.nextElement(of: bytes.span) {
      guard element.kind == .object else {
        lines.append("\(element.kind)")
        continue
      }
      if reader.recordsMember == .array {
        let outer = reader.enterBatch()
        lines += elements(of: bytes, &reader)
        reader.resume(at: outer)
      } else {
        lines.append(line(reader.content(in: bytes.span), bytes))
        let copy = text(reader.escapedRecord)
        var expected = ByteBuffer()
        expected.appendEscaped(bytes.span.extracting(element.range))
        if !copy.isEmpty { #expect(copy == text(expected.span)) }
      }
    }
    return lines
  }

  private static func lineOfElement(_ element: String) -> String {
    let bytes = Array(element.utf8)
    var reader = RecordReader()
    switch reader.readValue(bytes.span) {
    case .record: return line(reader.content(in: bytes.span), bytes)
    case .notARecord(let slice, _): return "\(slice.kind)"
    default: return ""
    }
  }

  private static func line(_ content: RecordContent, _ bytes: [UInt8]) -> String {
    guard case .syslog(let record) = content else { return "\(content)" }
    let words = [record.time, record.program, record.text, record.host].map {
      text(bytes.span.extracting($0.slice.range))
    }
    return record.program.isPresent ? "\(words) \(record.processID ?? -1)" : words[2]
  }

  private static func text(_ bytes: Span<UInt8>) -> String {
    var array: [UInt8] = []
    for index in bytes.indices { array.append(bytes[index]) }
    return String(decoding: array, as: UTF8.self)
  }
}
