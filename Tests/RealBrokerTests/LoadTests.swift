import TestSupport
import Testing

/// The loads that the other tests rest on.
@Suite struct LoadTests {
  @Test(arguments: [0, 7]) func `a load has as many records as were asked for, and is the same every time`(batch: Int)
    throws
  {
    let load = try Load.generate(recordCount: 500, batch: batch, badFraction: 0)
    #expect(load.recordCount == 500)
    #expect(load.values.count == (batch == 0 ? 500 : 72))
    #expect(
      try Load.generate(recordCount: 500, batch: batch, badFraction: 0).values.map(\.bytes) == load.values.map(\.bytes))
  }

  @Test(arguments: [0, 7]) func `our own generator does without the one beside the package`(batch: Int) throws {
    var plain = PlainLoad(batch: batch, badFraction: 0.1, seed: 1)
    let load = plain.make(recordCount: 1_000)
    #expect(load.recordCount == 1_000)
    let bad = load.values.flatMap(\.labels).filter { $0.hasPrefix("bad ") }
    #expect(bad.count > 50 && bad.count < 150)
    #expect(bad.allSatisfy { Load.reason(of: $0) != nil })
    let result = try ProgramUnderTest.run(
      ["normalize"], input: Array(load.values.map(\.bytes).joined(separator: [UInt8(ascii: "\n")])))
    #expect(result.error.contains("1000 records: \(1_000 - bad.count) events, \(bad.count) dead letters"))
  }

  @Test func `two loads are mixed over their whole length`() {
    func load(_ label: String, _ count: Int) -> Load {
      Load(values: Array(repeating: Load.Value(bytes: [], labels: [label]), count: count))
    }
    let mixed = load("a", 4).interleaved(with: load("b", 2)).values.flatMap(\.labels)
    #expect(mixed == ["a", "a", "b", "a", "a", "b"])
  }
}
