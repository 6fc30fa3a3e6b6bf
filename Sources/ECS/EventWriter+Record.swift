import AzureLinux
import StrictJSON

/// Fields of the `ecs` format that follow from the record alone.
extension EventWriter {
  /// An array of words, so that those who distrust repaired records find them.
  mutating func writeRepairTags(_ step: EventPlans.Step, _ input: borrowing EventInput) -> Bool {
    guard !input.repairs.isEmpty else { return false }
    beginField(step)
    output.append("[")
    let end = output.count
    if input.repairs.contains(.invalidUTF8) { writeTag("\"invalid_utf8\"", isFirst: output.count == end) }
    if input.repairs.contains(.rawNewlines) { writeTag("\"repaired_raw_newlines\"", isFirst: output.count == end) }
    if input.repairs.contains(.singleQuotes) { writeTag("\"repaired_single_quotes\"", isFirst: output.count == end) }
    output.append("]")
    return true
  }

  private mutating func writeTag(_ tag: StaticString, isFirst: Bool) {
    if !isFirst { output.append(",") }
    output.append(tag)
  }

  mutating func writeRecordValue(of step: EventPlans.Step, _ input: borrowing EventInput) -> Bool {
    let record = input.record
    switch step.kind {
    case .severityLevel: return writeWord(record.severity.map(SyslogWords.level), step)
    case .severityName: return writeWord(record.severity.map(SyslogWords.name), step)
    case .severityCode: return writeNumber(record.severity.map { Int64($0.rawValue) }, step)
    case .facilityName: return writeFacilityName(step, input)
    case .facilityCode: return writeNumber(facility(input).flatMap { $0.code.map(Int64.init) }, step)
    case .priority:
      // RFC 5424, section 6.2.1.
      guard let code = facility(input)?.code, let severity = record.severity else { return false }
      return writeNumber(Int64(code * 8 + severity.rawValue), step)
    case .processIDAsText:
      guard let processID = record.processID else { return false }
      beginField(step)
      quote { $0.append(decimal: processID) }
      return true
    case .timezone:
      // Azure's times are UTC; ECS wants the zone said where the time itself does not.
      guard record.time.isPresent, !Timestamp.hasOffset(input.bytes(of: record.time)) else { return false }
      return writeWord("UTC", step)
    case .hostID: return writeHostID(step, input)
    case .hostIPs: return writeHostAddresses(step, input)
    case .serviceOfProgram:
      guard let name = services.name(of: input.program) else { return false }
      beginField(step)
      output.append(UInt8(ascii: "\""))
      unsafe services.bytes.withUnsafeBufferPointer { bytes in
        unsafe output.append(UnsafeBufferPointer(rebasing: bytes[name]))
      }
      output.append(UInt8(ascii: "\""))
      return true
    case .systemDataset:
      // Facilities auth and authpriv, as distributions write /var/log/auth.log and /var/log/secure.
      let code = facility(input)?.code
      return writeWord(code == 4 || code == 10 ? "system.auth" : "system.syslog", step)
    default: return writeCloudValue(of: step, input)
    }
  }

  private mutating func writeCloudValue(of step: EventPlans.Step, _ input: borrowing EventInput) -> Bool {
    let bytes = input.resourceID
    guard !bytes.isEmpty else {
      guard input.record.subscriptionID.isPresent else { return false }
      if case .cloudProvider = step.kind { return writeWord("azure", step) }
      guard case .cloudAccount = step.kind else { return false }
      return writeField(input.record.subscriptionID, step, input)
    }
    readResource(input)
    var part: Range<Int>?
    var suffix: Range<Int>?
    switch step.kind {
    case .cloudProvider: return cloudResource.subscription == nil ? false : writeWord("azure", step)
    case .cloudAccount: part = cloudResource.subscription
    case .resourceGroup: part = cloudResource.group
    case .cloudInstanceName:
      part = cloudResource.name
      suffix = cloudResource.instance
    case .cloudInstanceID: part = cloudResource.instance
    case .scaleSet: part = cloudResource.scaleSet
    default: break
    }
    guard let part else { return false }
    beginField(step)
    output.append(UInt8(ascii: "\""))
    appendResource(part, input)
    if let suffix {
      // Azure names the machine with the number N of the scale set S `S_N`.
      output.append(UInt8(ascii: "_"))
      appendResource(suffix, input)
    }
    output.append(UInt8(ascii: "\""))
    return true
  }

  private mutating func appendResource(_ range: Range<Int>, _ input: borrowing EventInput) {
    let bytes = input.resourceID.extracting(range)
    if input.record.resourceID.slice.hasEscapes { output.appendEscaped(bytes) } else { output.append(bytes) }
  }

