import Kafka

/// Reads the records that dead letters say they came from, each topic's in the order of its offsets.
final class SourceLookup {
  struct Place: Hashable, Comparable {
    var topic: String
    var partition: Int32
    var offset: Int64

    static func < (left: Place, right: Place) -> Bool {
      (left.topic, left.partition, left.offset) < (right.topic, right.partition, right.offset)
    }
  }

  private let access: KafkaAccess
  private let consumer: Consumer
  private var batch = MessageBatch(capacity: 500)
  /// The partitions of each topic that was asked for; none of a topic that is not there.
  private var partitions: [String: Set<Int32>] = [:]

  /// Records between two wanted ones are read up to this many; beyond it a new place is cheaper.
  private static let strideLimit: Int64 = 1000

  init(access: KafkaAccess) throws(OperationFailure) {
    self.access = access
    consumer = try access.consumer()
  }

  func close() { _ = consumer.close(within: KafkaAccess.closeLimit) }

  /// Hands out the records at some places, as far as they are still there.
  func visit(_ places: Set<Place>, each body: (Place, borrowing Message) -> Void) throws(OperationFailure) {
    defer { batch.removeAll() }
    var sorted = places.sorted()[...]
    while let first = sorted.first {
      let end = sorted.firstIndex { $0.topic != first.topic || $0.partition != first.partition } ?? sorted.endIndex
      let own = sorted[..<end]
      sorted = sorted[end...]
      guard try exists(first) else { continue }
      try visit(own, of: TopicPartition(topic: first.topic, partition: first.partition), body)
    }
  }

  private func exists(_ place: Place) throws(OperationFailure) -> Bool {
    if let known = partitions[place.topic] { return known.contains(place.partition) }
    let found = try access.ask(consumer) { () throws(KafkaError) in
      try consumer.metadata(topic: place.topic, timeout: access.timeout).topic(place.topic)
    }
    // A topic that may not be read or is not there is as one whose records are gone: nothing of it can be verified.
    let known = Set(found?.partitions.map(\.id) ?? [])
    partitions[place.topic] = known
    return known.contains(place.partition)
  }

  private func visit(
    _ places: ArraySlice<Place>, of partition: TopicPartition, _ body: (Place, borrowing Message) -> Void
  ) throws(OperationFailure) {
    let ends = try access.ask(consumer) { () throws(KafkaError) in
      try consumer.queryWatermarks(of: partition, timeout: access.timeout)
    }
    var wanted = places.drop { $0.offset < ends.low }.prefix { $0.offset < ends.high }
    var position: Int64?
    var deadline = ContinuousClock.now + access.timeout
    while let next = wanted.first {
      if position.map({ next.offset - $0 > Self.strideLimit }) ?? true {
        try access.ask(consumer) { () throws(KafkaError) in
          try consumer.assign([TopicPartitionOffset(topicPartition: partition, nextOffset: next.offset)])
        }
        position = next.offset
      }
      consumer.poll(into: &batch, timeout: .milliseconds(100))
      for index in 0..<batch.count {
        let message = batch[index]
        guard message.partition == partition.partition, message.topic == partition.topic else { continue }
        let offset = message.offset
        position = offset + 1
        // Compaction and aborted transactions leave holes.
        while let place = wanted.first, place.offset < offset { wanted.removeFirst() }
        if let place = wanted.first, place.offset == offset {
          body(place, message)
          wanted.removeFirst()
        }
        guard let next = wanted.first, next.offset - offset <= Self.strideLimit else { break }
      }
      for case .error(let error) in consumer.takeEvents().events {
        if error.code == .partitionEnd {
          if error.partition == partition.partition, error.topic == partition.topic { wanted.removeAll() }
        } else if error.isFatal || !error.code.isTransient, error.topic != nil {
          throw OperationFailure(error)
        }
      }
      if batch.count > 0 {
        deadline = .now + access.timeout
      } else if ContinuousClock.now >= deadline, !wanted.isEmpty {
        throw .broker("The brokers stopped answering for \(partition). Try again, or raise --timeout.")
      }
    }
  }
}
