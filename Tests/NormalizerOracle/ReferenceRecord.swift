/// What a value is by the contract, found out from its tree: what the normalizer has to say about it.
package enum ReferenceValue {
  case empty
  /// JSON that is no object and no array, or an object whose `records` are no array.
  case notARecord
  case record(ReferenceJSON)
  /// The units of a batch, those of batches in it in their place.
  case batch([ReferenceJSON])
  /// Several objects in a row, none of them a batch; `range` is a record's place in the value without its byte order mark.
  case several([(record: ReferenceJSON, range: Range<Int>)])
  /// No JSON, or several values of other kinds. Only what holds for every value is judged.
  case undecided

  package init(_ value: [UInt8]?) {
    guard let value else {
      self = .empty
      return
    }
    var text = value.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(value.dropFirst(3)) : value
    // NULs at the end go with the white space between them.
    let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D, 0]
    let tail = text.reversed().prefix { blanks.contains($0) }
    if tail.contains(0) { text.removeLast(tail.count) }
    guard text.contains(where: { !blanks.subtracting([0]).contains($0) }) else {
      self = .empty
      return
    }
    guard String(validating: text, as: UTF8.self) != nil else {
      self = .undecided
      return
    }
    guard let root = try? ReferenceJSON(text) else {
      self = Self.objects(in: text).map { .several($0) } ?? .undecided
      return
    }
    switch (root.content, root.member("records")?.content) {
    case (.array, _), (.object, .array): self = .batch(Self.units(of: root))
    case (.object, nil): self = .record(root)
    case (.string, _): self = .undecided
    default: self = .notARecord
    }
  }

  /// The objects of a text that holds two or more of them and white space, nothing else; nil of any other text.
  private static func objects(in text: [UInt8]) -> [(record: ReferenceJSON, range: Range<Int>)]? {
    var objects: [(ReferenceJSON, Range<Int>)] = []
    var start = 0
    while start < text.count {
      if [0x20, 0x09, 0x0A, 0x0D].contains(text[start]) {
        start += 1
        continue
      }
      guard text[start] == UInt8(ascii: "{"), let end = end(ofObjectAt: start, in: text),
        let object = try? ReferenceJSON(Array(text[start..<end])), object.member("records") == nil
      else { return nil }
      objects.append((object, start..<end))
      start = end
    }
    return objects.count > 1 ? objects : nil
  }

  /// Where the braces that open at a place are closed; what stands in strings does not count.
  private static func end(ofObjectAt start: Int, in text: [UInt8]) -> Int? {
    var depth = 0
    var isInString = false
    var position = start
    while position < text.count {
      switch text[position] {
      case UInt8(ascii: "\\") where isInString: position += 1
      case UInt8(ascii: "\""): isInString.toggle()
      case UInt8(ascii: "{") where !isInString: depth += 1
      case UInt8(ascii: "}") where !isInString:
        depth -= 1
        if depth == 0 { return position + 1 }
      default: break
      }
      position += 1
    }
    return nil
  }

  private static func units(of value: ReferenceJSON) -> [ReferenceJSON] {
    let elements: [ReferenceJSON]
    if case .array(let own) = value.content {
      elements = own
    } else if case .array(let records)? = value.member("records")?.content {
      elements = records
    } else {
      return []
    }
    return elements.flatMap { element in
      if element.isObject, case .array? = element.member("records")?.content { return units(of: element) }
      return [element]
    }
  }
}

