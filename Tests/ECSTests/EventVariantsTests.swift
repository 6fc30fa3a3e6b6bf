import AzureLinux
import CByteScan
import StrictJSON
import Testing

@testable import ECS

@Suite struct EventVariantsTests {
  private func makePlans() -> EventPlans {
    EventPlans(patternCount: 1) { index in
      index == 0
        ? [("a.b.c", .time), ("a.b.d", .severityLevel), ("a.e", .host), ("f", .constant("1"))]
        : [("message", .text), ("process.pid", .processID)]
    }
  }

  /// A record with some of the values, and its key.
  private func record(_ slots: [RecordSlot], _ severity: Severity?, _ values: inout EventValues) -> EventKey {
    var key = EventKey()
    key.severity = severity
    key.facilityPlace = EventKey.noFacility
    values.begin(slotCount: RecordSlot.firstOwn)
    for slot in [RecordSlot.time, .host, .text, .processID] {
      if slots.contains(slot) {
        values.make(slot.rawValue, escaping: Array("\(slot)\n".utf8).span)
        key.insert(slot, if: true)
      } else {
        values.clear(slot.rawValue)
      }
    }
    return key
  }

  /// The fixed runs of what was compiled, with the slots between them.
  private func text(_ compiler: borrowing VariantCompiler) -> String {
    var text = ""
    let bytes = compiler.literals.span
    for index in 0..<compiler.steps.count {
      let step = compiler.steps[index]
      for place in Int(step.literal)..<Int(step.literal) + Int(step.literal_count) {
        text.unicodeScalars.append(Unicode.Scalar(bytes[place]))
      }
      if step.slot != 0 { text += "<\(step.slot)>" }
    }
    return text
  }

  @Test func `a variant has the objects, names and words of the values that are there, and no others`() {
    var plans = makePlans()
    let plan = plans.plan(of: 0)
    var values = EventValues()
    var compiler = VariantCompiler()
    let (time, host) = (RecordSlot.time.rawValue, RecordSlot.host.rawValue)

    var key = record([.time, .host], .notice, &values)
    compiler.compile(plan, of: plans, key, values)
    var written = text(compiler)
    #expect(written == #"{"a":{"b":{"c":"<\#(time)>","d":"notice"},"e":"<\#(host)>"},"f":1}"#)

    key = record([.host], nil, &values)
    compiler.compile(plan, of: plans, key, values)
    written = text(compiler)
    #expect(written == #"{"a":{"e":"<\#(host)>"},"f":1}"#)

    key = record([], nil, &values)
    compiler.compile(plan, of: plans, key, values)
    written = text(compiler)
    #expect(written == #"{"f":1}"#)
  }

  @Test func `records share a variant unless something differs that the plan asks for`() {
    var plans = makePlans()
    let plan = plans.plan(of: nil)
    #expect(plan.recordMask == RecordSlot.text.bit | RecordSlot.processID.bit)
    var values = EventValues()
    var compiler = VariantCompiler()
    var variants = EventVariants(planCount: plans.count)
    for severity in Severity.allCases {
      var key = record([.time, .text], severity, &values)
      key.keep(plan.recordMask)
      if variants.find(plan, key) == nil {
        compiler.compile(plan, of: plans, key, values)
        let kept = variants.keep(compiler, plan, key)
        #expect(kept != nil)
      }
    }
    let count = variants.count
    #expect(count == 1)
  }

  @Test func `a plan keeps its limit of variants and takes no room from other plans`() {
    var plans = makePlans()
    let (plan, other) = (plans.plan(of: 0), plans.plan(of: nil))
    var values = EventValues()
    var compiler = VariantCompiler()
    var variants = EventVariants(planCount: plans.count)
    let key = record([.time, .host], .notice, &values)
    for number in 0..<100 {
      var own = key
      own.own = UInt64(number)
      compiler.compile(plan, of: plans, own, values)
      let kept = variants.keep(compiler, plan, own)
      #expect((kept != nil) == (number < Int(EventVariants.variantLimit)))
      let found = variants.find(plan, own)
      #expect((found != nil) == (kept != nil))
    }
    compiler.compile(other, of: plans, key, values)
    let kept = variants.keep(compiler, other, key)
    #expect(kept != nil)
  }

  @Test func `variants that are too many together make room and are found again when they are made again`() {
    var plans = makePlans()
    let plan = plans.plan(of: 0)
    var values = EventValues()
    var compiler = VariantCompiler()
    var variants = EventVariants(planCount: plans.count, byteLimit: 2000)
    let key = record([.time, .host], .notice, &values)
    for number in 0..<5000 {
      var own = key
      own.own = UInt64(number)
      compiler.compile(plan, of: plans, own, values)
      let kept = variants.keep(compiler, plan, own)
      let found = variants.find(plan, own)
      let byteCount = variants.byteCount
      #expect(kept != nil)
      #expect(found != nil)
      #expect(byteCount < 2400)
    }
  }
}

@Suite struct EventValuesTests {
  @Test func `values that were made stay what they are while many more are made`() {
    var values = EventValues()
    values.begin(slotCount: 200)
    for slot in 0..<200 {
      values.make(slot, escaping: Array("\"\(String(repeating: "x", count: slot))\(slot)".utf8).span)
    }
    for slot in 0..<200 {
      let bytes = values.bytes(slot)
      let text = String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
      #expect(text == "\\\"\(String(repeating: "x", count: slot))\(slot)")
    }
  }

  @Test(arguments: [0, 7, 10, 99, 100, 12_345, Int64.max, Int64.min, -1])
  func `a number has its digits`(number: Int64) {
    var values = EventValues()
    values.begin(slotCount: 1)
    values.set(0, decimal: number)
    let bytes = values.bytes(0)
    #expect(String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) == "\(number)")
  }

  @Test(arguments: ["0", "00", "-0", "7", "-7", "007", "9223372036854775807", "9223372036854775808", "-", "1a"])
  func `a captured number is canonical if it is written as JSON writes it`(text: String) {
    let number = CapturedNumber(Array(text.utf8).span, 0..<text.utf8.count)
    #expect(number?.value == Int64(text))
    if let number { #expect(number.isCanonical == (text == "\(number.value)")) }
  }
}
