import AzureLinux
import StrictJSON
import Testing

@Suite struct RecordReaderTests {
  @Test func `a record of the diagnostic extension yields the fields of its syslog line`() throws {
    let record = try syslog(
      #"""
      { "time" : "2019-06-27T14:50:51.0000000Z", "resourceId" : "/subscriptions/1", "properties" : {"ident" : "sshd",
        "pid" : "14020", "Ignore" : "syslog", "Facility" : "authpriv", "Severity" : "info", "SendingHost" : "localhost",
        "Msg" : "hello", "hostname" : "vm"}, "category" : "authpriv", "level" : "notice", "operationName" : "LinuxSyslogEvent"}
      """#)
    #expect(record.time == "2019-06-27T14:50:51.0000000Z")
    #expect(record.severity == .notice)
    #expect(record.facility == "authpriv" && record.program == "sshd" && record.processID == 14020)
    #expect(record.text == "hello" && record.host == "vm" && record.sender == "localhost")
    #expect(record.resourceID == "/subscriptions/1")
  }

  @Test func `a row of the Syslog table yields the same fields under its own names`() throws {
    let record = try syslog(
      #"""
      {"Computer":"c","EventTime":"2024-06-01T10:00:00Z","Facility":"authpriv","HostIP":"10.0.0.4","HostName":"vm",
       "ProcessID":14020,"ProcessName":"sshd","SeverityLevel":"warn","SyslogMessage":"hello","Type":"Syslog","_ResourceId":"/s/1"}
      """#)
    #expect(record.time == "2024-06-01T10:00:00Z" && record.severity == .warning && record.processID == 14020)
    #expect(record.program == "sshd" && record.text == "hello" && record.host == "vm" && record.sender == "10.0.0.4")
    #expect(record.resourceID == "/s/1")
    #expect(try syslog(#"{"Computer":"c","SyslogMessage":"x"}"#).host == "c")
  }

  @Test func `names match exactly first, then in any case, and the last of equal names counts`() throws {
    #expect(try syslog(#"{"PROPERTIES":{"IDENT":"sshd","MSG":"x"}}"#).program == "sshd")
    #expect(try syslog(#"{"properties":{"ident":"a","IDENT":"b","Msg":"x"}}"#).program == "a")
    #expect(try syslog(#"{"properties":{"IDENT":"b","ident":"a","Msg":"x"}}"#).program == "a")
    #expect(try syslog(#"{"properties":{"ident":"a","ident":"b","Msg":"x"}}"#).program == "b")
    #expect(try syslog(#"{"properties":{"id\u0065nt":"a","Msg":"x"}}"#).program == "a")
  }

  @Test func `of two properties members the last counts, whole`() throws {
    let record = try syslog(
      #"{"properties":{"ident":"a","pid":"1","Msg":"x"},"properties":{"ident":"b","Msg":"y"}}"#)
    #expect(record.program == "b" && record.text == "y" && record.processID == nil)
    #expect(
      try content(#"{"properties":{"ident":"a","Msg":"x"},"properties":null,"operationName":"LinuxSyslogEvent"}"#)
        .isMissing)
  }

  @Test func `properties may be JSON text inside a string`() throws {
    let record = try syslog(
      #"{"properties":"{\"ident\":\"sshd\",\"Msg\":\"a \\\"b\\\"\",\"pid\":7}","time":"2024-06-01T10:00:00Z"}"#)
    #expect(record.program == "sshd" && record.text == #"a \"b\""# && record.processID == 7)
    #expect(record.time == "2024-06-01T10:00:00Z")
    #expect(try content(#"{"properties":"no JSON","operationName":"LinuxSyslogEvent"}"#).isMissing)
    #expect(try content(#"{"properties":"no JSON"}"#).isForeign)
  }

  @Test(arguments: [
    (#""level":"info""#, Severity.informational), (#""level":"Informational""#, .informational),
    (#""level":"Information""#, .informational),
    (#""level":6"#, .informational),
    (#""level":"6""#, .informational), (#""level":"warn""#, .warning), (#""level":"WARNING""#, .warning),
    (#""level":"emerg""#, .emergency), (#""level":"Emergency""#, .emergency), (#""level":"crit""#, .critical),
    (#""level":"Critical""#, .critical), (#""level":"err""#, .error), (#""level":"Error""#, .error),
    (#""level":"Notice""#, .notice), (#""level":"Debug""#, .debug), (#""level":"alert""#, .alert),
    (#""level":"Other""#, .critical), (#""level":"Unknown""#, .critical), (#""level":null"#, .critical),
    (#""level":8"#, .critical),
  ])
  func `the severity is read from three vocabularies, and from properties where level says nothing`(
    level: String, expected: Severity
  ) throws {
    #expect(try syslog(#"{"properties":{"ident":"a","Severity":2,"Msg":"x"},\#(level)}"#).severity == expected)
  }

  @Test(arguments: [#""level":"Other""#, #""level":"Unknown""#, #""level":{}"#, #""x":1"#])
  func `without any severity that is one there is none`(level: String) throws {
    #expect(try syslog(#"{"properties":{"ident":"a","Severity":9,"Msg":"x"},\#(level)}"#).severity == nil)
  }

  @Test(
    arguments: [
      ("\"14020\"", 14020), ("14020", 14020), ("0", 0), ("2147483647", 2_147_483_647), ("2147483648", nil),
      ("\"-1\"", nil), ("\" 2211\"", 2211), ("2211.0", 2211), ("\"2211.00 \"", 2211), ("\"2211.\"", nil),
      ("\"abc\"", nil), ("{}", nil), ("1.5", nil), ("\"\"", nil), ("\"99999999999999999999\"", nil), ("null", nil),
    ] as [(String, Int64?)])
  func `a process id of a wrong type or out of range is left out`(pid: String, expected: Int64?) throws {
    #expect(try syslog(#"{"properties":{"pid":\#(pid),"ident":"a","Msg":"x"}}"#).processID == expected)
  }

  @Test func `a time that is none gives way to the next source`() throws {
    let next = #""EventTime":"2019-06-27T14:48:28+0000""#
    for time in [#""2024-13-41T25:61:00Z""#, #""0001-01-01T00:00:00Z""#, "0", "7", "null", #""yesterday""#] {
      #expect(
        try syslog(#"{"time":\#(time),"properties":{"ident":"a","Msg":"x",\#(next)}}"#).time
          == "2019-06-27T14:48:28+0000")
    }
    #expect(try syslog(#"{"properties":{"ident":"a","Msg":"x"}}"#).time == nil)
  }

  @Test(arguments: [
    (#""Msg":null"#), (#""Msg":"""#), (#""Msg":42"#), (#""Msg":{"text":["x"]}"#), (#""pid":"1""#),
  ])
  func `a syslog record whose text is absent, null, empty or no string lacks its message`(member: String) throws {
    #expect(try content(#"{"properties":{"ident":"a",\#(member)}}"#).isMissing)
  }

