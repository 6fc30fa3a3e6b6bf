import ECS
import Foundation
import Normalizer
import Patterns
import Testing

@Suite struct DispositionTests {
  @Test func `a null value, an empty one and white space are empty values`() throws {
    for value in [nil, [], Array(" \r\n\t".utf8), [0xEF, 0xBB, 0xBF]] as [[UInt8]?] {
      let results = try Normalized.all(value)
      #expect(results.map(\.reason) == [.emptyValue])
    }
  }

  @Test func `bytes that are not UTF-8 are told from text that is not JSON, each with its byte`() throws {
    let invalid = try Normalized.all(
      Array("{\"a\":\"".utf8) + [0xFF] + Array("\"}".utf8), NormalizerOptions(invalidUTF8: .deadLetter))
    #expect(invalid.map(\.reason) == [.invalidUTF8] && invalid[0].detail.contains("at byte 6"))
    let truncated = try Normalized.all(Array("{\"a\":\"b".utf8))
    #expect(truncated.map(\.reason) == [.invalidJSON] && truncated[0].detail.contains("at byte 7"))
    let deep = try Normalized.all(Array(String(repeating: "[", count: 100_000).utf8))
    #expect(deep.map(\.reason) == [.invalidJSON] && deep[0].recordBytes.count == 100_000)
  }

  @Test func `of a batch that breaks the records before the break are units, and the rest is one dead letter`() throws {
    let good = record("Server listening on :: port 22.")
    for (opening, rest) in [
      ("{\"records\":[", "{\"a\":tru}, \(good)]}"), ("{\"x\":[],\"Records\":[", "{\"prop"), ("[", "{\"a\""),
      ("[{\"records\":[{}]},{\"records\":[", "tru]}]"), ("", "x"),
    ] {
      let separator = opening.isEmpty ? " " : ", "
      let results = try Normalized.all(Array((opening + good + separator + rest).utf8))
      #expect(results.last?.reason == .invalidJSON && results.last?.record == rest, "\(opening)")
      #expect(results.dropLast().last?.outcome == .event && results.dropLast().last?.record == good, "\(opening)")
      #expect(results.map(\.index) == Array(0..<results.count))
    }
    let broken = "{\"records\":[{\"a\":tru}, \(good)]}"
    let whole = try Normalized.all(Array(broken.utf8))
    #expect(whole.map(\.reason) == [.invalidJSON] && whole[0].record == broken && whole[0].index == nil)
  }

  @Test(arguments: ["", " ", "\r\n", "\n\n"])
  func `several values in one message are read like one batch`(separator: String) throws {
    let good = record("Server listening on :: port 22.")
    let batch = "{\"records\":[\(good),\(good)]}"
    let value = [good, batch, "[\(good),7]", good].joined(separator: separator)
    let results = try Normalized.all(Array(value.utf8))
    #expect(results.map(\.reason) == [nil, nil, nil, nil, .notARecord, nil])
    #expect(results.map(\.index) == [0, 1, 2, 3, 4, 5])
    #expect(results.filter { $0.reason == nil }.allSatisfy { $0.record == good })
  }

  @Test func `an array of batches is read like one batch`() throws {
    let good = record("Server listening on :: port 22.")
    let value = "[{\"records\":[\(good),{}]},\(good),{\"records\":[]},{\"records\":7},{\"records\":[\(good)]}]"
    let results = try Normalized.all(Array(value.utf8))
    #expect(results.map(\.reason) == [nil, .foreignRecord, nil, .notARecord, nil])
    #expect(results.map(\.index) == [0, 1, 2, 3, 4])
  }

  @Test func `a string that holds a record is that record, and its bytes stay what they were`() throws {
    let good = record("Server listening on :: port 22.")
    let string = "\"\(good.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    let one = try Normalized.one(" \(string)\n")
    #expect(one.outcome == .event && one.record == " \(string)\n")
    #expect(try one.text("message") == good)
    let results = try Normalized.all(Array("[\(string),\"x\",\"[]\",\(good)]".utf8))
    #expect(results.map(\.reason) == [nil, .notARecord, .notARecord, nil])
    #expect(results.map(\.record) == [string, "\"x\"", "\"[]\"", good])
  }

