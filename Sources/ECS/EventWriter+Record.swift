import AzureLinux
import StrictJSON

/// Fields of the `ecs` format that follow from the record alone.
extension EventWriter {
  /// An array of words, so that whoever distrusts mended records finds them.
  mutating func writeRepairTags(_ step: EventPlans.Step, _ input: borrowing EventInput) -> Bool {
    guard !input.repairs.isEmpty else { return false }
    beginField(step)
    output.append("[")
    if input.repairs.contains(.rawNewlines) { output.append("\"repaired_raw_newlines\"") }
    if input.repairs.isSuperset(of: [.rawNewlines, .singleQuotes]) { output.append(",") }
    if input.repairs.contains(.singleQuotes) { output.append("\"repaired_single_quotes\"") }
    output.append("]")
    return true
  }

  mutating func writeRecordValue(of step: EventPlans.Step, _ input: borrowing EventInput) -> Bool {
    let record = input.record
    switch step.kind {
    case .severityLevel: return writeWord(record.severity.map(SyslogWords.level), step)
    case .severityName: return writeWord(record.severity.map(SyslogWords.name), step)
    case .severityCode: return writeNumber(record.severity.map { Int64($0.rawValue) }, step)
    case .facilityName: return writeWord(facility(input)?.name, step)
    case .facilityCode: return writeNumber(facility(input).map { Int64($0.code) }, step)
    case .priority:
      // RFC 5424, section 6.2.1.
      guard let facility = facility(input), let severity = record.severity else { return false }
      return writeNumber(Int64(facility.code * 8 + severity.rawValue), step)
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
    case .hostIPs: return writeHostIPs(step, input)
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
    guard !bytes.isEmpty else { return false }
    let resource = cloudResource ?? CloudResource(bytes)
    cloudResource = resource
    var part: Range<Int>?
    var suffix: Range<Int>?
    switch step.kind {
    case .cloudProvider: return resource.subscription == nil ? false : writeWord("azure", step)
    case .cloudAccount: part = resource.subscription
    case .resourceGroup: part = resource.group
    case .cloudInstanceName:
      part = resource.name
      suffix = resource.instance
    case .cloudInstanceID: part = resource.instance
    case .scaleSet: part = resource.scaleSet
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
    let resource = cloudResource ?? CloudResource(input.resourceID)
    cloudResource = resource
    if !input.resourceID.isEmpty, resource.isOfResource {
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

  /// The sender's address, and the host where it is one.
  private mutating func writeHostIPs(_ step: EventPlans.Step, _ input: borrowing EventInput) -> Bool {
    let sender = senderIP(input)
    let host = hostIP(input)
    guard sender != nil || host != nil else { return false }
    beginField(step)
    output.append("[\"")
    var written = 0..<0
    if let sender {
      let start = output.count
      output.append(input.bytes(of: input.record.sender).extracting(sender))
      written = start..<output.count
    }
    if let host {
      let before = output.count
      if sender != nil { output.append("\",\"") }
      let start = output.count
      output.append(input.host.extracting(host))
      if Self.areEqual(output.span, written, start..<output.count) { output.truncate(to: before) }
    }
    output.append("\"]")
    return true
  }

  /// Where the sender's address stands, nil where the record gives a name or none.
  func senderIP(_ input: borrowing EventInput) -> Range<Int>? {
    let sender = input.record.sender
    guard sender.isPresent, !sender.slice.hasEscapes else { return nil }
    return IPAddress.range(input.bytes(of: sender))
  }

  /// Where the address stands in a host that is one.
  func hostIP(_ input: borrowing EventInput) -> Range<Int>? { IPAddress.range(input.host) }

  static func areEqual(_ bytes: Span<UInt8>, _ first: Range<Int>, _ second: Range<Int>) -> Bool {
    guard first.count == second.count else { return false }
    for offset in 0..<first.count
    where bytes[first.lowerBound + offset] != bytes[second.lowerBound + offset] { return false }
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