/// What a record is by the contract's section 1.
package enum ReferenceRecord {
  case syslog(Line)
  case missingMessage, foreign
  /// The contract leaves room: words that decide are written with escapes.
  case undecided

  package struct Line {
    package var text: [UInt8]
    package var program: [UInt8]
    package var host: [UInt8]
    package var resourceID: [UInt8]
    /// The event's time, where the record's first source of it is plain: ISO 8601 in UTC, possible and no default.
    package var plainTime: [UInt8]?
    /// The severity's code, where the record's first source of it is a word of syslog or Azure.
    package var severity: Int?
  }

  private static let severities: [String: Int] = [
    "emerg": 0, "emergency": 0, "alert": 1, "crit": 2, "critical": 2, "err": 3, "error": 3, "warn": 4, "warning": 4,
    "notice": 5, "info": 6, "information": 6, "informational": 6, "debug": 7,
  ]

  /// Adds what the members of a record say of its time and its severity.
  private func adding(time: ReferenceJSON?, severity: ReferenceJSON?) -> Self {
    guard case .syslog(var line) = self else { return self }
    let word = String(decoding: ReferenceJSON.lowercased(severity?.text ?? []), as: UTF8.self)
    line.severity = Self.severities[word]
    let text = String(decoding: time?.text ?? [], as: UTF8.self)
    let form =
      /([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?Z/
    if let match = text.wholeMatch(of: form), let year = Int(match.output.1), year >= 1990 {
      line.plainTime = Array(text.utf8)
    }
    return .syslog(line)
  }

  private static let facilities: Set<String> = [
    "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron", "authpriv", "ftp", "ntp",
    "audit", "alert", "at", "security", "logaudit", "logalert", "console", "clock", "solaris-cron", "mark",
    "authorization",
  ]

  package init(_ record: ReferenceJSON) {
    let words = [record.member("operationName"), record.member("Type"), record.member("category")]
    guard !words.contains(where: { $0?.hasEscapes ?? false }) else {
      self = .undecided
      return
    }
    var properties = record.member("properties")
    if let text = properties?.text {
      // Unreadable text is no properties at all.
      properties = try? ReferenceJSON(text)
      if properties?.isObject != true { properties = nil }
    }
    let signs = ["ident", "Facility"].contains { properties?.member($0) != nil }
    let category = Self.word(words[2])
    let isFacility =
      Self.facilities.contains(category)
      || (category.wholeMatch(of: /local[0-7]|1?[0-9]|2[0-3]|0[0-9]/) != nil)
    if signs || words[0]?.text == Array("LinuxSyslogEvent".utf8)
      || (properties?.member("Msg") != nil && isFacility)
    {
      guard let text = properties?.member("Msg")?.text else {
        self = .missingMessage
        return
      }
      let hosts = ["hostname", "Host", "SendingHost"].map { properties?.member($0)?.text }
      self = .syslog(
        Line(
          text, properties?.member("ident")?.text, pid: properties?.member("pid"), hosts,
          record.member("resourceId")?.text)
      ).adding(time: record.member("time"), severity: record.member("level"))
    } else if record.member("SyslogMessage") != nil || words[1]?.text == Array("Syslog".utf8) {
      guard let text = record.member("SyslogMessage")?.text else {
        self = .missingMessage
        return
      }
      self = .syslog(
        Line(
          text, record.member("ProcessName")?.text, pid: record.member("ProcessID"),
          ["HostName", "Computer"].map { record.member($0)?.text }, record.member("_ResourceId")?.text)
      ).adding(time: record.member("TimeGenerated"), severity: record.member("SeverityLevel"))
    } else {
      self = .foreign
    }
  }

  private static func word(_ value: ReferenceJSON?) -> String {
    switch value?.content {
    case .string(let bytes), .number(let bytes): String(decoding: bytes, as: UTF8.self)
    default: ""
    }
  }

  /// Whether a foreign object holds a syslog record in a member that forwarders use.
  package static func isWrapper(_ object: ReferenceJSON, depth: Int = 0) -> Bool {
    guard depth < 4, case .object(let members) = object.content else { return false }
    return members.contains { member in
      let name = String(decoding: ReferenceJSON.lowercased(member.name), as: UTF8.self)
      guard ["message", "body", "payload", "data"].contains(name) else { return false }
      var value: ReferenceJSON? = member.value
      if let text = member.value.text { value = try? ReferenceJSON(Array(Line.bare(text[...]))) }
      guard let value else { return false }
      var records = [value]
      if case .array(let elements) = value.content { records = elements }
      if case .array(let elements)? = value.member("records")?.content { records = elements }
      return records.contains { record in
        guard record.isObject else { return false }
        return switch ReferenceRecord(record) {
        case .foreign: isWrapper(record, depth: depth + 1)
        case .undecided: false
        default: true
        }
      }
    }
  }
}

extension ReferenceRecord.Line {
  fileprivate init(_ text: [UInt8], _ ident: [UInt8]?, pid: ReferenceJSON?, _ hosts: [[UInt8]?], _ resource: [UInt8]?) {
    resourceID = resource ?? []
    host =
      hosts.compactMap { $0 }.first { host in
        let name = String(decoding: ReferenceJSON.lowercased(host), as: UTF8.self)
        return !["-", "localhost", "localhost.localdomain"].contains(name) && !(host.count == 1 && host[0] <= 0x20)
      } ?? Self.name(ofResource: resourceID)
    program = Self.program(ident ?? [])
    self.text = text
    guard program.isEmpty else { return }
    guard let (tag, start) = Self.tag(text) else { return }
    program = tag
    self.text = Array(text[start...])
  }

  /// Without white space, NUL and U+FEFF at both ends.
  fileprivate static func bare(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = text
    let blanks: Set<UInt8> = [0, 0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D]
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    while true {
      if let first = text.first, blanks.contains(first) {
        text.removeFirst()
      } else if text.starts(with: mark) {
        text.removeFirst(3)
      } else if let last = text.last, blanks.contains(last) {
        text.removeLast()
      } else if text.count >= 3, text.suffix(3).elementsEqual(mark) {
        text.removeLast(3)
      } else {
        return text
      }
    }
  }

  /// What patterns are tried on.
  package var matchedText: [UInt8] { Array(Self.bare(text[...])) }

  /// Whether a text is this one without the program's own tag before it.
  package func isTagged(by rest: [UInt8]) -> Bool {
    guard !program.isEmpty, text.starts(with: program + [UInt8(ascii: "[")]), text.count > rest.count,
      text.suffix(rest.count).elementsEqual(rest), let (name, start) = Self.tag(text)
    else { return false }
    return name == program && start == text.count - rest.count
  }

  private static func program(_ ident: [UInt8]) -> [UInt8] {
    var name = bare(ident[...])
    if name.last == UInt8(ascii: ":") { name.removeLast() }
    if name.last == UInt8(ascii: "]"), let bracket = name.lastIndex(of: UInt8(ascii: "[")), bracket > name.startIndex {
      let digits = name[(bracket + 1)...].dropLast()
      if !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) { name = name[..<bracket] }
    }
    if name.first == UInt8(ascii: "/"), let slash = name.lastIndex(of: UInt8(ascii: "/")), slash + 1 < name.endIndex {
      name = name[(slash + 1)...]
    }
    return name.elementsEqual([UInt8(ascii: "-")]) ? [] : Array(name)
  }

  private static func name(ofResource id: [UInt8]) -> [UInt8] {
    let parts = id.split(separator: UInt8(ascii: "/")).map(Array.init)
    var name: [UInt8] = []
    var set: [UInt8]?
    for place in stride(from: 0, to: parts.count - 1, by: 2) {
      let key = String(decoding: ReferenceJSON.lowercased(parts[place]), as: UTF8.self)
      if ["subscriptions", "resourcegroups", "providers"].contains(key) { continue }
      name = parts[place + 1]
      if key == "virtualmachinescalesets" { set = name }
      if key == "virtualmachines", let set { name = set + [UInt8(ascii: "_")] + name }
    }
    return name
  }

  /// The program that a text names at its beginning, and where the text itself begins.
  private static func tag(_ text: [UInt8]) -> (program: [UInt8], start: Int)? {
    // Latin 1 makes one character of each byte, so that places stay what they are.
    let line = String(String.UnicodeScalarView(text.map { Unicode.Scalar($0) }))
    let scalars = Array(line.unicodeScalars)
    guard scalars.count == text.count else { return nil }
    let head =
      /^\x20*(<[0-9]{1,3}>)?((?:[A-Z][a-z]{2}\x20+[0-9]{1,2}\x20[^\x00-\x20]{8,}|[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][^\x00-\x20]+)\x20(?:[^\x00-\x20]+\x20)?)?([A-Za-z0-9_.\/()\-]+)(\[[0-9]+\])?:\x20/
      .matchingSemantics(.unicodeScalar)
    guard let match = line.firstMatch(of: head) else { return nil }
    guard match.output.1 != nil || match.output.2 != nil || match.output.4 != nil else { return nil }
    let start = line.unicodeScalars.distance(from: line.unicodeScalars.startIndex, to: match.range.upperBound)
    guard start < text.count else { return nil }
    let program = program(match.output.3.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) })
    return program.isEmpty ? nil : (program, start)
  }
}
