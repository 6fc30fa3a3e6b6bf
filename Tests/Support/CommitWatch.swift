import Kafka

/// Takes snapshots of what a group has committed; used by one thread.
public final class CommitWatch {
  private let topics: WorkerTopics
  private let consumer: Consumer
  private let partitions: [Int32]
  public private(set) var snapshots: [CommitSnapshot] = []
  private static let patience = Duration.seconds(5)

  public init(_ topics: WorkerTopics) throws {
    self.topics = topics
    var configuration = topics.cluster.clientConfiguration
    configuration.set("group.id", to: topics.group)
    // A transaction is decided before its markers stand in the output, and what it wrote ends behind the last stable offset.
    configuration.set("isolation.level", to: "read_uncommitted")
    consumer = try Consumer(configuration: configuration)
    partitions = try consumer.ends(of: topics.input, timeout: .seconds(30)).keys.sorted()
  }

  deinit { _ = consumer.close(within: .seconds(10)) }

  /// Takes one more; nil while the brokers do not answer.
  @discardableResult
  public func take() -> CommitSnapshot? {
    let time = ContinuousClock.now
    do throws(KafkaError) {
      let committed = try consumer.committedOffsets(of: topics.input, partitions: partitions, timeout: Self.patience)
      let snapshot = CommitSnapshot(
        committed: committed, eventEnds: try consumer.ends(of: topics.output, timeout: Self.patience),
        deadLetterEnds: try consumer.ends(of: topics.deadLetters, timeout: Self.patience),
        inputEnds: try consumer.ends(of: topics.input, timeout: Self.patience), time: time)
      snapshots.append(snapshot)
      return snapshot
    } catch {
      return nil
    }
  }

  /// Takes snapshots until the condition holds for one; false after the limit, which only keeps a test from hanging.
  public func wait(limit: Duration = .seconds(120), until condition: (CommitSnapshot) throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while .now < deadline {
      if let snapshot = take(), try condition(snapshot) { return true }
      Pause.short()
    }
    return false
  }
}
