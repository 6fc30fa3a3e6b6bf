import AzureLinux
public import Patterns
public import StrictJSON

/// Writes events in one format into a buffer that it keeps.
///
/// Made once for a catalogue; not thread-safe; nothing is allocated per event once the buffer has its size.
public struct EventWriter: ~Copyable {
  let plans: EventPlans
  /// The last event written.
  public var output = ByteBuffer(capacity: 16 * 1024)
  /// Where the writer is inside the event.
  var state = State()
  private var sender = ProgramClass.other
  let services: ProgramServices
  /// Whether an IPv4 address that is mapped into IPv6 is written as IPv4.
  let unmapsAddresses: Bool
  // What several fields of one event are made of, found out by the first of them.
  var cloudResource = CloudResource(Span())
  var hasCloudResource = false
  private var machines = MachineCache()
  var facility: Facility??
  var commandSubject = CommandSubject()
  var hasCommandSubject = false
  var isSudo: Bool { sender == .sudo }

  struct State {
    /// How many objects are open.
    var openDepth = 0
    /// How many of them the next step shares with the last one that was written.
    var sharedDepth = 0
    var isFirstMember = true
    /// Whether the step just before was written.
    var wroteStepBefore = true
  }

  /// - Parameters:
  ///   - includesOriginal: whether ECS events carry `event.original`.
  ///   - marksRepairs: whether ECS events of repaired records say so in `tags`; the sekoia format has no field for it.
  ///   - dataset: whose data set ECS events belong to.
  public init(
    format: OutputFormat, catalogue: Catalogue, includesOriginal: Bool, marksRepairs: Bool = false,
    dataset: Dataset = .azureLinux
  ) {
    var compiler = PlanCompiler()
    let numbers = OwnNumbers(catalogue)
    for pattern in catalogue.patterns.map(Optional.some) + [nil] {
      switch format {
      case .sekoia: compiler.add(SekoiaFormat.fields(of: pattern))
      case .ecs:
        let fields = ECSFormat.fields(
          of: pattern, includesOriginal: includesOriginal, marksRepairs: marksRepairs, dataset: dataset,
          numbers: numbers)
        compiler.add(fields.map { (dataset.path($0.path), $0.source) })
      }
    }
    plans = compiler.compiled
    services = ProgramServices(catalogue)
    unmapsAddresses = format == .ecs
  }

  /// Writes one event into `output`, which is emptied first.
  ///
  /// - Parameters:
  ///   - pattern: the index of the pattern that matched the text, nil if none did.
  ///   - captures: the matcher that has just matched the text; it knows where the captures stand.
  public mutating func write(pattern: Int?, captures: borrowing Matcher, input: borrowing EventInput) {
    output.removeAll()
    output.append(UInt8(ascii: "{"))
    state = State()
    sender = ProgramClass(input.program)
    hasCloudResource = false
    facility = nil

    let index = pattern.map { min(max(0, $0), plans.plans.count - 1) } ?? plans.plans.count - 1
    let command = plans.commandCaptures[index]
    hasCommandSubject = command >= 0
    if hasCommandSubject { commandSubject = CommandSubject(input.text, capture(command, captures)) }
    for stepIndex in plans.plans[index] {
      let step = plans.steps[stepIndex]
      state.sharedDepth = min(state.sharedDepth, Int(step.sharedDepth))
      state.wroteStepBefore = writeValue(of: step, captures, input)
    }
    for _ in 0..<state.openDepth { output.append(UInt8(ascii: "}")) }
    output.append(UInt8(ascii: "}"))
  }

  // MARK: - Between values

  /// Writes what leads to the value of a step: closing and opening objects, a comma, the name.
  @inline(__always)
  private mutating func begin(_ step: EventPlans.Step) {
    if state.wroteStepBefore {
      appendBytes(step.transition)
    } else {
      while state.openDepth > state.sharedDepth {
        output.append(UInt8(ascii: "}"))
        state.openDepth -= 1
      }
      if !state.isFirstMember { output.append(UInt8(ascii: ",")) }
      let openings = Int(step.openings)
      appendBytes(
        EventPlans.ByteRange(
          start: plans.numbers[openings + state.openDepth], end: plans.numbers[openings + Int(step.depth)]))
      appendBytes(step.name)
    }
    state.isFirstMember = false
    state.openDepth = Int(step.depth)
    state.sharedDepth = state.openDepth
  }

