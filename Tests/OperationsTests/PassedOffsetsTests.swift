import Testing

@testable import Operations

@Suite struct PassedOffsetsTests {
  @Test func `stretches that touch become one, and the base moves over the first`() {
    var passed = PassedOffsets(base: 10)
    passed.insert(12..<13)
    passed.insert(14..<16)
    #expect(passed.stretches == [12..<13, 14..<16])
    passed.insert(13..<14)
    #expect(passed.stretches == [12..<16])
    #expect(passed.contains(9) && passed.contains(15))
    #expect(!passed.contains(10) && !passed.contains(16))
    #expect(passed.count(in: 5..<14) == 7)
    passed.insert(0..<12)
    #expect(passed == PassedOffsets(base: 16))
  }

  @Test func `a commit gives back what was written, whatever was inserted in whatever order`() {
    var generator = SystemRandomNumberGenerator()
    for limit in [3, 9, 64, 5000] as [Int64] {
      var passed = PassedOffsets(base: 1_000_000)
      var model: Set<Int64> = []
      for _ in 0..<200 {
        let offset = 1_000_000 + Int64.random(in: 0..<limit * 4, using: &generator)
        let end = offset + Int64.random(in: 1...limit, using: &generator)
        passed.insert(offset..<end)
        model.formUnion(offset..<end)
        #expect(PassedOffsets(base: passed.base, metadata: passed.metadata) == passed)
      }
      #expect((1_000_000..<1_000_000 + limit * 5).allSatisfy { passed.contains($0) == model.contains($0) })
    }
  }

  @Test func `one more offset adds no more than is reckoned with`() {
    var generator = SystemRandomNumberGenerator()
    var passed = PassedOffsets(base: 0)
    var size = 0
    for _ in 0..<1000 {
      passed.insert({ $0..<$0 + 1 }(Int64.random(in: 0..<Int64.max / 2, using: &generator)))
      #expect(passed.metadata.utf8.count - size <= PassedOffsets.growthLimit)
      size = passed.metadata.utf8.count
    }
  }

  @Test(arguments: ["x", "1:?", "1:8", "2:AAAA", "1:////////////////////////////////", "1:CA=="])
  func `metadata of somebody else is refused, and none is none`(metadata: String) {
    #expect(PassedOffsets(base: 7, metadata: metadata) == nil)
    #expect(PassedOffsets(base: 7, metadata: "") == PassedOffsets(base: 7))
  }
}
