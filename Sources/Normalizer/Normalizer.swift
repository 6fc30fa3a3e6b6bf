import AzureLinux
import ECS
public import Patterns
import StrictJSON

/// Turns Kafka values into events and dead letters: bytes in, bytes out, no clock, no I/O, the same answer every time.
///
/// One for each thread; it keeps the buffers, so that nothing is allocated per record that becomes an event.
public struct Normalizer: ~Copyable {
  /// May be changed between values: the output topic's limit is known only once a broker answers.
  /// What is repaired is settled when the normalizer is made.
  public var options: NormalizerOptions
  public internal(set) var counts = NormalizerCounts()
  public internal(set) var programs: ProgramCounts

  var reader = RecordReader()
  private var matcher: Matcher
  private var writer: EventWriter
  private var buffers = LineBuffers()
  /// `topic/` for the formats that have an event id, else empty.
  private let eventIDPrefix: [UInt8]
  let repairs: JSONRepairs

  /// Above this a buffer that one large record has grown gives its memory back.
  private static let keptByteCount = 256 * 1024

  public init(options: NormalizerOptions, catalogue: Catalogue) {
    self.options = options
    matcher = Matcher(catalogue)
    programs = ProgramCounts(catalogue)
    writer = EventWriter(
      format: options.format, catalogue: catalogue, includesOriginal: options.includesOriginal,
      marksRepairs: !options.repairs.isEmpty || options.invalidUTF8 == .replace, dataset: options.dataset)
    repairs = options.repairs
    reader.repairs = options.repairs
    let hasEventID = options.format == .ecs && !options.inputTopic.isEmpty
    eventIDPrefix = hasEventID ? Array("\(options.inputTopic)/".utf8) : []
  }

  /// Normalizes one Kafka value.
  ///
  /// - Parameters:
  ///   - value: nil for a tombstone.
  ///   - deliver: called once for each record, in the order of the batch; not at all for a batch without records.
  public mutating func normalize(
    _ value: Span<UInt8>?, from origin: RecordOrigin, deliver: (borrowing Disposition) -> Void
  ) {
    counts.values += 1
    guard let value else {
      return deadLetter(.emptyValue, "the Kafka value is null", Span(), index: nil, deliver)
    }
    normalizeRead(reader.readValue(value), of: value, cameAs: value, origin, deliver)
  }

  /// Goes on with a value that has been read.
  ///
  /// - Parameter whole: the value as it came, where `value` is only a part of it.
  mutating func normalizeRead(
    _ content: ValueContent, of value: Span<UInt8>, cameAs whole: Span<UInt8>, _ origin: RecordOrigin,
    _ deliver: (borrowing Disposition) -> Void
  ) {
    switch content {
    case .empty:
      let what = whole.isEmpty ? "the Kafka value is empty" : "the Kafka value is white space only"
      deadLetter(.emptyValue, what, whole, index: nil, deliver)
    case .invalid(let error): normalizeBroken(value, cameAs: whole, error, origin, deliver)
    case .notARecord(let slice, let why):
      if slice.kind == .string {
        normalizeString(slice, of: value, cameAs: whole, index: nil, [], origin, deliver)
      } else {
        deadLetter(.notARecord, "\(why)", whole, index: nil, deliver)
      }
    case .record(let slice):
      let bytes = RecordBytes(whole: whole, own: value.extracting(slice.range), repairs: [])
      normalizeRecord(bytes, slice, of: value, index: nil, origin, deliver)
    case .batch:
      counts.batches += 1
      var index = 0
      var places: RepairedOffsets?
      normalizeElements(of: value, original: value, &places, &index, origin, deliver)
      if index == 0 { counts.emptyBatches += 1 }
    }
  }