  @Test func `what is missing is told apart`() throws {
    #expect(try content(#"{"SyslogMessage":null}"#).isMissing)
    #expect(try content(#"{"Type":"Syslog"}"#).isMissing)
    #expect(try content(#"{"operationName":"LinuxSyslogEvent"}"#).isMissing)
    #expect(try content(#"{"operationName":"LinuxSyslogEvent","properties":[1]}"#).isMissing)
    #expect(try content("{}").isForeign)
    #expect(try content(#"{"metricName":"x","time":"2024-06-01T10:00:00Z"}"#).isForeign)
    #expect(try content(#"{"properties":{"FileTag":"a","Msg":"x"},"operationName":"Unknown"}"#).isForeign)
    #expect(try content(#"{"DataItems":[{"ident":"sshd","Message":"x"}]}"#).isForeign)
  }

  @Test func `a value is empty, one record, a batch, or none of these`() {
    #expect(kind(of: "") == "empty" && kind(of: " \r\n\t") == "empty" && kind(of: "\u{FEFF} ") == "empty")
    #expect(kind(of: " {} ") == "record 1..<3" && kind(of: "\u{FEFF}{}") == "record 3..<5")
    #expect(kind(of: #"{"records":[]}"#) == "batch []")
    #expect(kind(of: #"{"records":[{"a":1}, 7 ,[{}]]}"#) == #"batch [{"a":1}][7][[{}]]"#)
    #expect(kind(of: #"[{"a":1},{}]"#) == #"batch [{"a":1}][{}]"#)
    #expect(kind(of: #"{"Records":[{}]}"#) == "batch [{}]")
    #expect(kind(of: #"{"records":{}}"#) == "notARecord" && kind(of: #"{"records":null}"#) == "notARecord")
    #expect(kind(of: "7") == "notARecord" && kind(of: "\"x\"") == "notARecord" && kind(of: "null") == "notARecord")
    #expect(kind(of: #"{"records":[{}]"#) == "invalid" && kind(of: "{} x") == "invalid" && kind(of: "x") == "invalid")
  }

