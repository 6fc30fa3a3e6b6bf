import ECS
import Glibc
import Normalizer
import Patterns
import StrictJSON

/// Compares what became of one value with what the contract says.
struct DispositionChecker {
  let options: NormalizerOptions
  let origin: RecordOrigin
  let catalogue: Catalogue
  private(set) var disagreements: [String] = []

  init(options: NormalizerOptions, origin: RecordOrigin, catalogue: Catalogue) {
    self.options = options
    self.origin = origin
    self.catalogue = catalogue
  }

  private mutating func complain(_ what: String) { disagreements.append(what) }

  private mutating func expect(_ isTrue: Bool, _ what: @autoclosure () -> String) {
    if !isTrue { complain(what()) }
  }

  mutating func check(_ dispositions: [ObservedDisposition], of value: [UInt8]?) {
    let reference = ReferenceValue(value)
    var records: [ReferenceJSON?] = []
    switch reference {
    case .undecided:
      for disposition in dispositions {
        checkCommon(disposition)
        checkMark(disposition)
      }
      return
    case .several(let objects): return checkSeveral(dispositions, objects, of: value ?? [])
    case .empty, .notARecord:
      var reason = DeadLetterReason.notARecord
      if case .empty = reference { reason = .emptyValue }
      expect(
        dispositions.map(\.outcome) == [.deadLetter(reason)],
        "expected \(reason.rawValue), found \(dispositions.map(\.outcome))")
      records = [nil]
    case .record(let record): records = [record]
    case .batch(let elements): records = elements
    }
    expect(dispositions.count == records.count, "\(records.count) records, \(dispositions.count) dispositions")
    let text = value.map { $0.starts(with: [0xEF, 0xBB, 0xBF]) ? Array($0.dropFirst(3)) : $0 } ?? []
    for (place, (disposition, record)) in zip(dispositions, records).enumerated() {
      checkCommon(disposition)
      if case .batch = reference {
        expect(disposition.recordIndex == place, "the record \(place) says that it is \(disposition.recordIndex ?? -1)")
        if let record { expect(disposition.record.elementsEqual(text[record.range]), "not the record's own bytes") }
      } else {
        expect(disposition.recordIndex == nil, "a value that is no batch has an index")
        expect(disposition.record == value ?? [], "the value's bytes have changed")
      }
      if let record { checkRecord(disposition, record, bytes: text[record.range]) }
    }
  }

  /// Several values in a row are read like a batch, in order.
  private mutating func checkSeveral(
    _ dispositions: [ObservedDisposition], _ objects: [(record: ReferenceJSON, range: Range<Int>)], of value: [UInt8]
  ) {
    let text = value.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(value.dropFirst(3)) : value
    expect(dispositions.count == objects.count, "\(objects.count) values, \(dispositions.count) dispositions")
    for (place, (disposition, object)) in zip(dispositions, objects).enumerated() {
      checkCommon(disposition)
      expect(disposition.recordIndex == place, "the value \(place) says that it is \(disposition.recordIndex ?? -1)")
      expect(disposition.record.elementsEqual(text[object.range]), "not the value's own bytes")
      checkRecord(disposition, object.record, bytes: text[object.range])
    }
  }

  /// An event of bytes that are not UTF-8 says so; one of bytes that are does not.
  private mutating func checkMark(_ disposition: ObservedDisposition) {
    guard options.format == .ecs, let event = try? ReferenceJSON(disposition.event) else { return }
    let isMarked = Self.texts(event.value("tags")).contains(Array("invalid_utf8".utf8))
    let isUTF8 = String(validating: disposition.record, as: UTF8.self) != nil
    expect(isMarked == !isUTF8, isUTF8 ? "a mark without a reason" : "replaced bytes without a mark")
  }

