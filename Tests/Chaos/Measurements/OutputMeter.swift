@unsafe @preconcurrency import Glibc
import Kafka
import TestSupport

/// Looks again and again at where the output ends.
final class OutputMeter {
  private let client: Client
  private let topic: String
  private let places: [TopicPartition]

  init(_ topics: WorkerTopics) throws {
    var configuration = topics.cluster.clientConfiguration
    configuration.set("isolation.level", to: "read_uncommitted")
    client = try Client(configuration: configuration)
    topic = topics.output
    places = (0..<topics.partitionCount).map { TopicPartition(topic: topics.output, partition: Int32($0)) }
  }

  deinit { _ = client.close(within: .seconds(5)) }

  /// The longest time between two looks at which the output had grown; its error is the time of one look, a few milliseconds.
  func longestStandstill(until end: ContinuousClock.Instant) -> Duration {
    var longest = Duration.zero
    var lastGrowth = ContinuousClock.now
    var lastSum = sum() ?? 0
    while .now < end {
      if let sum = sum(), sum > lastSum {
        longest = max(longest, .now - lastGrowth)
        lastSum = sum
        lastGrowth = .now
      }
      usleep(2_000)
    }
    return max(longest, .now - lastGrowth)
  }

  private func sum() -> Int64? {
    try? places.reduce(0) { $0 + (try client.queryWatermarks(of: $1, timeout: .seconds(5)).high) }
  }
}
