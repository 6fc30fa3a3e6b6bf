import Kafka
import TestSupport

/// Reads when events were written, as an output topic with `message.timestamp.type=LogAppendTime` tells, and where from.
final class OutputMeter {
  /// The longest times without an event.
  struct Standstill {
    /// Of all input partitions together.
    var group = Duration.zero
    /// Of the input partition that waited longest.
    var partition = Duration.zero
  }

  private let consumer: Consumer
  /// When the last event of each input partition was written, in milliseconds since 1970.
  private var last: [Int64]

  /// Begins where the output ends now.
  init(_ topics: WorkerTopics) throws {
    var configuration = topics.cluster.clientConfiguration
    configuration.set("group.id", to: "output-meter")
    configuration.set("enable.auto.commit", to: "false")
    consumer = try Consumer(configuration: configuration)
    last = Array(repeating: .max, count: topics.partitionCount)
    try consumer.assign(
      topics.cluster.ends(of: topics.output).map {
        TopicPartitionOffset(topic: topics.output, partition: $0.key, nextOffset: $0.value)
      })
  }

  deinit { _ = consumer.close(within: .seconds(5)) }

  /// The longest times without an event since the last event that was read before, up to the last that is read now.
  func longestStandstill(until end: ContinuousClock.Instant) throws -> Standstill {
    var times: [[Int64]] = last.map { [$0] }
    var batch = MessageBatch(capacity: 1000)
    while .now < end {
      consumer.poll(into: &batch, timeout: .milliseconds(50))
      for index in 0..<batch.count {
        guard let time = batch[index].timestampMilliseconds else { continue }
        times[Int(try DeliveredOutput(event: batch[index]).sourcePartition)].append(time)
      }
    }
    batch.removeAll()
    // They come from several output partitions, one after the other.
    for index in times.indices { times[index] = times[index].filter { $0 < .max }.sorted() }
    last = times.map { $0.last ?? .max }
    let all = times.joined().sorted()
    var standstill = Standstill(group: Self.longestGap(all))
    for own in times {
      // A partition whose events have not come by now waits at least until the last one of the others.
      standstill.partition = max(standstill.partition, Self.longestGap(own + all.suffix(1)))
    }
    return standstill
  }

  private static func longestGap(_ times: [Int64]) -> Duration {
    .milliseconds(zip(times, times.dropFirst()).map { $1 - $0 }.max() ?? 0)
  }
}
