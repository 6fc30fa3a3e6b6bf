import CAllocationCount
import ECS
import Normalizer

/// How fast one core normalizes values that are in memory, and how often that asks for memory.
struct Benchmark {
  /// The first pass fills caches and buffers and is not counted.
  private static let passes = 7
  let bytes: [UInt8]
  let lines: [Range<Int>]

  /// - Parameter bytes: one Kafka value a line.
  init?(_ bytes: [UInt8]) {
    var lines: [Range<Int>] = []
    var start = 0
    for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") {
      lines.append(start..<index)
      start = index + 1
    }
    if start < bytes.count { lines.append(start..<bytes.count) }
    guard !lines.isEmpty else { return nil }
    self.bytes = bytes
    self.lines = lines
  }

  /// The figures of one format, as text.
  func run(_ format: OutputFormat, _ normalizer: consuming Normalizer) -> String {
    var normalizer = normalizer
    var byteCountOut = 0
    var seconds: [Double] = []
    var allocations = UInt64.max
    let input = bytes.span
    for pass in 0...Self.passes {
      byteCountOut = 0
      let allocationsBefore = allocation_count()
      let start = ContinuousClock.now
      for line in lines {
        let origin = RecordOrigin(partition: 0, offset: 0, timestampMilliseconds: nil, hasKey: false)
        normalizer.normalize(input.extracting(line), from: origin) { byteCountOut += $0.event.count }
      }
      let elapsed = ContinuousClock.now - start
      let allocated = allocation_count() - allocationsBefore
      guard pass > 0 else { continue }
      seconds.append(Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18)
      allocations = min(allocations, allocated)
    }
    let median = seconds.sorted()[seconds.count / 2]
    let passes = Self.passes + 1
    let records = normalizer.counts.records / passes
    let deadLetters = normalizer.counts.deadLetters / passes
    return """
      \(format.rawValue): \(Int(Double(records) / median)) records/s on one core (median of \(Self.passes) passes over \(records) records)
      \(format.rawValue): \(Int(Double(bytes.count) / median / 1e6)) MB/s in, \(Int(Double(byteCountOut) / median / 1e6)) MB/s out
      \(format.rawValue): \(allocations) allocations in a pass, \(records - deadLetters) events, \(deadLetters) dead letters

      """
  }
}
