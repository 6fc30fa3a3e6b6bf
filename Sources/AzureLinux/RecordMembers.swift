import StrictJSON

/// The members of one record that matter, as they were found, and what the record is by them.
struct RecordMembers {
  /// The slot of the members that no field is made of.
  static let ignored: UInt8 = 31

  // 32, as `found` has 32 bits: more than there are names. What a slot without its bit holds is left from another record.
  private var slices: InlineArray<32, JSONSlice> = .init(repeating: .absent)
  /// One bit a name: it was found.
  private var found: UInt32 = 0
  /// One bit a name: it was found in its exact spelling, which then beats any other.
  private var exact: UInt32 = 0
  /// The `properties` came as JSON text inside a string; their slices count from that text.
  var hasPropertiesText = false

  subscript(_ name: MemberName) -> JSONSlice {
    @inline(__always) get {
      unsafe found & (1 << UInt32(name.rawValue)) == 0 ? .absent : slices[unchecked: Int(name.rawValue)]
    }
  }

  mutating func removeAll() {
    found = 0
    exact = 0
    hasPropertiesText = false
  }

  mutating func removeProperties() {
    found &= ~MemberName.bitsOfProperties
    exact &= ~MemberName.bitsOfProperties
  }

  // MARK: - Of a known layout

  /// Notes a value; it counts once `finish` says that its member was found.
  @inline(__always)
  mutating func put(_ slice: JSONSlice, at slot: UInt8) { unsafe slices[unchecked: Int(slot & 31)] = slice }

  /// Says which members the values that were put belong to.
  @inline(__always)
  mutating func finish(_ found: UInt32, _ record: Range<Int>) {
    self.found = found
    exact = 0
    hasPropertiesText = false
    // Of an object that was walked through only the kind counts.
    put(JSONSlice(record.lowerBound, record.upperBound, .object), at: MemberName.properties.rawValue)
  }

  // MARK: - Of any record

  /// Whether a member found now would count: the last of equal names does, and an exact spelling beats another case.
  @inline(__always)
  func accepts(_ match: MemberTable.Match) -> Bool {
    match.isExact || exact & (1 << UInt32(match.name.rawValue)) == 0
  }

  @inline(__always)
  mutating func set(_ match: MemberTable.Match, to slice: JSONSlice) {
    guard accepts(match) else { return }
    slices[Int(match.name.rawValue)] = slice
    found |= 1 << UInt32(match.name.rawValue)
    if match.isExact { exact |= 1 << UInt32(match.name.rawValue) }
  }

  /// Decides what the record is, as the contract's section 1 says under "What is what".
  ///
  /// Fields that are not in their common form are left to `RecordReader.settle`, which the record's `doubts` ask for.
  func content(value: Span<UInt8>, propertiesText: Span<UInt8>) -> RecordContent {
    let isExtensionRecord =
      self[.ident].kind != .absent || self[.facility].kind != .absent
      || isText(self[.operationName], "LinuxSyslogEvent", in: value)
      || (self[.message].kind != .absent && namesFacility(self[.category], in: value))
    if isExtensionRecord { return extensionRecord(value: value, propertiesText: propertiesText) }
    if self[.syslogMessage].kind != .absent || isText(self[.type], "Syslog", in: value) { return row(value: value) }
    return .foreign
  }

  /// The Linux diagnostic extension's shape.
  private func extensionRecord(value: Span<UInt8>, propertiesText: Span<UInt8>) -> RecordContent {
    let source: SyslogRecord.Source = hasPropertiesText ? .propertiesText : .value
    let properties = hasPropertiesText ? propertiesText : value
    guard self[.message].kind == .string, !self[.message].isEmpty else {
      if self[.properties].kind == .absent { return .missingMessage("a syslog record without \"properties\"") }
      if self[.properties].kind != .object, !hasPropertiesText {
        return .missingMessage("a syslog record whose \"properties\" are no readable object")
      }
      return .missingMessage(missing(self[.message], "Msg"))
    }
    var record = SyslogRecord()
    record.text = .init(self[.message], in: source)
    if isTime(self[.time], in: value) {
      record.time = .init(self[.time], in: .value)
    } else if canBeTime(self[.time]) || canBeTime(self[.eventTime]) {
      record.doubts.insert(.time)
    }
    record.severity = severity(self[.level], in: value) ?? severity(self[.severity], in: properties)
    if isFacility(self[.facility]) {
      record.facility = .init(self[.facility], in: source)
    } else if isFacility(self[.category]) {
      record.facility = .init(self[.category], in: .value)
    }
    record.program = text(self[.ident], in: source)
    record.processID = processID(self[.pid], in: properties)
    record.host = text(self[.hostname], in: source)
    record.sender = text(self[.sendingHost], in: source)
    record.resourceID = text(self[.resourceId], in: .value)
    addDoubts(to: &record, processID: self[.pid], in: properties)
    return .syslog(record)
  }

