import ECS
import Foundation
import Normalizer
import Patterns
import Testing

/// Fields of the `ecs` format that follow from the record around the text, or from other fields.
@Suite struct DerivedFieldTests {
  private func event(
    _ line: String, catalogue: Catalogue? = nil, origin: RecordOrigin = .none
  ) throws -> EventTree {
    try EventTree(
      try Normalized.one(line, NormalizerOptions(format: .ecs), origin: origin, catalogue: catalogue).event.utf8)
  }

  private static let listening = "Server listening on :: port 22."

  @Test func `the cloud's fields come from the resource id, also from one whose slashes are escaped`() throws {
    let plain = record(Self.listening)
    for line in [plain, plain.replacing("/", with: #"\/"#), plain.replacing("/", with: #"\u002f"#)] {
      let event = try event(line)
      #expect(event["cloud.provider"] == .string("azure"))
      #expect(event["cloud.account.id"] == .string("S"))
      #expect(event["cloud.instance.name"] == .string("web-01"))
      #expect(event["azure_linux.resource.group"] == .string("G"))
      #expect(
        event["azure_linux.resource.id"]
          == .string("/subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/virtualMachines/web-01"))
    }
  }

  @Test func `a machine of a scale set is named as Azure names it`() throws {
    let id =
      "/subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/virtualMachineScaleSets/set/virtualMachines/12"
    let event = try event(record(Self.listening, more: ["resourceId": id]))
    #expect(event["cloud.instance.name"] == .string("set_12"))
    #expect(event["cloud.instance.id"] == .string("12"))
    #expect(event["azure_linux.resource.scale_set"] == .string("set"))
  }

  @Test(arguments: [#"a"b\c"#, "a\nb", "\u{202E}"])
  func `a resource id that needs escapes keeps the event JSON`(name: String) throws {
    let id = "/subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/virtualMachines/\(name)"
    #expect(try event(record(Self.listening, more: ["resourceId": id]))["cloud.instance.name"] == .string(name))
  }

  @Test func `without a resource id there is no cloud`() throws {
    let event = try event(record(Self.listening, more: ["resourceId": ""]))
    #expect(!event.leaves.contains { $0.path.hasPrefix("cloud.") || $0.path.hasPrefix("azure_linux.resource") })
  }

  @Test func `the key is one for all spellings of a resource id`() throws {
    let origin = RecordOrigin(partition: 0, offset: 0, timestampMilliseconds: nil, hasKey: false)
    let plain = record(Self.listening)
    let escaped = plain.replacing("/", with: #"\/"#)
    let key = "/subscriptions/s/resourcegroups/g/providers/microsoft.compute/virtualmachines/web-01"
    #expect(try Normalized.one(plain, origin: origin).key == key)
    #expect(try Normalized.one(escaped, origin: origin).key == key)
    #expect(try Normalized.one(record(Self.listening, more: ["resourceId": ""]), origin: origin).key == "web-01")
  }

  @Test func `syslog's codes, names and priority are all written`() throws {
    let event = try event(record(Self.listening, severity: "warn"))
    #expect(event["log.level"] == .string("warning"))
    #expect(event["log.syslog.severity.code"] == .number("4"))
    #expect(event["log.syslog.severity.name"] == .string("Warning"))
    #expect(event["log.syslog.facility.code"] == .number("10"))
    #expect(event["log.syslog.facility.name"] == .string("authpriv"))
    #expect(event["log.syslog.priority"] == .number("84"))
    #expect(event["log.syslog.appname"] == .string("sshd"))
    #expect(event["log.syslog.procid"] == .string("2211"))
    #expect(event["log.syslog.hostname"] == .string("web-01"))
    #expect(event["event.severity"] == .number("4"))
  }

  @Test func `the zone is said only where the time does not say it`() throws {
    #expect(try event(record(Self.listening))["event.timezone"] == nil)
    let bare = try event(record(Self.listening, more: ["time": "2026-03-14T09:26:53"]))
    #expect(bare["event.timezone"] == .string("UTC"))
    #expect(bare["@timestamp"] == .string("2026-03-14T09:26:53"))
  }

  @Test func `what a set line says is among the related users, once`() throws {
    let file = PatternFile(
      name: "mine",
      text: """
        programs myapp
        event x
          category authentication
          type     info
          set      user.name root
          set      user.target.name {.a}\\{.b}
          pattern  for {effective:word} in {.a:word} {.b:word}
          sample   for root in D u
        """)
    let catalogue = try Catalogue.builtIn(userFiles: [file])
    let root = try event(record("for root in D u", program: "myapp"), catalogue: catalogue)
    #expect(root["related.user"] == .array([.string("root"), .string(#"D\u"#)]))
    #expect(root["user.name"] == .string("root"))
    let alice = try event(record("for alice in D u", program: "myapp"), catalogue: catalogue)
    #expect(alice["related.user"] == .array([.string("root"), .string("alice"), .string(#"D\u"#)]))
    let sekoia = try Normalized.one(record("for alice in D u", program: "myapp"), catalogue: catalogue)
    #expect(try sekoia.value("related.user") as? [String] == ["alice"])
  }

  @Test func `the record's own address and host are related, once`() throws {
    let row = #"""
      {"Type":"Syslog","TimeGenerated":"2026-03-14T09:26:53Z","Facility":"authpriv","SeverityLevel":"info","ProcessName":"sshd",
      "SyslogMessage":"Connection from 192.0.2.7 port 22 on 10.0.0.4 port 22","HostName":"web-01","HostIP":"10.0.0.4"}
      """#
    let event = try event(row.replacing("\n", with: ""))
    #expect(event["host.ip"] == .array([.string("10.0.0.4")]))
    #expect(event["related.ip"] == .array([.string("10.0.0.4"), .string("192.0.2.7")]))
    let loop = try self.event(record("Invalid user x from web-01 port 22"))
    #expect(loop["related.hosts"] == .array([.string("web-01")]))
  }

  @Test func `a peer that has gone is no domain, and a zone is no part of an address`() throws {
    let gone = try event(record("Connection closed by UNKNOWN port 65535 [preauth]"))
    #expect(gone["source.domain"] == nil && gone["source.ip"] == nil)
    #expect(gone["related.hosts"] == .array([.string("web-01")]))
    let zone = try event(record("Invalid user x from fe80::1%eth0 port 22"))
    #expect(zone["source.ip"] == .string("fe80::1"))
    #expect(zone["source.address"] == .string("fe80::1%eth0"))
    #expect(zone["related.ip"] == .array([.string("fe80::1")]))
  }

  @Test func `a line about another process lends it neither name nor pid of the one that wrote it`() throws {
    let event = try event(
      record("nginx.service: Main process exited, code=exited, status=1/FAILURE", program: "systemd", pid: "1"))
    #expect(event["process.exit_code"] == .number("1"))
    #expect(event["process.pid"] == nil && event["process.name"] == nil)
    #expect(event["log.syslog.appname"] == .string("systemd") && event["log.syslog.procid"] == .string("1"))
  }

  @Test func `an executable is a path in ecs, in sekoia whatever sudo ran`() throws {
    let line = record("alice : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=list", program: "sudo")
    #expect(try event(line)["process.executable"] == nil)
    #expect(try Normalized.one(line).text("process.executable") == "list")
  }
}
