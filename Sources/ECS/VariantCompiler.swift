import CByteScan
import StrictJSON

/// Compiles a variant of a plan: the fixed runs of bytes and the values between them, as a record needs them.
///
/// Its memory is used again for each variant, so that nothing is allocated for one that is not kept.
struct VariantCompiler: ~Copyable {
  /// The fixed runs side by side.
  private(set) var literals = ByteBuffer(capacity: 4096)
  private(set) var steps = Table<byte_copy_step>()
  private var runStart = 0
  /// The objects that are open, by their places in `EventPaths.openings`.
  private var open: [Int] = []
  private var isFirstMember = true

  /// Compiles the variant for a record with this key whose values have been found.
  mutating func compile(
    _ plan: EventPlans.Plan, of plans: borrowing EventPlans, _ key: EventKey, _ values: borrowing EventValues
  ) {
    literals.removeAll()
    steps.removeAll()
    runStart = 0
    open.removeAll(keepingCapacity: true)
    isFirstMember = true
    literals.append(UInt8(ascii: "{"))
    for index in Int(plan.firstStep)..<Int(plan.firstStep) + Int(plan.stepCount) {
      let path = plans.paths.paths[plans.steps[index].path]
      switch plans.steps[index].content {
      case .literal(let bytes):
        begin(path, plans.paths)
        literals.append(bytes.span)
      case .word(let word):
        guard let value = word.value(key) else { continue }
        begin(path, plans.paths)
        append(value)
      case .value(let slot, let form):
        guard values.count(slot) > 0 else { continue }
        begin(path, plans.paths)
        literals.append(form.opening)
        endRun(slot)
        literals.append(form.closing)
      }
    }
    for _ in open { literals.append(UInt8(ascii: "}")) }
    literals.append(UInt8(ascii: "}"))
    endRun(RecordSlot.none.rawValue)
    literals.reserve(Int(BYTE_COPY_PADDING))
  }

  /// Closes and opens objects and writes the name of a field.
  private mutating func begin(_ path: EventPaths.Path, _ paths: borrowing EventPaths) {
    var shared = 0
    while shared < open.count, shared < path.objects.count, open[shared] == path.objects[shared] { shared += 1 }
    while open.count > shared {
      open.removeLast()
      literals.append(UInt8(ascii: "}"))
    }
    if !isFirstMember { literals.append(UInt8(ascii: ",")) }
    isFirstMember = false
    for object in path.objects[shared...] {
      let opening = paths.openings[object]
      literals.append(opening.span)
      open.append(object)
    }
    literals.append(path.name.span)
  }

  private mutating func append(_ value: EventWord.Value) {
    switch value {
    case .word(let word):
      literals.append(UInt8(ascii: "\""))
      literals.append(word)
      literals.append(UInt8(ascii: "\""))
    case .number(let number): literals.append(decimal: Int64(number))
    }
  }

  private mutating func endRun(_ slot: Int) {
    steps.append(
      byte_copy_step(
        literal: UInt32(runStart), literal_count: UInt32(literals.count - runStart), slot: UInt32(slot)))
    runStart = literals.count
  }
}
