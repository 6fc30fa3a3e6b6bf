import ECS
import Foundation
import Normalizer
import Patterns
import Testing

/// Fields that detections, dashboards and jobs ask for.
@Suite struct MeaningTests {
  static func event(
    _ line: String, _ options: NormalizerOptions = NormalizerOptions(format: .ecs), origin: RecordOrigin = .none,
    catalogue: Catalogue? = nil
  ) throws -> EventTree {
    try EventTree(try Normalized.one(line, options, origin: origin, catalogue: catalogue).event.utf8)
  }

  private func event(
    _ line: String, _ options: NormalizerOptions = NormalizerOptions(format: .ecs), origin: RecordOrigin = .none
  ) throws -> EventTree { try Self.event(line, options, origin: origin) }

  private static let listening = "Server listening on :: port 22."

  // MARK: - The host

  @Test func `host id is the resource id in lower case, however its slashes are written`() throws {
    let id = "/subscriptions/s/resourcegroups/g/providers/microsoft.compute/virtualmachines/web-01"
    let plain = record(Self.listening)
    for line in [plain, plain.replacing("/", with: #"\/"#), plain.replacing("web-01\"", with: "WEB-01\"")] {
      #expect(try event(line)["host.id"] == .string(id))
    }
  }

  @Test(arguments: ["", "/subscriptions/S", "/subscriptions/S/resourceGroups/G"])
  func `without the id of a resource, host id is the host name in lower case`(id: String) throws {
    let line = record(Self.listening, more: ["resourceId": id]).replacing("web-01", with: "Web-01")
    let event = try event(line)
    #expect(event["host.id"] == .string("web-01"))
    #expect(event["host.name"] == .string("Web-01"))
  }

  @Test(arguments: [#"a"B\c"#, "A\nB"])
  func `a host id that needs escapes keeps the event JSON`(name: String) throws {
    let id = "/subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/virtualMachines/\(name)"
    let event = try event(record(Self.listening, more: ["resourceId": id]))
    #expect(event["host.id"] == .string(id.lowercased()))
  }

  @Test func `a host that is an address is an address too`() throws {
    let event = try event(record("Invalid user x from gate.example.net port 22").replacing("web-01", with: "10.0.0.4"))
    #expect(event["host.ip"] == .array([.string("10.0.0.4")]))
    #expect(event["host.name"] == .string("10.0.0.4"))
    #expect(event["related.ip"] == .array([.string("10.0.0.4")]))
    #expect(try self.event(record(Self.listening))["host.ip"] == nil)
  }

  @Test func `the sender and a host that is an address stand in the host's addresses, each once`() throws {
    let row = #"""
      {"Type":"Syslog","Facility":"authpriv","SeverityLevel":"info","ProcessName":"sshd","SyslogMessage":"Server listening on :: port 22.",
      """#
    func addresses(_ host: String, _ sender: String) throws -> EventTree.Value? {
      try event("\(row)\"HostName\":\"\(host)\",\"HostIP\":\"\(sender)\"}")["host.ip"]
    }
    #expect(try addresses("10.0.0.4", "10.0.0.4") == .array([.string("10.0.0.4")]))
    #expect(try addresses("10.0.0.4", "10.0.0.9") == .array([.string("10.0.0.4"), .string("10.0.0.9")]))
    #expect(try addresses("web", "::ffff:10.0.0.9") == .array([.string("10.0.0.9")]))
  }

  // MARK: - Times

  @Test func `the Kafka timestamp is when the event was created`() throws {
    let origin = RecordOrigin(partition: 0, offset: 7, timestampMilliseconds: 1_773_480_413_589, hasKey: true)
    let line = record(Self.listening)
    #expect(try event(line, origin: origin)["event.created"] == .string("2026-03-14T09:26:53.589Z"))
    #expect(try event(line)["event.created"] == nil)
    #expect(try Normalized.one(line, origin: origin).value("event.created") == nil)
  }

  // MARK: - Addresses

  @Test func `an IPv4 address that is mapped into IPv6 is an IPv4 address, as it was written in address`() throws {
    for mapped in ["::ffff:192.0.2.7", "::FFFF:192.0.2.7", "0:0:0:0:0:ffff:192.0.2.7"] {
      let event = try event(record("Invalid user x from \(mapped) port 22"))
      #expect(event["source.ip"] == .string("192.0.2.7"))
      #expect(event["source.address"] == .string(mapped))
      #expect(event["related.ip"] == .array([.string("192.0.2.7")]))
    }
    let both = try event(record("Connection from ::ffff:192.0.2.7 port 22 on ::ffff:10.0.0.4 port 22"))
    #expect(both["destination.ip"] == .string("10.0.0.4"))
    #expect(both["related.ip"] == .array([.string("192.0.2.7"), .string("10.0.0.4")]))
    let sekoia = try Normalized.one(record("Invalid user x from ::ffff:192.0.2.7 port 22"))
    #expect(try sekoia.text("source.ip") == "::ffff:192.0.2.7")
  }

  // MARK: - Services

  @Test(arguments: [
    "sshd", "sshd-session", "sshd-auth", "sshd(pam_unix)", "sshd(pam_google_authenticator)", "internal-sftp",
    "sftp-server",
  ])
  func `all programs of sshd are one service, whatever they say, and keep their names`(program: String) throws {
    for text in [
      "Accepted password for alice from 192.0.2.7 port 22 ssh2", "a text that nobody knows",
      "pam_unix(sshd:session): session closed for user alice",
    ] {
      let event = try event(record(text, program: program), NormalizerOptions(format: .ecs, unmatched: .emit))
      #expect(event["service.name"] == .string("sshd"))
      #expect(event["process.name"] == .string(program))
    }
    #expect(try event(record("a text", program: "sshd-other"))["service.name"] == nil)
  }

  @Test func `a unit that is a service names it`() throws {
    for (text, name) in [
      ("Started nginx.service - A high performance web server.", "nginx"),
      ("Starting user@1000.service - User Manager for UID 1000...", "user@1000"),
      ("nginx.service: Main process exited, code=exited, status=1/FAILURE", "nginx"),
      ("Started logrotate.timer - Daily rotation of log files.", nil),
      ("Started Session 3 of user alice.", nil),
    ] {
      #expect(try event(record(text, program: "systemd"))["service.name"]?.text == name, "\(text)")
    }
  }

  // MARK: - Repeats

  @Test func `a repeated message can be as many events as it says, with ids of their own`() throws {
    var options = NormalizerOptions(format: .ecs, repeated: .expand)
    options.inputTopic = "raw"
    let line = record("message repeated 3 times: [ Failed password for root from 192.0.2.7 port 22 ssh2]")
    let origin = RecordOrigin(partition: 1, offset: 7, timestampMilliseconds: nil, hasKey: true)
    let events = try Normalized.all(Array("[\(line)]".utf8), options, origin: origin).map {
      try EventTree($0.event.utf8)
    }
    #expect(events.map { $0["event.id"]?.text } == ["raw/1/7/0", "raw/1/7/0~2", "raw/1/7/0~3"])
    #expect(events.allSatisfy { $0["source.ip"] == .string("192.0.2.7") })
    #expect(events.allSatisfy { $0["azure_linux.repeat_count"] == .number("3") })
    options.repeated = .count
    #expect(try Normalized.all(Array(line.utf8), options).count == 1)
  }

  @Test func `the number that somebody logged does not decide how much is written`() throws {
    let options = NormalizerOptions(format: .ecs, repeated: .expand)
    func count(_ times: String) throws -> Int {
      try Normalized.all(
        Array(record("message repeated \(times) times: [ \(Self.listening)]").utf8), options
      ).count
    }
    #expect(try count("999999999999999999") == 100)
    #expect(try count("1") == 1)
    #expect(try count("0") == 1)
  }

  @Test func `a gap and the sekoia format are not multiplied`() throws {
    let gap = Array(record("message repeated 3 times: [ a text that nobody knows]").utf8)
    #expect(try Normalized.all(gap, NormalizerOptions(format: .ecs, unmatched: .both, repeated: .expand)).count == 1)
    let line = Array(record("message repeated 3 times: [ \(Self.listening)]").utf8)
    #expect(try Normalized.all(line, NormalizerOptions(repeated: .expand)).count == 1)
  }

  // MARK: - Own fields

  @Test func `what is a number in all patterns is written as one`() throws {
    let file = PatternFile(
      name: "mine",
      text: """
        programs myapp
        event x
          pattern score {.my.score:number} of {.my.mixed:number} at {.my.port:port}
          pattern word {.my.mixed:word}
        """)
    let event = try Self.event(
      record("score -68 of 9 at 22", program: "myapp"), catalogue: try Catalogue.builtIn(userFiles: [file]))
    #expect(event["azure_linux.my.score"] == .number("-68"))
    #expect(event["azure_linux.my.port"] == .number("22"))
    #expect(event["azure_linux.my.mixed"] == .string("9"))
  }
}
