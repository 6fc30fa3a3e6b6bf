import AzureLinux
import CByteScan
public import Patterns
public import StrictJSON

/// Writes events in one format into a buffer that it keeps.
///
/// An event is written in three steps: its values are found and put into slots, the variant is looked up that has the bytes
/// around just these values, and one loop copies both in turn. A variant that is not there yet is compiled first.
///
/// Made once for a catalogue; not thread-safe; nothing is allocated per event once buffers and variants are there.
public struct EventWriter: ~Copyable {
  /// The last event written.
  public var output = ByteBuffer(capacity: 16 * 1024)
  let format: OutputFormat
  let writesRecord: Bool
  var plans: EventPlans
  var values = EventValues()
  var variants: EventVariants
  private var compiler = VariantCompiler()

  // What is remembered of words and machines that come again and again.
  var machines = MachineCache()
  var facilities = ShortWordMemo()
  var programs = ShortWordMemo()
  var senders = ShortWordMemo()
  let services: ProgramServices

  // What several values of one record are made of.
  var key = EventKey()
  var addresses = CapturedAddresses()
  var hostAddressCount = 0
  var commandSubject = CommandSubject()
  var hasCommandSubject = false

  /// - Parameters:
  ///   - includesOriginal: whether ECS events carry `event.original`.
  ///   - marksRepairs: whether ECS events of repaired records say so in `tags`; the sekoia format has no field for it.
  ///   - dataset: whose data set ECS events belong to.
  public init(
    format: OutputFormat, catalogue: Catalogue, includesOriginal: Bool, marksRepairs: Bool = false,
    dataset: Dataset = .azureLinux
  ) {
    let patterns = catalogue.patterns
    let numbers = OwnNumbers(catalogue)
    plans = EventPlans(patternCount: patterns.count) { index in
      let pattern = index < patterns.count ? patterns[index] : nil
      switch format {
      case .sekoia: return SekoiaFormat.fields(of: pattern)
      case .ecs:
        let fields = ECSFormat.fields(
          of: pattern, includesOriginal: includesOriginal, marksRepairs: marksRepairs, dataset: dataset,
          numbers: numbers)
        return fields.map { (dataset.path($0.path), $0.source) }
      }
    }
    variants = EventVariants(planCount: plans.count)
    services = ProgramServices(catalogue)
    self.format = format
    writesRecord = format == .sekoia || includesOriginal
  }

  /// Gives memory back that one large record has asked for.
  public mutating func shrink(above limit: Int) {
    output.shrink(above: limit)
    values.shrink(above: limit)
  }

  /// Writes one event into `output`, which is emptied first.
  ///
  /// - Parameters:
  ///   - pattern: the index of the pattern that matched the text, nil if none did.
  ///   - captures: the matcher that has just matched the text; it knows where the captures stand.
  public mutating func write(pattern: Int?, captures: borrowing Matcher, input: borrowing EventInput) {
    let plan = plans.plan(of: pattern)
    values.begin(slotCount: plan.slotCount)
    key = EventKey()
    findRecordValues(input)
    if format == .ecs { putUnlisted(captures) }
    findOwnValues(plan, captures, input)
    key.keep(plan.recordMask)
    output.removeAll()
    if let variant = variants.find(plan, key) {
      append(variant)
    } else {
      compiler.compile(plan, of: plans, key, values)
      if let variant = variants.keep(compiler, plan, key) { append(variant) } else { appendCompiled() }
    }
  }

  @inline(__always)
  private mutating func append(_ variant: EventVariants.Variant) {
    let steps = unsafe UnsafePointer(variants.steps.start + Int(variant.firstStep))
    unsafe append(steps, Int(variant.stepCount), UnsafePointer(variants.literals.bytes), Int(variant.literalCount))
  }

  /// Writes by a variant that is not kept.
  private mutating func appendCompiled() {
    let count = compiler.literals.count
    let steps = unsafe UnsafePointer(compiler.steps.start)
    let literals = unsafe compiler.literals.span.withUnsafeBufferPointer { $0.baseAddress }
    guard let literals = unsafe literals else { return }
    unsafe append(steps, compiler.steps.count, literals, count)
  }

  @inline(__always)
  private mutating func append(
    _ steps: UnsafePointer<byte_copy_step>, _ stepCount: Int, _ literals: UnsafePointer<UInt8>, _ literalCount: Int
  ) {
    let slots = unsafe UnsafePointer(values.slots)
    let room = unsafe literalCount + byte_copy_value_count(steps, stepCount, slots) + Int(BYTE_COPY_PADDING)
    unsafe output.append(room: room) { start in
      unsafe byte_copy_event(start, steps, stepCount, literals, slots) - start
    }
  }
}
