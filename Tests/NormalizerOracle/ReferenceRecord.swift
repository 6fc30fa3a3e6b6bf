/// What a value is by the contract, found out from its tree: what the normalizer has to say about it.
package enum ReferenceValue {
  case empty, invalidUTF8, invalidJSON
  /// JSON that is no object and no array, or an object whose `records` are no array.
  case notARecord
  case record(ReferenceJSON)
  case batch([ReferenceJSON])

  package init(_ value: [UInt8]?) {
    guard let value else {
      self = .empty
      return
    }
    let text = value.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(value.dropFirst(3)) : value
    guard text.contains(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
      self = .empty
      return
    }
    guard String(validating: value, as: UTF8.self) != nil else {
      self = .invalidUTF8
      return
    }
    do throws(ReferenceJSON.Invalid) {
      let root = try ReferenceJSON(text)
      switch (root.content, root.member("records")?.content) {
      case (.array(let elements), _): self = .batch(elements)
      case (.object, .array(let elements)): self = .batch(elements)
      case (.object, nil): self = .record(root)
      default: self = .notARecord
      }
    } catch {
      self = .invalidJSON
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
  }

  package init(_ record: ReferenceJSON) {
    let words = [record.member("operationName"), record.member("Type")]
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
    let names = ["ident", "Facility", "Severity"]
    if names.contains(where: { properties?.member($0) != nil })
      || words[0]?.text == Array("LinuxSyslogEvent".utf8)
    {
      guard let text = properties?.member("Msg")?.text else {
        self = .missingMessage
        return
      }
      self = .syslog(
        Line(
          text: text, program: properties?.member("ident")?.text ?? [],
          host: properties?.member("hostname")?.text ?? [],
          resourceID: record.member("resourceId")?.text ?? []))
    } else if record.member("SyslogMessage") != nil || words[1]?.text == Array("Syslog".utf8) {
      guard let text = record.member("SyslogMessage")?.text else {
        self = .missingMessage
        return
      }
      self = .syslog(
        Line(
          text: text, program: record.member("ProcessName")?.text ?? [],
          host: record.member("HostName")?.text ?? record.member("Computer")?.text ?? [],
          resourceID: record.member("_ResourceId")?.text ?? []))
    } else {
      self = .foreign
    }
  }
}