  @Test func `NULs after a value are no part of it`() throws {
    let good = record("Server listening on :: port 22.")
    let result = try Normalized.one(good + "\0\0 \n\0")
    #expect(result.outcome == .event && result.index == nil && result.record == good + "\0\0 \n\0")
    #expect(try Normalized.one("\0\0").reason == .emptyValue)
  }

  @Test func `bytes that are not UTF-8 spoil only their record, and hide no login`() throws {
    let login = record("Accepted password for Andr~ from 192.0.2.7 port 50122 ssh2")
    let good = record("Server listening on :: port 22.")
    let spoilt = Array(login.utf8).map { $0 == UInt8(ascii: "~") ? 0xE9 : $0 }
    let value = Array("[\(good),".utf8) + spoilt + Array(",\(good)]".utf8)
    var normalizer = Normalizer(options: NormalizerOptions(format: .ecs), catalogue: try Normalized.catalogue.get())
    let replaced = Normalized.all(value, &normalizer)
    #expect(replaced.map(\.outcome) == [.event, .event, .event])
    #expect(try replaced.map { try $0.value("tags") as? [String] } == [nil, ["invalid_utf8"], nil])
    #expect(try replaced[1].text("user.name") == "Andr\u{FFFD}" && replaced[1].recordBytes == spoilt)
    #expect(try replaced[1].text("event.original")?.contains("Andr\u{FFFD} from") ?? false)
    #expect(normalizer.counts.withInvalidUTF8 == 1)
    let kept = try Normalized.all(value, NormalizerOptions(invalidUTF8: .deadLetter))
    #expect(kept.map(\.reason) == [nil, .invalidUTF8, nil] && kept[1].recordBytes == spoilt)
    let outside = Array("{\"a\":".utf8) + [0xFF] + Array("}".utf8)
    #expect(try Normalized.all(outside).map(\.reason) == [.invalidUTF8])
  }