  /// Normalizes the elements of a batch or an array, those of batches in it in their place.
  ///
  /// - Parameter original: what `value` was before it was repaired; `places` then says what stands where.
  mutating func normalizeElements(
    of value: Span<UInt8>, original: Span<UInt8>, _ places: inout RepairedOffsets?, _ index: inout Int,
    _ origin: RecordOrigin, _ deliver: (borrowing Disposition) -> Void
  ) {
    while let element = reader.nextElement(of: value) {
      if element.kind == .object, reader.recordsMember == .array {
        let outer = reader.enterBatch()
        normalizeElements(of: value, original: original, &places, &index, origin, deliver)
        reader.resume(at: outer)
        continue
      }
      normalizeElement(element, of: value, original: original, &places, index, origin, deliver)
      index += 1
    }
  }

  /// Normalizes one element, which is no batch.
  mutating func normalizeElement(
    _ element: JSONSlice, of value: Span<UInt8>, original: Span<UInt8>, _ places: inout RepairedOffsets?, _ index: Int,
    _ origin: RecordOrigin, _ deliver: (borrowing Disposition) -> Void
  ) {
    var range = element.range
    // The quotes belong to the bytes of a string.
    if element.kind == .string { range = range.lowerBound - 1..<range.upperBound + 1 }
    var found: JSONRepairs = []
    if let (place, repairs) = places?.original(of: range, in: original) { (range, found) = (place, repairs) }
    let own = original.extracting(range)
    if element.kind == .object {
      guard reader.recordsMember == .absent else {
        return deadLetter(.notARecord, "its member \"records\" is no array", own, index: index, deliver)
      }
      // An event is UTF-8: where the record is not, its original is what was read of it.
      let original = found.contains(.invalidUTF8) ? value.extracting(element.range) : own
      let bytes = RecordBytes(whole: own, own: original, repairs: found)
      normalizeRecord(bytes, element, of: value, index: index, origin, deliver)
    } else if element.kind == .string {
      normalizeString(element, of: value, cameAs: own, index: index, found, origin, deliver)
    } else {
      deadLetter(.notARecord, "the element is no object", own, index: index, deliver)
    }
  }

  // MARK: - One record

  mutating func normalizeRecord(
    _ bytes: RecordBytes, _ slice: JSONSlice, of value: Span<UInt8>, index: Int?, _ origin: RecordOrigin,
    _ deliver: (borrowing Disposition) -> Void
  ) {
    guard bytes.own.count <= options.maximumRecordByteCount else {
      let what = "the record has \(bytes.own.count) bytes, the limit is \(options.maximumRecordByteCount)"
      return deadLetter(.tooLarge, what, bytes.whole, index: index, deliver)
    }
    if bytes.repairs.contains(.invalidUTF8), options.invalidUTF8 == .deadLetter {
      let place = UTF8Validation.firstInvalidByte(in: bytes.whole) ?? 0
      let what = "the bytes are not UTF-8, at byte \(place) of \(bytes.whole.count)"
      return deadLetter(.invalidUTF8, what, bytes.whole, index: index, deliver)
    }
    switch reader.content(in: value) {
    case .foreign:
      if let member = RecordReader.wrapper(in: slice, of: value) {
        let what = "the object is no syslog line, and its member \"\(member)\" seems to wrap one"
        return deadLetter(.foreignRecord, what, bytes.whole, index: index, deliver)
      }
      if options.foreign == .skip {
        counts.records += 1
        counts.skippedForeign += 1
        let nothing = Span<UInt8>()
        return deliver(
          Disposition(
            outcome: .skipped, event: nothing, record: bytes.whole, recordIndex: index, key: nothing,
            program: nothing, host: nothing, pattern: nil, detail: ""))
      }
      deadLetter(.foreignRecord, "the object is no syslog line", bytes.whole, index: index, deliver)
    case .missingMessage(let why): deadLetter(.missingMessage, "\(why)", bytes.whole, index: index, deliver)
    case .syslog(let record):
      let found = bytes.repairs.union(reader.propertiesRepairs)
      if bytes.repairs.contains(.singleQuotes), !JSONRepairer.isCertain(value.extracting(slice.range)) {
        return deadLetter(.invalidJSON, Self.uncertain, bytes.whole, index: index, deliver)
      }
      buffers.prepare(
        record, value: value, propertiesText: reader.propertiesText, index: index, origin: origin,
        eventIDPrefix: eventIDPrefix, eventKey: options.eventKey, tellsCreation: options.format == .ecs)
      // Of a record that was repaired the reader has read something else than came.
      let isCopied = Self.isSame(bytes.own, value.extracting(slice.range))
      Self.normalizeLine(
        record, bytes, copies: reader.copies, copy: isCopied ? reader.copy : 0..<0, repairs: found, of: value,
        index: index,
        options: options,
        propertiesText: reader.propertiesText, buffers: buffers, matcher: &matcher, writer: &writer, counts: &counts,
        programs: &programs, deliver)
      writer.shrink(above: Self.keptByteCount)
      buffers.text.shrink(above: Self.keptByteCount)
    }
  }