  @Test(
    arguments: [
      (#""2026-03-14 09:26:53.589Z""#, "2026-03-14T09:26:53.589Z"),
      (#""2026-03-14 09:26:53.5890000 +00:00""#, "2026-03-14T09:26:53.5890000+00:00"),
      (#""2026-03-14 09:26:53 UTC""#, "2026-03-14T09:26:53Z"), (#""2026-03-14 09:26:53""#, "2026-03-14T09:26:53"),
      (#"" 2026-03-14T09:26:53.589Z ""#, "2026-03-14T09:26:53.589Z"),
      (#""03\/14\/2026 09:26:53""#, "2026-03-14T09:26:53Z"),
      (#""3/14/2026, 9:26:53.589 PM""#, "2026-03-14T21:26:53.589Z"),
      (#""3/14/2026 12:00:00 AM""#, "2026-03-14T00:00:00Z"),
      (#""03/01/2024 00:30:00 +02:00""#, "2024-02-29T22:30:00Z"),
      ("1773480413", "2026-03-14T09:26:53Z"), (#""1773480413""#, "2026-03-14T09:26:53Z"),
      ("1773480413.25", "2026-03-14T09:26:53.25Z"), ("1773480413589", "2026-03-14T09:26:53.589Z"),
      (#""1773480413589""#, "2026-03-14T09:26:53.589Z"),
    ])
  func `a time in another form than ISO 8601 with T is a time`(time: String, expected: String) throws {
    let next = #""EventTime":"2026-01-01T00:00:00Z""#
    #expect(try syslog(#"{"time":\#(time),"properties":{"ident":"a","Msg":"x",\#(next)}}"#).time == expected)
    #expect(try syslog(#"{"TimeGenerated":\#(time),"SyslogMessage":"x",\#(next)}"#).time == expected)
  }

  @Test(arguments: [
    #""1970-01-01T00:00:00Z""#, #""1601-01-01T00:00:00Z""#, #""13/14/2026 09:26:53""#, #""02/30/2026 09:26:53""#,
    #""3/14/2026 13:00:00 PM""#, "-62135596800", "17734804135890000", #""1773480413 s""#, #""01/01/0001 00:00:00""#,
  ])
  func `a default date and what is no date give way to the next time`(time: String) throws {
    let next = #""EventTime":"2026-01-01T00:00:00Z""#
    #expect(
      try syslog(#"{"time":\#(time),"properties":{"ident":"a","Msg":"x",\#(next)}}"#).time == "2026-01-01T00:00:00Z")
  }

  @Test(
    arguments: [
      (#""hostname":"vm","Host":"h","SendingHost":"s""#, "vm"), (#""hostname":"-","Host":"h","SendingHost":"s""#, "h"),
      (#""hostname":"","SendingHost":"s""#, "s"), (#""hostname":"LocalHost","Host":"localhost""#, "web_3"),
      (#""hostname":7"#, "web_3"),
    ])
  func `the host is the first place that names one, at last the resource`(members: String, expected: String) throws {
    let id =
      "/subscriptions/1/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/web/virtualMachines/3"
    #expect(
      try syslog(#"{"resourceId":"\#(id)","properties":{"ident":"a","Msg":"x",\#(members)}}"#).host == expected)
  }

  @Test func `a row's host is its own name, else the computer's, else the resource's`() throws {
    #expect(try syslog(#"{"SyslogMessage":"x","HostName":"-","Computer":"c"}"#).host == "c")
    let id = "/subscriptions/1/resourcegroups/g/providers/microsoft.compute/virtualmachines/web-01"
    #expect(try syslog(#"{"SyslogMessage":"x","Computer":"localhost","_ResourceId":"\#(id)"}"#).host == "web-01")
    #expect(try syslog(#"{"SyslogMessage":"x","Computer":"localhost"}"#).host == nil)
  }

  @Test(
    arguments: [
      ("/usr/sbin/sshd", "sshd", nil), ("sshd:", "sshd", nil), ("sshd[2211]", "sshd", 2211),
      (#"\/usr\/sbin\/sshd[2211]:"#, "sshd", 2211), (" sshd ", "sshd", nil), ("-", nil, nil),
      ("postfix/smtpd", "postfix/smtpd", nil), ("sshd(pam_unix)", "sshd(pam_unix)", nil), ("%ASA-6-1", "%ASA-6-1", nil),
      ("a[b]", "a[b]", nil), ("[1]", "[1]", nil),
    ] as [(String, String?, Int64?)])
  func `a program is read in the spellings that collectors write`(ident: String, name: String?, pid: Int64?) throws {
    let record = try syslog(#"{"properties":{"ident":"\#(ident)","Msg":"x"}}"#)
    #expect(record.program == name && record.processID == pid)
  }

  @Test(
    arguments: [
      ("sshd[2211]: hello", "sshd", 2211, "hello"),
      ("<86>Mar 14 09:26:53 web-01 sshd[2211]: hello", "sshd", 2211, "hello"),
      ("Mar  4 09:26:53 web-01 sudo: hello", "sudo", nil, "hello"),
      ("2026-03-14T09:26:53+00:00 web-01 CRON[7]: hello", "CRON", 7, "hello"),
      ("<86>1 2026-03-14T09:26:53Z web-01 sshd 2211 - - hello", "sshd", 2211, "hello"),
      (#"<86>1 2026-03-14T09:26:53Z web-01 sshd 2211 id [a@1 b=\"] \"][c] hello"#, "sshd", 2211, "hello"),
      ("<86>sudo: hello", "sudo", nil, "hello"),
      ("error: hello", nil, nil, "error: hello"), ("a b sshd[1]: x", nil, nil, "a b sshd[1]: x"),
      ("sshd[1]:", nil, nil, "sshd[1]:"), ("sshd[x]: y", nil, nil, "sshd[x]: y"),
    ] as [(String, String?, Int64?, String)])
  func `where the program is missing the tag in the text is the program`(
    message: String, name: String?, pid: Int64?, text: String
  ) throws {
    let record = try syslog(#"{"ProcessName":"","SyslogMessage":"\#(message)"}"#)
    #expect(record.program == name && record.processID == pid && record.text == text)
    #expect(try syslog(#"{"ProcessName":"app","SyslogMessage":"\#(message)"}"#).text == message)
  }

  @Test func `a tag that says the program and the process once more is cut`() throws {
    let row = #""ProcessName":"sshd","SyslogMessage":"sshd[7]: x""#
    #expect(try syslog("{\(row),\"ProcessID\":7}").text == "x")
    #expect(try syslog("{\(row)}").processID == 7)
    #expect(try syslog("{\(row),\"ProcessID\":8}").text == "sshd[7]: x")
  }

  @Test func `Severity alone makes no syslog record, nor does a text of another service's category`() throws {
    #expect(try content(#"{"category":"Errors","properties":{"severity":14,"Message":"x"}}"#).isForeign)
    #expect(try content(#"{"category":"ConsoleLogs","properties":{"severity":"info","msg":"x"}}"#).isForeign)
    #expect(try content(#"{"category":"Audit","properties":{"Msg":"x"}}"#).isForeign)
    #expect(try syslog(#"{"category":"authpriv","properties":{"Msg":"x"}}"#).facility == "authpriv")
    #expect(try content(#"{"category":"authpriv","properties":{"Msg":null}}"#).isMissing)
  }

  private func kind(of text: String) -> String {
    let bytes = Array(text.utf8)
    var reader = RecordReader()
    switch reader.readValue(bytes.span) {
    case .empty: return "empty"
    case .invalid: return "invalid"
    case .notARecord: return "notARecord"
    case .record(let slice): return "record \(slice.range)"
    case .batch:
      var elements = ""
      while let element = reader.nextElement(of: bytes.span) {
        elements += "[" + String(decoding: bytes[element.range], as: UTF8.self) + "]"
      }
      return "batch " + (elements.isEmpty ? "[]" : elements)
    }
  }

  private func content(_ text: String) throws -> RecordContent {
    let bytes = Array(text.utf8)
    var reader = RecordReader()
    guard case .record = reader.readValue(bytes.span) else { throw NoRecord(text: text) }
    return reader.content(in: bytes.span)
  }

  private func syslog(_ text: String) throws -> Line {
    let bytes = Array(text.utf8)
    var reader = RecordReader()
    guard case .record = reader.readValue(bytes.span), case .syslog(let record) = reader.content(in: bytes.span) else {
      throw NoRecord(text: text)
    }
    var properties: [UInt8] = []
    let span = reader.propertiesText.span
    for index in span.indices { properties.append(span[index]) }
    func string(_ field: SyslogRecord.Field) -> String? {
      guard field.isPresent else { return nil }
      return String(decoding: (field.source == .value ? bytes : properties)[field.slice.range], as: UTF8.self)
    }
    return Line(
      time: string(record.time), severity: record.severity, facility: string(record.facility),
      program: string(record.program), processID: record.processID, text: string(record.text),
      host: string(record.host),
      sender: string(record.sender), resourceID: string(record.resourceID))
  }

  private struct Line {
    let time: String?, severity: Severity?, facility: String?, program: String?, processID: Int64?, text: String?
    let host: String?, sender: String?, resourceID: String?
  }

  private struct NoRecord: Error { let text: String }
}

extension RecordContent {
  fileprivate var isMissing: Bool { if case .missingMessage = self { true } else { false } }
  fileprivate var isForeign: Bool { if case .foreign = self { true } else { false } }
}