  @Test(arguments: [" ", "\n", "\r\n", "\0", "\u{FEFF}"])
  func `what stands around a text is in the message and not in the way of a pattern`(around: String) throws {
    let text = around + "Accepted password for bob from 192.0.2.7 port 50122 ssh2" + around
    let result = try Normalized.one(record(text))
    #expect(try result.text("user.name") == "bob")
    // Foundation's reader drops a byte order mark.
    if around != "\u{FEFF}" { #expect(try result.text("azure_linux.message") == text) }
  }

  @Test(arguments: ["message", "Body", "payload", "data"])
  func `an object that wraps a syslog record is foreign, says so and is never passed over`(name: String) throws {
    let good = record("Server listening on :: port 22.")
    let string = "\"\(good.replacing("\"", with: "\\\""))\""
    for inner in [good, string, "[{},\(good)]", "{\"data\":\(good)}"] {
      let result = try Normalized.one("{\"offset\":7,\"\(name)\":\(inner)}", NormalizerOptions(foreign: .skip))
      #expect(result.reason == .foreignRecord && result.detail.contains("\"\(name.lowercased())\""))
    }
    for inner in ["{}", "\"{}\"", "\"text\"", "7"] {
      #expect(try Normalized.one("{\"\(name)\":\(inner)}", NormalizerOptions(foreign: .skip)).outcome == .skipped)
    }
  }

  @Test func `each record of a batch is one disposition with its own bytes and place`() throws {
    let first = record("Server listening on :: port 22.")
    let value = "{ \"records\" : [ \(first) , 7, {}, {\"operationName\":\"LinuxSyslogEvent\"} ] }"
    let results = try Normalized.all(Array(value.utf8))
    #expect(results.map(\.index) == [0, 1, 2, 3])
    #expect(results.map(\.reason) == [nil, .notARecord, .foreignRecord, .missingMessage])
    #expect(results.map(\.record) == [first, "7", "{}", "{\"operationName\":\"LinuxSyslogEvent\"}"])
    #expect(try results[0].text("message") == first)
  }

  @Test func `an empty batch has no disposition and is counted`() throws {
    var normalizer = Normalizer(options: NormalizerOptions(), catalogue: try Normalized.catalogue.get())
    #expect(Normalized.all(Array("{\"records\":[]}".utf8), &normalizer).isEmpty)
    #expect(Normalized.all(Array("[]".utf8), &normalizer).isEmpty)
    #expect(normalizer.counts.emptyBatches == 2 && normalizer.counts.records == 0)
  }

  @Test func `the message is the record from its first brace to its last, byte for byte`() throws {
    let bare = record("Server listening on :: port 22.")
    let result = try Normalized.one("\u{FEFF} \n\(bare)\t\n")
    #expect(try result.text("message") == bare)
  }

  @Test func `a gap goes to the dead letters, to the events or to both, as the user says`() throws {
    let gap = record("no release of sshd says this")
    #expect(try Normalized.one(gap).outcome == .deadLetter(.unmatchedMessage))
    let emitted = try Normalized.one(gap, NormalizerOptions(unmatched: .emit))
    #expect(emitted.outcome == .event && emitted.reason == nil)
    #expect(try emitted.text("azure_linux.message") == "no release of sshd says this")
    let both = try Normalized.one(gap, NormalizerOptions(unmatched: .both))
    #expect(
      both.outcome == .eventAndDeadLetter && !both.event.isEmpty && both.program == "sshd" && both.host == "web-01")
  }

  @Test func `a text of a PAM module that nobody knows is an event, and so is any text of an unknown program`() throws {
    for program in ["anything", "sshd"] {
      let result = try Normalized.one(record("pam_new(x:y): says what nobody knows", program: program))
      #expect(result.outcome == .event && result.pattern != nil)
    }
    #expect(try Normalized.one(record("says what nobody knows", program: "anything")).outcome == .event)
    #expect(try Normalized.one(record("says what nobody knows", program: "")).outcome == .event)
  }

  @Test func `a dead letter carries its value with the white space and the byte order mark around it`() throws {
    for text in [
      " {}\n", "\u{FEFF}{\"operationName\":\"LinuxSyslogEvent\"} ", "\t7 ",
      "\n\(record("no release of sshd says this")) ",
    ] {
      let result = try Normalized.one(text)
      #expect(result.reason != nil && result.record == text)
    }
  }

  @Test func `a foreign record can be passed over`() throws {
    #expect(try Normalized.one("{}").reason == .foreignRecord)
    #expect(try Normalized.one("{}", NormalizerOptions(foreign: .skip)).outcome == .skipped)
  }

  @Test
  func `a record above the limit, and one whose event is above the topic's, are too large; a batch may be larger`()
    throws
  {
    let small = record("Server listening on :: port 22.")
    let limit = small.utf8.count
    #expect(try Normalized.one(small, NormalizerOptions(maximumRecordByteCount: limit)).outcome == .event)
    #expect(try Normalized.one(small, NormalizerOptions(maximumRecordByteCount: limit - 1)).reason == .tooLarge)
    let batch = try Normalized.all(Array("[\(small),\(small)]".utf8), NormalizerOptions(maximumRecordByteCount: limit))
    #expect(batch.map(\.outcome) == [.event, .event])
    let tooLarge = try Normalized.one(small, NormalizerOptions(maximumEventByteCount: 100))
    #expect(tooLarge.reason == .tooLarge && tooLarge.event.isEmpty && tooLarge.record == small)
  }

  /// The id of the resource in `record`, in lower case.
  private static let resource = "/subscriptions/s/resourcegroups/g/providers/microsoft.compute/virtualmachines/web-01"

  @Test func `an event without a key of its own is keyed by a host that is not its resource, else by the resource id`()
    throws
  {
    let origin = RecordOrigin(partition: 0, offset: 0, timestampMilliseconds: nil, hasKey: false)
    let text = "Server listening on :: port 22."
    #expect(try Normalized.one(record(text), origin: origin).key == Self.resource)
    #expect(try Normalized.one(record(text, more: ["resourceId": 7]), origin: origin).key == "web-01")
    #expect(try Normalized.one(record(text)).key == "")
    for name in ["WEB-01", "web-01.example.org"] {
      #expect(try Normalized.one(record(text, host: name), origin: origin).key == Self.resource)
    }
    for name in ["db-7", "xweb-01", "eb-01", "01", "db\u{e9}", "web-01x"] {
      #expect(try Normalized.one(record(text, host: name), origin: origin).key == name)
    }
  }

  @Test(arguments: [false, true])
  func `the key is made of the host or of the resource where the user wants that`(hasKey: Bool) throws {
    let origin = RecordOrigin(partition: 0, offset: 0, timestampMilliseconds: nil, hasKey: hasKey)
    let text = "Server listening on :: port 22."
    var options = NormalizerOptions()
    options.eventKey = .host
    #expect(try Normalized.one(record(text, host: "db-7"), options, origin: origin).key == "db-7")
    #expect(try Normalized.one(record(text), options, origin: origin).key == "web-01")
    options.eventKey = .resource
    #expect(try Normalized.one(record(text, host: "db-7"), options, origin: origin).key == Self.resource)
    #expect(try Normalized.one(record(text, more: ["resourceId": 7]), options, origin: origin).key == "web-01")
  }

  @Test func `a record without a time has the Kafka timestamp, and without that none`() throws {
    let value = record("Server listening on :: port 22.", more: ["time": "2024-13-41T25:61:00Z"])
    let origin = RecordOrigin(partition: 0, offset: 0, timestampMilliseconds: 1_773_480_414_007, hasKey: true)
    #expect(try Normalized.one(value, origin: origin).text("@timestamp") == "2026-03-14T09:26:54.007Z")
    #expect(try Normalized.one(value).value("@timestamp") == nil)
    let before = RecordOrigin(partition: 0, offset: 0, timestampMilliseconds: -1, hasKey: true)
    #expect(try Normalized.one(value, origin: before).text("@timestamp") == "1969-12-31T23:59:59.999Z")
    let far = RecordOrigin(partition: 0, offset: 0, timestampMilliseconds: .max, hasKey: true)
    #expect(try Normalized.one(value, origin: far).value("@timestamp") == nil)
  }

  @Test func `half a surrogate pair becomes the replacement character in the fields and stays in the message`() throws {
    let value = record("Server listening on :: port 22.").replacing("web-01", with: #"we\ud83db"#)
    let result = try Normalized.one(value)
    #expect(try result.text("log.hostname") == "we\u{FFFD}b")
    #expect(result.event.contains(#"we\\ud83db"#))
  }

  @Test func `a message repeated N times is unwrapped for every program`() throws {
    let text = "message repeated 5 times: [ Failed password for root from 192.0.2.10 port 22 ssh2]"
    let sekoia = try Normalized.one(record(text))
    #expect(try sekoia.text("user.name") == "root")
    #expect(try sekoia.text("azure_linux.message") == text)
    let ecs = try Normalized.one(record(text), NormalizerOptions(format: .ecs))
    #expect(try ecs.value("azure_linux.repeat_count") as? Int == 5)
    let other = try Normalized.one(
      record("message repeated 2 times: [ x]", program: "app"), NormalizerOptions(format: .ecs))
    #expect(try other.value("azure_linux.repeat_count") as? Int == 2)
    for none in ["message repeated x times: [ y]", "message repeated 2 times: [", "message repeated  times: [ ]"] {
      #expect(try Normalized.one(record(none, program: "app")).outcome == .event)
    }
  }

  @Test func `a user's patterns close a gap, and make a program known only where they say so`() throws {
    let file = PatternFile(
      name: "mine",
      text:
        "programs myapp\nevent x\n pattern hello {user}\n sample hello bob\nalso other\nevent y\n pattern bye {user}\n sample bye bob\n"
    )
    let catalogue = try Catalogue.builtIn(userFiles: [file])
    let matched = try Normalized.one(record("hello bob", program: "myapp"), catalogue: catalogue)
    #expect(try matched.text("user.name") == "bob")
    #expect(try Normalized.one(record("what", program: "myapp"), catalogue: catalogue).reason == .unmatchedMessage)
    #expect(try Normalized.one(record("what", program: "other"), catalogue: catalogue).outcome == .event)
  }
}