  @inline(__always)
  mutating func appendBytes(_ range: EventPlans.ByteRange) {
    unsafe plans.bytes.withUnsafeBufferPointer { bytes in
      unsafe output.append(UnsafeBufferPointer(rebasing: bytes[Int(range.start)..<Int(range.end)]))
    }
  }

  // MARK: - Values

  /// Writes a step's field if it has a value; returns whether it has.
  @inline(__always)
  private mutating func writeValue(
    of step: EventPlans.Step, _ captures: borrowing Matcher, _ input: borrowing EventInput
  ) -> Bool {
    switch step.kind {
    case .constant:
      begin(step)
      appendBytes(.init(start: step.first, end: step.last))
      return true
    case .captured: return writeCapture(capture(step.first, captures), step, input)
    case .text: return writeField(input.record.text, step, input)
    case .host: return writeField(input.record.host, step, input)
    case .program: return writeField(input.record.program, step, input)
    case .resourceID: return writeField(input.record.resourceID, step, input)
    case .recordBytes:
      begin(step)
      if input.escapedRecord.isEmpty {
        quote { $0.appendEscaped(input.recordBytes) }
      } else {
        quote { $0.append(input.escapedRecord) }
      }
      return true
    case .time:
      if input.record.time.isPresent { return writeField(input.record.time, step, input) }
      guard !input.fallbackTime.isEmpty else { return false }
      begin(step)
      quote { $0.append(input.fallbackTime) }
      return true
    case .sekoiaLevel:
      guard let severity = input.record.severity else { return false }
      begin(step)
      quote { $0.append(SekoiaWords.level(severity)) }
      return true
    case .sekoiaActionOutcome:
      guard sender == .sudo || sender == .systemd else { return false }
      begin(step)
      let failed = input.record.severity.map { $0.rawValue <= Severity.error.rawValue } ?? false
      quote { $0.append(failed ? "failure" : "success") }
      return true
    case .processID: return sender == .cronChild ? false : writeNumber(input.record.processID, step)
    case .parentProcessID: return sender == .cronChild ? writeNumber(input.record.processID, step) : false
    default: return writeOtherValue(of: step, captures, input)
    }
  }

  /// The kinds that few fields of few events have.
  private mutating func writeOtherValue(
    of step: EventPlans.Step, _ captures: borrowing Matcher, _ input: borrowing EventInput
  ) -> Bool {
    switch step.kind {
    case .capturedNumber:
      return writeNumber(Self.number(input.text, capture(step.first, captures)), step)
    case .first, .firstInArray: return writeFirst(step, captures, input)
    case .template, .templateInArray: return writeTemplate(step, captures, input)
    case .capturedIP:
      let range = capture(step.first, captures)
      let bytes = input.text.extracting(range)
      guard
        let address = unmapsAddresses ? IPAddress.range(bytes) : IPAddress.length(bytes).map({ 0..<$0 })
      else { return false }
      return writeCapture(
        range.lowerBound + address.lowerBound..<range.lowerBound + address.upperBound, step, input)
    case .capturedDomain:
      let range = capture(step.first, captures)
      let bytes = input.text.extracting(range)
      guard HostName.isValid(bytes), IPAddress.length(bytes) == nil else { return false }
      return writeCapture(range, step, input)
    case .executable, .sekoiaExecutable: return writeExecutable(capture(step.first, captures), step, input)
    case .arguments: return writeArguments(capture(step.first, captures), step, input)
    case .relatedUsers, .relatedIPs, .eventIPs, .eventHosts: return writeRelated(step, captures, input)
    case .repeatCount: return writeNumber(input.repeatCount > 0 ? input.repeatCount : nil, step)
    case .repairTags: return writeRepairTags(step, input)
    case .eventID:
      guard !input.eventID.isEmpty else { return false }
      begin(step)
      output.append(UInt8(ascii: "\""))
      output.appendEscaped(input.eventID)
      if input.repeatNumber > 1 {
        output.append(UInt8(ascii: "~"))
        output.append(decimal: input.repeatNumber)
      }
      output.append(UInt8(ascii: "\""))
      return true
    case .created:
      guard !input.created.isEmpty else { return false }
      begin(step)
      quote { $0.append(input.created) }
      return true
    case .commandPart:
      guard let part = CommandSubject.Part(rawValue: Int(step.last)) else { return false }
      return writeCapture(commandSubject[part], step, input)
    case .serviceOfUnit: return writeUnit(capture(step.first, captures), step, input)
    case .serviceOfType:
      guard CommandWords.equals(input.text, capture(step.last, captures), "service") else { return false }
      return writeCapture(capture(step.first, captures), step, input)
    default: return writeRecordValue(of: step, input)
    }
  }