  /// The resource id in lower case, since Azure writes one machine's id in several cases; without one the host.
  private mutating func writeHostID(_ step: EventPlans.Step, _ input: borrowing EventInput) -> Bool {
    readResource(input)
    if !input.resourceID.isEmpty, cloudResource.isOfResource {
      beginField(step)
      output.append(UInt8(ascii: "\""))
      let start = output.count
      appendResource(0..<input.resourceID.count, input)
      output.lowercaseASCII(from: start)
      output.append(UInt8(ascii: "\""))
      return true
    }
    guard !input.host.isEmpty else { return false }
    beginField(step)
    output.append(UInt8(ascii: "\""))
    let start = output.count
    output.appendEscaped(input.host)
    output.lowercaseASCII(from: start)
    output.append(UInt8(ascii: "\""))
    return true
  }

  /// The next address of the machine that the record names, each one once: its name where that is an address, then those of
  /// its sender, which may be a list. `position` is 0 at first.
  func nextHostAddress(_ position: inout Int, _ input: borrowing EventInput) -> (ofHost: Bool, range: Range<Int>)? {
    if position == 0 {
      position = 1
      if let address = IPAddress.range(input.host) { return (true, address) }
    }
    let sender = input.record.sender
    guard sender.isPresent, !sender.slice.hasEscapes else { return nil }
    let bytes = input.bytes(of: sender)
    while position <= bytes.count {
      let start = position - 1
      var end = start
      while end < bytes.count, !Self.separatesAddresses(bytes[end]) { end += 1 }
      position = end + 2
      guard let address = IPAddress.range(bytes.extracting(start..<end)) else { continue }
      let range = start + address.lowerBound..<start + address.upperBound
      if !Self.isRepeated(range, in: bytes, host: input.host) { return (false, range) }
    }
    return nil
  }

  private static func separatesAddresses(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") || byte <= UInt8(ascii: " ")
  }

  /// Whether an address of the list stands in it before, or is the host's name.
  private static func isRepeated(_ range: Range<Int>, in list: Span<UInt8>, host: Span<UInt8>) -> Bool {
    func equal(_ other: Span<UInt8>) -> Bool {
      guard other.count == range.count else { return false }
      for offset in 0..<range.count where other[offset] != list[range.lowerBound + offset] { return false }
      return true
    }
    if equal(host) { return true }
    var start = 0
    while start < range.lowerBound {
      var end = start
      while end < list.count, !separatesAddresses(list[end]) { end += 1 }
      if equal(list.extracting(start..<end)) { return true }
      start = end + 1
    }
    return false
  }

  static func append(
    _ address: (ofHost: Bool, range: Range<Int>), _ input: borrowing EventInput, to output: inout ByteBuffer
  ) {
    if address.ofHost {
      output.append(input.host.extracting(address.range))
    } else {
      output.append(input.bytes(of: input.record.sender).extracting(address.range))
    }
  }

  private mutating func writeHostAddresses(_ step: EventPlans.Step, _ input: borrowing EventInput) -> Bool {
    var position = 0
    var isFirst = true
    while let address = nextHostAddress(&position, input) {
      if isFirst {
        beginField(step)
        output.append("[\"")
      } else {
        output.append("\",\"")
      }
      isFirst = false
      Self.append(address, input, to: &output)
    }
    guard !isFirst else { return false }
    output.append("\"]")
    return true
  }

  /// The name that syslog has for a number, else the name as it came, also one without a code.
  private mutating func writeFacilityName(_ step: EventPlans.Step, _ input: borrowing EventInput) -> Bool {
    if let facility = facility(input) { return writeWord(facility.name, step) }
    let field = input.record.facility
    guard field.isPresent, field.slice.kind == .string, !field.slice.hasEscapes else { return false }
    let bytes = input.bytes(of: field)
    // `Unknown` and `-` name none, and no number above 23 does.
    guard bytes.count > 1, bytes[0] &- UInt8(ascii: "0") >= 10, !Self.isUnknown(bytes) else { return false }
    return writeField(field, step, input)
  }

  private static func isUnknown(_ bytes: Span<UInt8>) -> Bool {
    let unknown: StaticString = "unknown"
    guard bytes.count == unknown.utf8CodeUnitCount else { return false }
    for index in bytes.indices {
      guard unsafe bytes[index] | 0x20 == unknown.utf8Start[index] else { return false }
    }
    return true
  }

  private mutating func writeWord(_ word: StaticString?, _ step: EventPlans.Step) -> Bool {
    guard let word else { return false }
    beginField(step)
    quote { $0.append(word) }
    return true
  }

  private mutating func facility(_ input: borrowing EventInput) -> Facility? {
    if let facility { return facility }
    let found = input.record.facility.isPresent ? Facility(input.bytes(of: input.record.facility)) : nil
    facility = .some(found)
    return found
  }
}
