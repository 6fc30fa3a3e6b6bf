import StrictJSON

/// Fields that are not in their common form; what few records need, and no other pays for.
extension RecordReader {
  /// Settles what `RecordMembers` left open.
  mutating func settle(_ record: inout SyslogRecord, in value: Span<UInt8>) {
    let doubts = record.doubts
    record.doubts = []
    let isRow = record.losesSemicolons
    if doubts.contains(.time) {
      let (first, second) = members.times(isRow: isRow)
      record.time = time(first, in: value) ?? time(second, in: value) ?? .absent
    }
    if doubts.contains(.processID) {
      take(members.processID(isRow: isRow), in: value)
      record.processID = ProcessNumber.read(field.span, 0..<field.count)
    }
    if doubts.contains(.program) { settleProgram(of: &record, in: value) }
    if doubts.contains(.repeatedTag) { cutRepeatedTag(of: &record, in: value) }
    if doubts.contains(.host) { settleHost(of: &record, isRow: isRow, in: value) }
  }

  // MARK: - Fields

  private mutating func time(_ source: SyslogRecord.Field, in value: Span<UInt8>) -> SyslogRecord.Field? {
    guard source.slice.kind == .string || source.slice.kind == .number, !source.slice.isEmpty else { return nil }
    take(source, in: value)
    let isISO = source.slice.kind == .string && Timestamp.isValid(field.span)
    if isISO, !source.slice.hasEscapes { return source }
    let start = propertiesText.count
    guard Self.appendTime(field, to: &propertiesText) else { return nil }
    return .init(JSONSlice(start, propertiesText.count, .string), in: .propertiesText)
  }

  /// The program without what stands around its name; where there is none, the tag at the beginning of the text.
  private mutating func settleProgram(of record: inout SyslogRecord, in value: Span<UInt8>) {
    if record.program.isPresent {
      take(record.program, in: value)
      let form = ProgramForm(field.span)
      if record.processID == nil { record.processID = form.processID }
      if form.name != 0..<field.count { record.program = part(form.name, of: record.program) }
    }
    guard !record.program.isPresent else { return }
    take(record.text, in: value)
    guard let head = TextHead(field.span) else { return }
    let text = record.text
    record.program = part(head.program, of: text)
    record.text = part(head.textStart..<field.count, of: text)
    if record.processID == nil { record.processID = head.processID }
  }

  /// `sshd[2211]: ` in front of a text of the same program and process says nothing new.
  private func cutRepeatedTag(of record: inout SyslogRecord, in value: Span<UInt8>) {
    let bytes = record.text.source == .value ? value : propertiesText.span
    let text = record.text.slice.range
    guard let head = TextHead(bytes.extracting(text)), head.program.lowerBound == 0,
      head.program.count == record.program.slice.range.count,
      record.processID == nil || head.processID == record.processID
    else { return }
    let program = record.program.slice.range
    for offset in 0..<program.count {
      guard bytes[program.lowerBound + offset] == bytes[text.lowerBound + offset] else { return }
    }
    record.processID = head.processID
    let flags = record.text.slice.flags
    record.text = .init(
      JSONSlice(text.lowerBound + head.textStart, text.upperBound, .string, flags), in: record.text.source)
  }

  /// The first place that names a host; the resource's name where none does.
  private mutating func settleHost(of record: inout SyslogRecord, isRow: Bool, in value: Span<UInt8>) {
    let (second, third) = members.otherHosts(isRow: isRow)
    record.host = host(record.host, in: value) ?? host(second, in: value) ?? host(third, in: value) ?? .absent
    guard !record.host.isPresent, record.resourceID.isPresent else { return }
    take(record.resourceID, in: value)
    let (name, instance) = HostForm.resourceName(field.span)
    guard !name.isEmpty else { return }
    let start = propertiesText.count
    Self.append(name, of: field, to: &propertiesText)
    if !instance.isEmpty {
      propertiesText.append(UInt8(ascii: "_"))
      Self.append(instance, of: field, to: &propertiesText)
    }
    record.host = own(from: start)
  }

  private mutating func host(_ candidate: SyslogRecord.Field, in value: Span<UInt8>) -> SyslogRecord.Field? {
    guard candidate.isPresent else { return nil }
    take(candidate, in: value)
    return HostForm.isNone(field.span) ? nil : candidate
  }

  // MARK: - Pieces

  /// Puts the characters of a field into `field`.
  private mutating func take(_ source: SyslogRecord.Field, in value: Span<UInt8>) {
    field.removeAll()
    let range = source.slice.range
    switch source.source {
    case .value: JSONString.appendDecoded(value.extracting(range), to: &field)
    case .propertiesText: Self.decode(range, of: propertiesText, to: &field)
    }
  }

  /// A part of the characters in `field`, which are those of `whole`, as a field.
  private mutating func part(_ range: Range<Int>, of whole: SyslogRecord.Field) -> SyslogRecord.Field {
    guard !range.isEmpty else { return .absent }
    guard whole.slice.hasEscapes else {
      let start = whole.slice.range.lowerBound
      return .init(JSONSlice(start + range.lowerBound, start + range.upperBound, .string), in: whole.source)
    }
    let start = propertiesText.count
    Self.append(range, of: field, to: &propertiesText)
    return own(from: start)
  }

  /// The end of `propertiesText` as a field.
  private func own(from start: Int) -> SyslogRecord.Field {
    var flags: JSONSlice.Flags = []
    let bytes = propertiesText.span
    for index in start..<bytes.count where bytes[index] == UInt8(ascii: "\\") { flags = .hasEscapes }
    return .init(JSONSlice(start, bytes.count, .string, flags), in: .propertiesText)
  }

  // A view into one buffer is in use while the other grows: they have to be told apart by their names.

  private static func append(_ range: Range<Int>, of field: borrowing ByteBuffer, to buffer: inout ByteBuffer) {
    buffer.appendEscaped(field.span.extracting(range))
  }

  private static func decode(_ range: Range<Int>, of text: borrowing ByteBuffer, to field: inout ByteBuffer) {
    JSONString.appendDecoded(text.span.extracting(range), to: &field)
  }

  private static func appendTime(_ field: borrowing ByteBuffer, to buffer: inout ByteBuffer) -> Bool {
    TimeForm.append(field.span, to: &buffer)
  }
}