  // MARK: - Pieces that the extensions use

  /// Finds out once an event what the resource id says.
  mutating func readResource(_ input: borrowing EventInput) {
    guard !hasCloudResource else { return }
    cloudResource = machines.resource(of: input.resourceID)
    hasCloudResource = true
  }

  mutating func beginField(_ step: EventPlans.Step) { begin(step) }

  @inline(__always)
  func capture(_ index: Int32, _ captures: borrowing Matcher) -> Range<Int> {
    captures.captureRange(Int(index)) ?? 0..<0
  }

  @inline(__always)
  mutating func quote(_ body: (inout ByteBuffer) -> Void) {
    output.append(UInt8(ascii: "\""))
    body(&output)
    output.append(UInt8(ascii: "\""))
  }

  /// Appends a part of the text as the inside of a JSON string.
  @inline(__always)
  mutating func appendText(_ range: Range<Int>, _ input: borrowing EventInput) {
    let bytes = input.text.extracting(range)
    if input.textIsPlain { output.append(bytes) } else { output.appendEscaped(bytes) }
  }

  @inline(__always)
  mutating func writeCapture(_ range: Range<Int>, _ step: EventPlans.Step, _ input: borrowing EventInput) -> Bool {
    guard !range.isEmpty else { return false }
    begin(step)
    output.append(UInt8(ascii: "\""))
    appendText(range, input)
    output.append(UInt8(ascii: "\""))
    return true
  }

  @inline(__always)
  mutating func writeField(_ field: SyslogRecord.Field, _ step: EventPlans.Step, _ input: borrowing EventInput) -> Bool
  {
    guard field.isPresent, !field.slice.isEmpty else { return false }
    begin(step)
    output.append(UInt8(ascii: "\""))
    appendField(field, input)
    output.append(UInt8(ascii: "\""))
    return true
  }

  /// Appends a string of the record as it was escaped there, but U+FFFD for half a surrogate pair.
  @inline(__always)
  mutating func appendField(_ field: SyslogRecord.Field, _ input: borrowing EventInput) {
    let bytes = input.bytes(of: field)
    guard field.slice.hasLoneSurrogate else { return output.append(bytes) }
    var decoded = ByteBuffer(capacity: bytes.count)
    JSONString.appendDecoded(bytes, to: &decoded)
    output.appendEscaped(decoded.span)
  }

  mutating func writeNumber(_ number: Int64?, _ step: EventPlans.Step) -> Bool {
    guard let number else { return false }
    begin(step)
    output.append(decimal: number)
    return true
  }

  /// The number that a part of the text is, nil if it is none or above 2^63 - 1.
  static func number(_ text: Span<UInt8>, _ range: Range<Int>) -> Int64? {
    guard !range.isEmpty, range.count <= 20 else { return nil }
    let isNegative = text[range.lowerBound] == UInt8(ascii: "-")
    guard range.count > (isNegative ? 1 : 0) else { return nil }
    var value: Int64 = 0
    for index in range.dropFirst(isNegative ? 1 : 0) {
      let digit = text[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      let (scaled, overflowed) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflowedToo) = scaled.addingReportingOverflow(Int64(digit))
      guard !overflowed, !overflowedToo else { return nil }
      value = sum
    }
    return isNegative ? -value : value
  }
}
