import AzureLinux
import ECS
public import Patterns
import StrictJSON

/// Turns Kafka values into events and dead letters: bytes in, bytes out, no clock, no I/O, the same answer every time.
///
/// One for each thread; it keeps the buffers, so that nothing is allocated per record that becomes an event.
public struct Normalizer: ~Copyable {
  /// May be changed between values: the output topic's limit is known only once a broker answers.
  public var options: NormalizerOptions
  public private(set) var counts = NormalizerCounts()
  public private(set) var gaps: GapCounts

  private var reader = RecordReader()
  private var matcher: Matcher
  private var writer: EventWriter
  private var buffers = LineBuffers()
  /// `topic/` for the formats that have an event id, else empty.
  private let eventIDPrefix: [UInt8]

  /// Above this a buffer that one large record has grown gives its memory back.
  private static let keptByteCount = 256 * 1024

  public init(options: NormalizerOptions, catalogue: Catalogue) {
    self.options = options
    matcher = Matcher(catalogue)
    gaps = GapCounts(catalogue)
    writer = EventWriter(
      format: options.format, catalogue: catalogue, includesOriginal: options.includesOriginal)
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
      return giveUp(.emptyValue, "the Kafka value is null", Span(), index: nil, deliver)
    }
    switch reader.readValue(value) {
    case .empty:
      let what = value.isEmpty ? "the Kafka value is empty" : "the Kafka value is white space only"
      giveUp(.emptyValue, what, value, index: nil, deliver)
    case .invalid(let error):
      if let offset = UTF8Validation.firstInvalidByte(in: value) {
        giveUp(.invalidUTF8, "the bytes are not UTF-8, at byte \(offset) of \(value.count)", value, index: nil, deliver)
      } else {
        giveUp(.invalidJSON, "\(error) of \(value.count)", value, index: nil, deliver)
      }
    case .notARecord(_, let why):
      giveUp(.notARecord, "\(why)", value, index: nil, deliver)
    case .record(let slice):
      normalizeRecord(slice, of: value, index: nil, origin, deliver)
    case .batch:
      counts.batches += 1
      var index = 0
      while let element = reader.nextElement(of: value) {
        if element.kind == .object {
          normalizeRecord(element, of: value, index: index, origin, deliver)
        } else {
          giveUp(.notARecord, "the element is no object", value.extracting(element.range), index: index, deliver)
        }
        index += 1
      }
      if index == 0 { counts.emptyBatches += 1 }
    }
  }

  // MARK: - One record

  private mutating func normalizeRecord(
    _ slice: JSONSlice, of value: Span<UInt8>, index: Int?, _ origin: RecordOrigin,
    _ deliver: (borrowing Disposition) -> Void
  ) {
    guard slice.range.count <= options.maximumRecordByteCount else {
      let what = "the record has \(slice.range.count) bytes, the limit is \(options.maximumRecordByteCount)"
      return giveUp(.tooLarge, what, Self.bytes(of: slice.range, in: value, index: index), index: index, deliver)
    }
    switch reader.content(in: value) {
    case .foreign:
      if options.foreign == .skip {
        counts.records += 1
        counts.skippedForeign += 1
        let nothing = Span<UInt8>()
        return deliver(
          Disposition(
            outcome: .skipped, event: nothing, record: Self.bytes(of: slice.range, in: value, index: index),
            recordIndex: index, key: nothing,
            program: nothing, host: nothing, pattern: nil, detail: ""))
      }
      giveUp(
        .foreignRecord, "the object is no syslog line", Self.bytes(of: slice.range, in: value, index: index),
        index: index, deliver)
    case .missingMessage(let why):
      giveUp(.missingMessage, "\(why)", Self.bytes(of: slice.range, in: value, index: index), index: index, deliver)
    case .syslog(let record):
      buffers.prepare(
        record, value: value, propertiesText: reader.propertiesText, index: index, origin: origin,
        eventIDPrefix: eventIDPrefix)
      Self.normalizeLine(
        record, at: slice.range, of: value, index: index, options: options, propertiesText: reader.propertiesText,
        buffers: buffers, matcher: &matcher, writer: &writer, counts: &counts, gaps: &gaps, deliver)
      writer.output.shrink(above: Self.keptByteCount)
      buffers.text.shrink(above: Self.keptByteCount)
    }
  }

  /// Matches the text and writes the event.
  ///
  /// The parts of the normalizer come as parameters of their own: views into one of them are in use while another is changed.
  private static func normalizeLine(
    _ record: SyslogRecord, at range: Range<Int>, of value: Span<UInt8>, index: Int?, options: NormalizerOptions,
    propertiesText: borrowing ByteBuffer, buffers: borrowing LineBuffers, matcher: inout Matcher,
    writer: inout EventWriter, counts: inout NormalizerCounts, gaps: inout GapCounts,
    _ deliver: (borrowing Disposition) -> Void
  ) {
    counts.records += 1
    let properties = propertiesText.span
    let textIsPlain = !record.text.slice.hasEscapes
    let source = record.text.source == .value ? value : properties
    let whole = textIsPlain ? source.extracting(record.text.slice.range) : buffers.text.span
    let repeated = RepeatedMessage(whole)
    let text = whole.extracting(repeated?.text ?? 0..<whole.count)
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
    switch matcher.match(program: program, text: text).outcome {
    case .matched(let index):
      pattern = index
      counts.matched += 1
    case .unknownProgram: counts.ofOtherPrograms += 1
    case .gap:
      gaps.add(program)
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
        program: program, host: host, resourceID: resourceID, recordRange: range, fallbackTime: buffers.time.span,
        eventID: buffers.eventID.span,
        repeatCount: repeated?.count ?? 0)
      writer.write(pattern: pattern, captures: matcher, input: input)
      if writer.output.count > options.maximumEventByteCount {
        outcome = .deadLetter(.tooLarge)
        detail = "the event has \(writer.output.count) bytes, the output topic takes \(options.maximumEventByteCount)"
      }
    }

    if !record.time.isPresent { counts.withoutTime += 1 }
    if repeated != nil { counts.repeated += 1 }
    if record.text.slice.hasLoneSurrogate { counts.withLoneSurrogate += 1 }
    switch outcome {
    case .event: counts.events += 1
    case .eventAndDeadLetter: counts.eventsWithDeadLetter += 1
    case .deadLetter(let reason):
      counts.addDeadLetter(reason)
      writer.output.removeAll()
    case .skipped: break
    }
    deliver(
      Disposition(
        outcome: outcome, event: writer.output.span, record: Self.bytes(of: range, in: value, index: index),
        recordIndex: index,
        key: buffers.key.span, program: program, host: host, pattern: pattern, detail: detail))
  }

  /// The bytes that a dead letter carries: of a batch the record's own, else the value as it came, white space included.
  @_lifetime(copy value)
  private static func bytes(of range: Range<Int>, in value: Span<UInt8>, index: Int?) -> Span<UInt8> {
    index == nil ? value : value.extracting(range)
  }

  /// Delivers what is no syslog line as a dead letter.
  private mutating func giveUp(
    _ reason: DeadLetterReason, _ detail: String, _ record: Span<UInt8>, index: Int?,
    _ deliver: (borrowing Disposition) -> Void
  ) {
    counts.records += 1
    counts.addDeadLetter(reason)
    let nothing = Span<UInt8>()
    deliver(
      Disposition(
        outcome: .deadLetter(reason), event: nothing, record: record, recordIndex: index, key: nothing,
        program: nothing,
        host: nothing, pattern: nil, detail: detail))
  }
}