  /// Whether one match comes before another: of two patterns the one that is tried first, and any pattern before none.
  private static func isBetter(_ one: MatchResult.Outcome, than other: MatchResult.Outcome) -> Bool {
    switch (one, other) {
    case (.matched(let one), .matched(let other)): one < other
    case (.matched, _): true
    default: false
    }
  }

  /// Whether two views show the same bytes in the same place.
  private static func isSame(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
    unsafe one.withUnsafeBufferPointer { one in
      unsafe other.withUnsafeBufferPointer { other in
        unsafe one.baseAddress == other.baseAddress && one.count == other.count
      }
    }
  }

  /// Matches the text and writes the event.
  ///
  /// The parts of the normalizer come as parameters of their own: views into one of them are in use while another is changed.
  private static func normalizeLine(
    _ record: SyslogRecord, _ bytes: RecordBytes, copies: borrowing ByteBuffer, copy: Range<Int>, repairs: JSONRepairs,
    of value: Span<UInt8>, index: Int?, options: NormalizerOptions, propertiesText: borrowing ByteBuffer,
    buffers: borrowing LineBuffers,
    matcher: inout Matcher,
    writer: inout EventWriter, counts: inout NormalizerCounts, programs: inout ProgramCounts,
    _ deliver: (borrowing Disposition) -> Void
  ) {
    counts.records += 1
    let properties = propertiesText.span
    let escapedRecord = copies.span.extracting(copy)
    let textIsPlain = !record.text.slice.hasEscapes
    let source = record.text.source == .value ? value : properties
    let whole = textIsPlain ? source.extracting(record.text.slice.range) : buffers.text.span
    // What stands around the text belongs to `message`, and not to what a pattern is tried on.
    let isBare = Trimming.isBare(whole)
    var wider = isBare ? 0..<whole.count : Trimming.range(whole, 0..<whole.count)
    let repeated = RepeatedMessage(whole.extracting(wider))
    if let inner = repeated?.text {
      wider = wider.lowerBound + inner.lowerBound..<wider.lowerBound + inner.upperBound
    } else {
      wider = 0..<whole.count
    }
    var text = whole.extracting(wider)
    if !Trimming.isBare(text) { text = whole.extracting(Trimming.range(whole, wider)) }
    text = text.extracting(SolarisPrefix.end(in: text)...)
    let programSource = record.program.source == .value ? value : properties
    let program =
      record.program.slice.hasEscapes ? buffers.program.span : programSource.extracting(record.program.slice.range)

    let hostSource = record.host.source == .value ? value : properties
    let host = record.host.slice.hasEscapes ? buffers.host.span : hostSource.extracting(record.host.slice.range)
    let resourceSource = record.resourceID.source == .value ? value : properties
    let resourceID =
      record.resourceID.slice.hasEscapes
      ? buffers.resourceID.span : resourceSource.extracting(record.resourceID.slice.range)

    var pattern: Int?
    var outcome = Disposition.Outcome.event
    var match = matcher.match(program: program, text: text, semicolonsMayBeLost: record.losesSemicolons)
    if text.count < wider.count {
      // A name of blanks at the end of a text is still a name: a pattern that needs them and comes before the one that fits
      // without them has the better claim.
      let trimmed = match.outcome
      let whitespace = whole.extracting(wider)
      match = matcher.match(program: program, text: whitespace, semicolonsMayBeLost: record.losesSemicolons)
      if Self.isBetter(match.outcome, than: trimmed) {
        text = whitespace
      } else {
        match = matcher.match(program: program, text: text, semicolonsMayBeLost: record.losesSemicolons)
      }
    }
    switch match.outcome {
    case .matched(let index):
      pattern = index
      counts.matched += 1
    case .unknownProgram: counts.ofOtherPrograms += 1
    case .gap:
      programs.addGap(of: program)
      switch options.unmatched {
      case .deadLetter: outcome = .deadLetter(.unmatchedMessage)
      case .both: outcome = .eventAndDeadLetter
      case .emit: break
      }
    }
    var detail = outcome == .event ? "" : "the program is known, and no pattern fits the text"
    if outcome != .deadLetter(.unmatchedMessage) {
      let input = EventInput(
        value: value, propertiesText: properties, text: text, textIsPlain: textIsPlain, record: record,
        program: program, host: host, resourceID: resourceID, recordBytes: bytes.own, escapedRecord: escapedRecord,
        repairs: repairs,
        fallbackTime: buffers.time.span, created: buffers.created.span, eventID: buffers.eventID.span,
        repeatCount: repeated?.count ?? 0)
      writer.write(pattern: pattern, captures: matcher, input: input)
      if writer.output.count > options.maximumEventByteCount {
        outcome = .deadLetter(.tooLarge)
        detail = "the event has \(writer.output.count) bytes, the output topic takes \(options.maximumEventByteCount)"
      }
    }

    if !record.time.isPresent { counts.withoutTime += 1 }
    if repeated != nil { counts.repeated += 1 }
    if !repairs.isEmpty { counts.add(repairs) }
    if record.text.slice.hasLoneSurrogate { counts.withLoneSurrogate += 1 }
    switch outcome {
    case .event: counts.events += 1
    case .eventAndDeadLetter: counts.eventsWithDeadLetter += 1
    case .deadLetter(let reason):
      counts.addDeadLetter(reason)
      programs.addDeadLetter(reason, of: program)
      writer.output.removeAll()
    case .skipped: break
    }
    deliver(
      Disposition(
        outcome: outcome, event: writer.output.span, record: bytes.whole, recordIndex: index, key: buffers.key.span,
        program: program, host: host, pattern: pattern, detail: detail))

    // Counting events then gives as many as the program wrote.
    guard options.repeated == .expand, options.format == .ecs, outcome == .event, let times = repeated?.count,
      // The ids of the repeats are a little longer than the first.
      writer.output.count + 4 <= options.maximumEventByteCount
    else { return }
    var number: Int64 = 2
    while number <= min(times, NormalizerOptions.maximumRepeats) {
      let input = EventInput(
        value: value, propertiesText: properties, text: text, textIsPlain: textIsPlain, record: record,
        program: program, host: host, resourceID: resourceID, recordBytes: bytes.own, escapedRecord: escapedRecord,
        repairs: repairs,
        fallbackTime: buffers.time.span, created: buffers.created.span, eventID: buffers.eventID.span,
        repeatCount: times, repeatNumber: number)
      writer.write(pattern: pattern, captures: matcher, input: input)
      counts.events += 1
      deliver(
        Disposition(
          outcome: .event, event: writer.output.span, record: bytes.whole, recordIndex: index, key: buffers.key.span,
          program: program, host: host, pattern: pattern, detail: ""))
      number += 1
    }
  }

  /// Delivers what is no syslog line as a dead letter.
  mutating func deadLetter(
    _ reason: DeadLetterReason, _ detail: String, _ record: Span<UInt8>, index: Int?,
    _ deliver: (borrowing Disposition) -> Void
  ) {
    counts.records += 1
    counts.addDeadLetter(reason)
    let nothing = Span<UInt8>()
    programs.addDeadLetter(reason, of: nothing)
    deliver(
      Disposition(
        outcome: .deadLetter(reason), event: nothing, record: record, recordIndex: index, key: nothing,
        program: nothing,
        host: nothing, pattern: nil, detail: detail))
  }
}
