import Logging
import Testing

@testable import Worker

@Suite struct `The latency sampler` {
  private func slot(_ ledger: inout Ledger, _ partition: Int32, _ offset: Int64) throws -> Ledger.Slot {
    let begun = ledger.begin(partition: partition, offset: offset)
    let slot = try #require(begun)
    ledger.addOutput(slot)
    return slot
  }

  @Test func `a message is measured once it and all before it are done`() throws {
    var ledger = Ledger()
    ledger.assign(0)
    var sampler = LatencySampler()
    let first = try slot(&ledger, 0, 0)
    let second = try slot(&ledger, 0, 1)
    ledger.end(first)
    ledger.end(second)
    sampler.begin(second, timestampMilliseconds: WallTime.now().milliseconds - 5000)
    ledger.acknowledge(second)
    sampler.settle(ledger)
    #expect(sampler.latencies.produce.counts.reduce(0, +) == 0)
    #expect(sampler.latencies.oldestOpen != nil)
    ledger.acknowledge(first)
    sampler.settle(ledger)
    #expect(sampler.latencies.produce.counts.reduce(0, +) == 1)
    #expect(sampler.latencies.endToEnd.sum >= 5)
    #expect(sampler.latencies.oldestOpen == nil)
  }

  @Test func `a message of a partition that was given up is forgotten`() throws {
    var ledger = Ledger()
    ledger.assign(3)
    var sampler = LatencySampler()
    sampler.begin(try slot(&ledger, 3, 7), timestampMilliseconds: nil)
    ledger.revoke(3)
    sampler.settle(ledger)
    #expect(sampler.latencies.produce.counts.reduce(0, +) == 0)
    #expect(sampler.latencies.oldestOpen == nil)
    ledger.assign(3)
    sampler.begin(try slot(&ledger, 3, 7), timestampMilliseconds: nil)
    ledger.assign(3)
    sampler.settle(ledger)
    #expect(sampler.latencies.oldestOpen == nil)
  }

  @Test func `the oldest stays when nothing is acknowledged`() throws {
    var ledger = Ledger()
    ledger.assign(0)
    var sampler = LatencySampler()
    sampler.begin(try slot(&ledger, 0, 0), timestampMilliseconds: nil)
    sampler.settle(ledger)
    let oldest = try #require(sampler.latencies.oldestOpen)
    for offset in 1..<Int64(3 * LatencySampler.probeLimit) {
      sampler.begin(try slot(&ledger, 0, offset), timestampMilliseconds: nil)
      sampler.settle(ledger)
    }
    #expect(sampler.latencies.oldestOpen == oldest)
  }

  @Test func `durations fall into the bucket whose bound they do not pass`() {
    var histogram = LatencyHistogram()
    #expect(histogram.counts.count == LatencyHistogram.bounds.count + 1)
    for duration in [Duration.milliseconds(-5), .milliseconds(5), .milliseconds(6), .seconds(10), .seconds(11)] {
      histogram.add(duration)
    }
    #expect(histogram.counts == [2, 1] + Array(repeating: 0, count: 11) + [1, 1])
    #expect(histogram.sum > 21 && histogram.sum < 21.1)
  }
}
