import CByteScan
import StrictJSON

/// The variants of all plans that records have needed so far, by plan and key.
///
/// Records of one pattern differ in their values, and the same bytes stand around them. A variant has these bytes as a few fixed
/// runs with a value after each, so that an event is one loop of copies. What is kept is bounded: a plan keeps
/// `variantLimit` variants, and when all together reach `byteLimit` they are dropped and made again as they are needed.
struct EventVariants: ~Copyable {
  struct Variant: BitwiseCopyable {
    fileprivate let key: EventKey
    fileprivate let plan: Int32
    /// The next one of the same place, -1 for none.
    fileprivate var next: Int32
    let firstStep: Int32
    let stepCount: Int32
    /// How many bytes its fixed runs have.
    let literalCount: Int32
  }

  static let variantLimit: UInt8 = 64
  private let byteLimit: Int
  private static let placeCount = 1024

  private var variants = Table<Variant>()
  private(set) var steps = Table<byte_copy_step>()
  private(set) var literals = LiteralPool()
  /// The newest variant of each place, -1 for none.
  private var places = Table<Int32>(capacity: placeCount)
  /// By plan.
  private var counts: Table<UInt8>
  /// How many variants had no room beside the others of their plan.
  private var refusals: UInt32 = 0
  private static let refusalsPerRenewal: UInt32 = 1024

  /// - Parameter byteLimit: how much memory the variants of all plans may take together.
  init(planCount: Int, byteLimit: Int = 4 << 20) {
    self.byteLimit = byteLimit
    places.append(contentsOf: repeatElement(-1, count: Self.placeCount))
    counts = Table(capacity: planCount)
    counts.append(contentsOf: repeatElement(0, count: planCount))
  }

  /// How many are kept.
  var count: Int { variants.count }
  var byteCount: Int {
    steps.count * MemoryLayout<byte_copy_step>.stride + variants.count * MemoryLayout<Variant>.stride
      + literals.count
  }

  @inline(__always)
  func find(_ plan: EventPlans.Plan, _ key: EventKey) -> Variant? {
    var index = places[Self.place(plan, key)]
    while index >= 0 {
      let variant = variants[Int(index)]
      if variant.key == key, variant.plan == plan.index { return variant }
      index = variant.next
    }
    return nil
  }

  /// Keeps what was compiled for the plan and the key; nil if there is no room for it.
  mutating func keep(
    _ compiled: borrowing VariantCompiler, _ plan: EventPlans.Plan, _ key: EventKey
  ) -> Variant? {
    guard plan.hasKeys else { return nil }
    if counts[Int(plan.index)] >= Self.variantLimit {
      // What was common once may be so no more, or never was: now and then all begin again.
      refusals &+= 1
      guard refusals.isMultiple(of: Self.refusalsPerRenewal) else { return nil }
      removeAll()
    }
    if byteCount > byteLimit { removeAll() }
    let firstStep = steps.count
    var literalCount = 0
    let bytes = compiled.literals.span
    for index in 0..<compiled.steps.count {
      var step = compiled.steps[index]
      let count = Int(step.literal_count)
      step.literal = literals.place(of: bytes.extracting(Int(step.literal)..<Int(step.literal) + count))
      literalCount += count
      steps.append(step)
    }
    let place = Self.place(plan, key)
    let variant = Variant(
      key: key, plan: plan.index, next: places[place], firstStep: Int32(firstStep),
      stepCount: Int32(compiled.steps.count), literalCount: Int32(literalCount))
    places[place] = Int32(variants.count)
    variants.append(variant)
    counts[Int(plan.index)] += 1
    return variant
  }

  private mutating func removeAll() {
    variants.removeAll()
    steps.removeAll()
    literals.removeAll()
    for place in 0..<places.count { places[place] = -1 }
    for plan in 0..<counts.count { counts[plan] = 0 }
  }

  @inline(__always)
  private static func place(_ plan: EventPlans.Plan, _ key: EventKey) -> Int {
    let mixed = (key.record ^ key.own &* 0x9E37_79B9_7F4A_7C15) &+ UInt64(truncatingIfNeeded: plan.index)
    return Int(truncatingIfNeeded: (mixed &* 0xC2B2_AE3D_27D4_EB4F) >> 54)
  }
}
