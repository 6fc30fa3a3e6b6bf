import AzureLinux
import Patterns
import StrictJSON

/// Values that follow from the record alone.
extension EventWriter {
  /// Finds them, and what of the key depends on them.
  mutating func findRecordValues(_ input: borrowing EventInput) {
    let record = input.record
    put(.text, record.text, input)
    put(.host, record.host, input)
    if record.time.isPresent {
      put(.time, record.time, input)
    } else {
      put(.time, input.fallbackTime)
    }
    if writesRecord { putRecordBytes(input) }
    key.severity = record.severity
    let program = Self.meaning(ofProgram: input.program, &programs, services)
    key.programClass = program.programClass
    putProcessID(record.processID)
    guard format == .ecs else { return }

    put(.program, record.program, input)
    unsafe values.set(RecordSlot.service.rawValue, services.run(program.service))
    key.insert(.service, if: program.service >= 0)
    put(.created, input.created)
    if input.repeatCount > 0 {
      values.set(RecordSlot.repeatCount.rawValue, decimal: input.repeatCount)
      key.insert(.repeatCount, if: true)
    } else {
      values.clear(RecordSlot.repeatCount.rawValue)
    }
    putEventID(input)
    if input.repairs.isEmpty { values.clear(RecordSlot.repairTags.rawValue) } else { putRepairTags(input.repairs) }
    putFacility(input)
    if record.time.isPresent { key.insert(.lacksOffset, if: Self.lacksOffset(input.bytes(of: record.time))) }
    putResource(input)
    putHostAddresses(input)
  }

  // MARK: - Pieces

  @inline(__always)
  mutating func put(_ slot: RecordSlot, _ bytes: Span<UInt8>) {
    values.set(slot.rawValue, bytes)
    key.insert(slot, if: !bytes.isEmpty)
  }

  /// A string of the record as it was escaped there, but U+FFFD for half a surrogate pair.
  @inline(__always)
  mutating func put(_ slot: RecordSlot, _ field: SyslogRecord.Field, _ input: borrowing EventInput) {
    guard field.isPresent else { return clear(slot) }
    if field.slice.hasLoneSurrogate { return putReplacing(slot, field, input) }
    put(slot, input.bytes(of: field))
  }

  private mutating func putReplacing(_ slot: RecordSlot, _ field: SyslogRecord.Field, _ input: borrowing EventInput) {
    let bytes = input.bytes(of: field)
    guard !bytes.isEmpty else { return clear(slot) }
    var decoded = ByteBuffer(capacity: bytes.count)
    JSONString.appendDecoded(bytes, to: &decoded)
    putMade(slot, escaping: decoded.span)
  }

  @inline(__always)
  private mutating func clear(_ slot: RecordSlot) { values.clear(slot.rawValue) }

  private mutating func putMade(_ slot: RecordSlot, escaping bytes: Span<UInt8>) {
    values.make(slot.rawValue, escaping: bytes)
    key.insert(slot, if: true)
  }

  private mutating func putRecordBytes(_ input: borrowing EventInput) {
    if input.escapedRecord.isEmpty {
      putMade(.recordBytes, escaping: input.recordBytes)
    } else {
      put(.recordBytes, input.escapedRecord)
    }
  }

  private static func lacksOffset(_ time: Span<UInt8>) -> Bool {
    // Nearly all times end so.
    if !time.isEmpty, time[time.count - 1] == UInt8(ascii: "Z") { return false }
    return !Timestamp.hasOffset(time)
  }

  // MARK: - Program and process

  /// The class of a program and the place of its service, -1 for none.
  @inline(__always)
  private static func meaning(
    ofProgram program: Span<UInt8>, _ programs: inout ShortWordMemo, _ services: borrowing ProgramServices
  ) -> (programClass: ProgramClass, service: Int) {
    let meaning = programs.meaning(of: program) { name in
      (services.place(of: name) + 1) * 4 + ProgramClass(name).rawValue
    }
    return (ProgramClass(rawValue: meaning & 3) ?? .other, meaning >> 2 - 1)
  }

  /// Marks the program if no pattern file names it.
  @inline(__always)
  mutating func putUnlisted(_ captures: borrowing Matcher) {
    guard !captures.isListedProgram else { return clear(.unlistedProgram) }
    values.set(RecordSlot.unlistedProgram.rawValue, "true")
    key.insert(.unlistedProgram, if: true)
  }

  private mutating func putProcessID(_ number: Int64?) {
    let own = RecordSlot.processID.rawValue
    let parent = RecordSlot.parentProcessID.rawValue
    let any = RecordSlot.anyProcessID.rawValue
    values.clear(own)
    values.clear(parent)
    values.clear(any)
    guard let number else { return }
    values.set(any, decimal: number)
    key.insert(.anyProcessID, if: true)
    // The pid of one of cron's children is that of the job's parent.
    let isChild = key.programClass == .cronChild
    values.set(isChild ? parent : own, to: any)
    key.insert(isChild ? .parentProcessID : .processID, if: true)
  }

  // MARK: - Kafka

  private mutating func putEventID(_ input: borrowing EventInput) {
    guard !input.eventID.isEmpty else { return clear(.eventID) }
    key.insert(.eventID, if: true)
    guard input.repeatNumber > 1 else { return values.set(RecordSlot.eventID.rawValue, escaping: input.eventID) }
    let start = values.scratchCount
    values.appendEscaped(input.eventID)
    values.append("~")
    values.append(decimal: input.repeatNumber)
    values.setMade(RecordSlot.eventID.rawValue, from: start)
  }

  /// Words, so that those who distrust repaired records find them.
  private mutating func putRepairTags(_ repairs: JSONRepairs) {
    let start = values.scratchCount
    func appendTag(_ tag: StaticString, _ values: inout EventValues) {
      if values.scratchCount > start { values.append("\",\"") }
      values.append(tag)
    }
    if repairs.contains(.invalidUTF8) { appendTag("invalid_utf8", &values) }
    if repairs.contains(.rawNewlines) { appendTag("repaired_raw_newlines", &values) }
    if repairs.contains(.singleQuotes) { appendTag("repaired_single_quotes", &values) }
    values.setMade(RecordSlot.repairTags.rawValue, from: start)
    key.insert(.repairTags, if: values.scratchCount > start)
  }

  // MARK: - Facility

  /// The name that syslog has for a number, else the name as it came, also one without a code.
  private mutating func putFacility(_ input: borrowing EventInput) {
    let field = input.record.facility
    key.facilityPlace = EventKey.noFacility
    guard field.isPresent else { return clear(.facilityName) }
    let bytes = input.bytes(of: field)
    let place = facilities.meaning(of: bytes) { Facility($0)?.place ?? EventKey.noFacility }
    key.facilityPlace = place
    if let facility = Facility(place: place) {
      values.set(RecordSlot.facilityName.rawValue, facility.name)
      return key.insert(.facilityName, if: true)
    }
    // `Unknown` and `-` name none, and no number above 23 does.
    guard field.slice.kind == .string, !field.slice.hasEscapes, bytes.count > 1,
      bytes[0] &- UInt8(ascii: "0") >= 10, !Self.isUnknown(bytes)
    else { return clear(.facilityName) }
    put(.facilityName, field, input)
  }

  private static func isUnknown(_ bytes: Span<UInt8>) -> Bool {
    let unknown: StaticString = "unknown"
    guard bytes.count == unknown.utf8CodeUnitCount else { return false }
    for index in bytes.indices {
      guard unsafe bytes[index] | 0x20 == unknown.utf8Start[index] else { return false }
    }
    return true
  }
}