  /// The shape of a row of Log Analytics' `Syslog` table.
  private func row(value: Span<UInt8>) -> RecordContent {
    guard self[.syslogMessage].kind == .string, !self[.syslogMessage].isEmpty else {
      return .missingMessage(missing(self[.syslogMessage], "SyslogMessage"))
    }
    var record = SyslogRecord()
    record.losesSemicolons = true
    record.text = .init(self[.syslogMessage], in: .value)
    if isTime(self[.timeGenerated], in: value) {
      record.time = .init(self[.timeGenerated], in: .value)
    } else if canBeTime(self[.timeGenerated]) || canBeTime(self[.rowEventTime]) {
      record.doubts.insert(.time)
    }
    record.severity = severity(self[.severityLevel], in: value)
    if isFacility(self[.rowFacility]) { record.facility = .init(self[.rowFacility], in: .value) }
    record.program = text(self[.processName], in: .value)
    record.processID = processID(self[.processID], in: value)
    record.host = text(self[.hostName], in: .value)
    record.sender = text(self[.hostIP], in: .value)
    record.resourceID = text(self[.rowResourceId], in: .value)
    if !record.resourceID.isPresent { record.subscriptionID = text(self[.subscriptionId], in: .value) }
    addDoubts(to: &record, processID: self[.processID], in: value)
    return .syslog(record)
  }

  /// Notes the fields that are not as nearly all records have them; a few bytes of each are looked at.
  ///
  /// - Parameter bytes: what the slices of program, host and text count from.
  @inline(__always)
  private func addDoubts(to record: inout SyslogRecord, processID: JSONSlice, in bytes: Span<UInt8>) {
    if record.processID == nil, processID.kind == .string || processID.kind == .number, !processID.isEmpty {
      record.doubts.insert(.processID)
    }
    if !record.program.isPresent || record.program.slice.hasEscapes {
      record.doubts.insert(.program)
    } else {
      let range = record.program.slice.range
      if ProgramForm.mayDiffer(bytes, range) {
        record.doubts.insert(.program)
      } else {
        let text = record.text.slice.range
        let place = text.lowerBound + range.count
        if place < text.upperBound, bytes[place] == UInt8(ascii: "[") { record.doubts.insert(.repeatedTag) }
      }
    }
    if !record.host.isPresent || HostForm.isNone(bytes.extracting(record.host.slice.range)) {
      record.doubts.insert(.host)
    }
  }

  /// Where a time may stand, the first that is one counts.
  func times(isRow: Bool) -> (SyslogRecord.Field, SyslogRecord.Field) {
    if isRow { return (.init(self[.timeGenerated], in: .value), .init(self[.rowEventTime], in: .value)) }
    return (.init(self[.time], in: .value), .init(self[.eventTime], in: hasPropertiesText ? .propertiesText : .value))
  }

  /// Where the name of a host may stand, next to the common place.
  func otherHosts(isRow: Bool) -> (SyslogRecord.Field, SyslogRecord.Field) {
    if isRow { return (text(self[.computer], in: .value), .absent) }
    let source: SyslogRecord.Source = hasPropertiesText ? .propertiesText : .value
    return (text(self[.host], in: source), text(self[.sendingHost], in: source))
  }

  func processID(isRow: Bool) -> SyslogRecord.Field {
    if isRow { return .init(self[.processID], in: .value) }
    return .init(self[.pid], in: hasPropertiesText ? .propertiesText : .value)
  }

  private func missing(_ slice: JSONSlice, _ name: StaticString) -> StaticString {
    switch (slice.kind, name.utf8CodeUnitCount == 3) {
    case (.absent, true): "a syslog record without \"Msg\""
    case (.absent, false): "a syslog record without \"SyslogMessage\""
    case (.string, true): "a syslog record whose \"Msg\" is empty"
    case (.string, false): "a syslog record whose \"SyslogMessage\" is empty"
    case (_, true): "a syslog record whose \"Msg\" is no string"
    case (_, false): "a syslog record whose \"SyslogMessage\" is no string"
    }
  }

  private func text(_ slice: JSONSlice, in source: SyslogRecord.Source) -> SyslogRecord.Field {
    slice.kind == .string && !slice.isEmpty ? .init(slice, in: source) : .absent
  }

  private func isFacility(_ slice: JSONSlice) -> Bool {
    (slice.kind == .string && !slice.isEmpty) || slice.kind == .number
  }

  /// A facility in the small letters in which the extension writes it: `Audit` and `Alert` are other services' categories.
  private func namesFacility(_ slice: JSONSlice, in bytes: Span<UInt8>) -> Bool {
    guard slice.kind == .string || slice.kind == .number else { return false }
    let word = bytes.extracting(slice.range)
    for index in word.indices where word[index] &- UInt8(ascii: "A") < 26 { return false }
    return Facility(word) != nil
  }

  private func canBeTime(_ slice: JSONSlice) -> Bool {
    (slice.kind == .string || slice.kind == .number) && !slice.isEmpty
  }

  private func isTime(_ slice: JSONSlice, in bytes: Span<UInt8>) -> Bool {
    slice.kind == .string && Timestamp.isValid(bytes.extracting(slice.range))
  }

  private func severity(_ slice: JSONSlice, in bytes: Span<UInt8>) -> Severity? {
    guard slice.kind == .string || slice.kind == .number else { return nil }
    return Severity(bytes.extracting(slice.range))
  }

  private func processID(_ slice: JSONSlice, in bytes: Span<UInt8>) -> Int64? {
    guard slice.kind == .string || slice.kind == .number else { return nil }
    let range = slice.range
    guard (1...10).contains(range.count) else { return nil }
    var number: Int64 = 0
    for index in range {
      let digit = bytes[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      number = number * 10 + Int64(digit)
    }
    return number <= Int64(Int32.max) ? number : nil
  }

  private func isText(_ slice: JSONSlice, _ text: StaticString, in bytes: Span<UInt8>) -> Bool {
    guard slice.kind == .string, slice.range.count == text.utf8CodeUnitCount else { return false }
    for (offset, index) in slice.range.enumerated() {
      guard unsafe bytes[index] == text.utf8Start[offset] else { return false }
    }
    return true
  }
}