  /// What holds for every disposition.
  private mutating func checkCommon(_ disposition: ObservedDisposition) {
    let hasEvent = disposition.outcome == .event || disposition.outcome == .eventAndDeadLetter
    expect(hasEvent != disposition.event.isEmpty, "an event where there is none, or none where there is one")
    expect((disposition.reason == nil) == disposition.detail.isEmpty, "a dead letter without a detail")
    expect(
      disposition.detail.utf8.count <= 300 && disposition.detail.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F },
      "a detail with something of the record in it: \(disposition.detail)")
    expect(disposition.event.count <= options.maximumEventByteCount, "the event is above the limit")
  }

  private mutating func checkRecord(
    _ disposition: ObservedDisposition, _ record: ReferenceJSON, bytes: ArraySlice<UInt8>
  ) {
    if case .string = record.content { return }
    guard record.isObject, record.member("records") == nil else {
      return expect(disposition.reason == .notARecord, "an element that is no object is \(disposition.outcome)")
    }
    guard bytes.count <= options.maximumRecordByteCount else {
      return expect(disposition.reason == .tooLarge, "a record above the limit is \(disposition.outcome)")
    }
    switch ReferenceRecord(record) {
    case .undecided: break
    case .foreign:
      let isSkipped = options.foreign == .skip && !ReferenceRecord.isWrapper(record)
      let expected: Disposition.Outcome = isSkipped ? .skipped : .deadLetter(.foreignRecord)
      expect(disposition.outcome == expected, "a foreign record is \(disposition.outcome)")
    case .missingMessage:
      expect(disposition.reason == .missingMessage, "a record without text is \(disposition.outcome)")
    case .syslog(let line): checkLine(disposition, line, bytes: bytes)
    }
  }

  private mutating func checkLine(
    _ disposition: ObservedDisposition, _ line: ReferenceRecord.Line, bytes: ArraySlice<UInt8>
  ) {
    expect(
      disposition.program == line.program,
      "the program is \(String(decoding: disposition.program, as: UTF8.self)), not \(String(decoding: line.program, as: UTF8.self))"
    )
    expect(disposition.host == line.host, "another host than the record's")
    if origin.hasKey {
      expect(disposition.key.isEmpty, "a key beside the value's own")
    } else {
      let resource = ReferenceJSON.lowercased(line.resourceID)
      let host = ReferenceJSON.lowercased(line.host)
      let names = [host, Array(host.prefix { $0 != UInt8(ascii: ".") })].filter { !$0.isEmpty }
      let last =
        resource.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last.map(Array.init) ?? []
      let isSame = resource.contains(UInt8(ascii: "/")) && names.contains(last)
      let isHost = resource.isEmpty || !line.host.isEmpty && !isSame
      expect(disposition.key == (isHost ? line.host : resource), "another key than the resource id or the host")
    }
    let isKnown = catalogue.isKnown(program: line.program) || Self.namesPAM(line.matchedText)
    let isGap = disposition.pattern == nil && isKnown
    switch disposition.outcome {
    case .event: expect(!isGap || options.unmatched == .emit, "a gap became an event")
    case .eventAndDeadLetter: expect(isGap && options.unmatched == .both, "no gap, and a dead letter beside the event")
    case .deadLetter(.unmatchedMessage):
      expect(isGap && options.unmatched == .deadLetter, "no gap, and a dead letter")
    case .deadLetter(.tooLarge): expect(options.maximumEventByteCount < .max, "too large without a limit")
    default: complain("a syslog line is \(disposition.outcome)")
    }
    guard !disposition.event.isEmpty else { return }
    checkEvent(disposition, line, bytes: bytes)
  }

  /// A text that begins `pam_NAME(` is known, also in rsyslog's wrapping.
  private static func namesPAM(_ text: [UInt8]) -> Bool {
    let text = RepeatedMessage.unwrapped(text)
    guard text.starts(with: Array("pam_".utf8)), let end = text.firstIndex(of: UInt8(ascii: "(")) else { return false }
    return end > 4
      && text[4..<end].allSatisfy { byte in
        byte < 0x80 && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber)
          || [UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-")].contains(byte)
      }
  }

  private mutating func checkEvent(
    _ disposition: ObservedDisposition, _ line: ReferenceRecord.Line, bytes: ArraySlice<UInt8>
  ) {
    var reader = JSONReader(disposition.event.span)
    do throws(JSONError) {
      _ = try reader.readValue()
      try reader.expectEnd()
    } catch {
      return complain("the event is no JSON for the product's own reader: \(error)")
    }
    let event: ReferenceJSON
    do throws(ReferenceJSON.Invalid) {
      event = try ReferenceJSON(disposition.event)
    } catch {
      return complain("the event is no JSON: \(error.what), at byte \(error.position)")
    }
    expect(event.isObject && String(validating: disposition.event, as: UTF8.self) != nil, "the event is no object")
    checkTree(event, path: "")
    let original = options.format == .sekoia ? "message" : "event.original"
    let text = options.format == .sekoia ? "azure_linux.message" : "message"
    if options.format == .ecs, !options.includesOriginal {
      expect(event.value(original) == nil, "an original that nobody wants")
    } else {
      expect(event.value(original)?.text.map { $0.elementsEqual(bytes) } ?? false, "\(original) is not the record")
    }
    expect(event.value(text)?.text.map { line.text == $0 || line.isTagged(by: $0) } ?? false, "\(text) is not the text")
    if options.format == .sekoia {
      expect(event.value("log.hostname")?.text ?? [] == line.host, "log.hostname is not the host")
      expect(event.value("sekoiaio.intake.parsing_status")?.text == Array("success".utf8), "no parsing status")
    } else {
      let place = disposition.recordIndex.map { "/\($0)" } ?? ""
      let id = options.inputTopic.isEmpty ? nil : Array("raw/\(origin.partition)/\(origin.offset)\(place)".utf8)
      expect(event.value("event.id")?.text == id, "event.id is not the record's place")
    }
    if let time = line.plainTime {
      expect(event.value("@timestamp")?.text == time, "@timestamp is not the record's time")
    }
    if let severity = line.severity {
      let words = ["emergency", "alert", "critical", "error", "warning", "notice", "info", "debug"]
      // The published samples have `info` for notice and, in 2022, the collector's own word for a warning.
      let wanted =
        options.format == .ecs
        ? [words[severity]] : severity == 5 ? ["info"] : severity == 4 ? ["warning", "warn"] : [words[severity]]
      expect(
        wanted.contains(String(decoding: event.value("log.level")?.text ?? [], as: UTF8.self)),
        "log.level is not the record's severity")
    }
    for path in ["source.ip", "related.ip"] {
      for address in Self.texts(event.value(path)) where !Self.isAddress(address) { complain("\(path) is no address") }
    }
  }

  /// The C library has the say, which knows nothing of ours.
  private static func isAddress(_ text: [UInt8]) -> Bool {
    let name = String(decoding: text, as: UTF8.self)
    var address = in6_addr()
    return unsafe inet_pton(AF_INET, name, &address) == 1 || inet_pton(AF_INET6, name, &address) == 1
  }

  private static func texts(_ value: ReferenceJSON?) -> [[UInt8]] {
    switch value?.content {
    case .string(let text): [text]
    case .array(let elements): elements.compactMap(\.text)
    default: []
    }
  }

  /// No nulls, no empty strings, objects or arrays, no name twice, no number but whole ones.
  private mutating func checkTree(_ value: ReferenceJSON, path: String) {
    switch value.content {
    case .null: complain("\(path) is null")
    case .string(let text): expect(!text.isEmpty, "\(path) is empty")
    case .number(let digits):
      expect(
        digits.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }, "\(path) is no whole number")
    case .boolean: break
    case .array(let elements):
      expect(!elements.isEmpty, "\(path) is an empty array")
      for element in elements { checkTree(element, path: path) }
    case .object(let members):
      expect(!members.isEmpty, "\(path) is an empty object")
      expect(Set(members.map(\.name)).count == members.count, "a name stands twice in \(path)")
      for member in members { checkTree(member.value, path: "\(path).\(String(decoding: member.name, as: UTF8.self))") }
    }
  }

  /// Escapes are only a way of writing: apart from the record's own bytes nothing may differ.
  mutating func compare(_ plain: [ObservedDisposition], escaped: [ObservedDisposition]) {
    for (one, other) in zip(plain, escaped) where one.reason != .tooLarge && other.reason != .tooLarge {
      expect(
        one.outcome == other.outcome && one.pattern == other.pattern && one.key == other.key
          && one.program == other.program, "escapes change what the record is: \(one.outcome), \(other.outcome)")
      guard !one.event.isEmpty, !other.event.isEmpty, let left = try? ReferenceJSON(one.event),
        let right = try? ReferenceJSON(other.event)
      else { continue }
      let own = options.format == .sekoia ? ["message"] : ["event", "original"]
      expect(
        Self.without(own, left).content == Self.without(own, right).content, "escapes change the event's fields")
    }
  }

  private static func without(_ path: [String], _ value: ReferenceJSON) -> ReferenceJSON {
    guard let first = path.first, case .object(let members) = value.content else { return value }
    let name = Array(first.utf8)
    let kept = members.compactMap { member -> (name: [UInt8], value: ReferenceJSON)? in
      guard member.name == name else { return member }
      return path.count == 1 ? nil : (member.name, without(Array(path.dropFirst()), member.value))
    }
    return ReferenceJSON(content: .object(kept), range: value.range, hasEscapes: false)
  }
}
