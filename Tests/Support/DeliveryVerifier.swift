/// Holds what came out of a worker against what went in: every record at least once, in order, nothing committed ahead.
///
/// Add the outputs of a partition in their order; partitions may be mixed. It knows nothing of Kafka and reads no clock, so it
/// judges a fabricated history as well as a real one.
public struct DeliveryVerifier {
  private struct Source: Hashable {
    var partition: Int32
    var offset: Int64
  }

  private struct Message {
    let produced: ProducedMessage
    let firstUnit: Int
  }

  private struct Unit {
    /// The place that was added first.
    var place: DeliveredOutput.Place?
    var isEmitted = false
  }

  /// Order is promised among the outputs of one input partition that have the same key and topic.
  private struct Lane: Hashable {
    var topic: DeliveredOutput.Topic
    var sourcePartition: Int32
    var key: [UInt8]
  }

  private struct Home: Hashable {
    var topic: DeliveredOutput.Topic
    var key: [UInt8]
  }

  private var messages: [Source: Message] = [:]
  private var units: [Unit] = []
  /// The further places of the few records that came out more than once; without a key they may be in another partition, and
  /// then nothing tells which of them was first.
  private var repeats: [Int: RepeatedRecord] = [:]
  private var lanes: [Lane: (offset: Int64, record: Int)] = [:]
  private var homes: [Home: Int32] = [:]
  private var result = DeliveryVerdict()

  /// Whether a record may be an event once and a dead letter once, which is a repeat then; limits have changed meanwhile.
  private let mayChangeForm: Bool

  public init(_ produced: [ProducedMessage], mayChangeForm: Bool = false) {
    self.mayChangeForm = mayChangeForm
    messages.reserveCapacity(produced.count)
    for message in produced {
      messages[Source(partition: message.partition, offset: message.offset)] = Message(
        produced: message, firstUnit: units.count)
      units += Array(repeating: Unit(), count: message.recordCount)
    }
    result.messages = produced.count
    result.records = units.count
  }

  // MARK: - Outputs

  public mutating func add(_ output: DeliveredOutput) {
    let record = output.sourceRecord ?? 0
    guard let message = messages[Source(partition: output.sourcePartition, offset: output.sourceOffset)],
      record >= 0, record < message.produced.recordCount,
      output.sourceRecord != nil || message.produced.recordCount == 1
    else {
      result.add(.unknownOrigin, "\(output.place) names \(Self.origin(output))")
      return
    }
    checkKey(output, message)
    let unit = message.firstUnit + record
    guard let earlier = units[unit].place else {
      units[unit].place = output.place
      units[unit].isEmitted = output.isEmitted
      count(output)
      checkOrder(output, record)
      return
    }
    let isOtherForm = earlier.topic != output.place.topic && !output.isEmitted && !units[unit].isEmitted
    if earlier.topic == output.place.topic || isOtherForm && mayChangeForm {
      repeats[
        unit,
        default: RepeatedRecord(
          partition: output.sourcePartition, offset: output.sourceOffset, record: record, places: [earlier])
      ].places.append(output.place)
    } else if output.isEmitted || units[unit].isEmitted {
      if output.reason != nil { count(output) }
    } else {
      result.add(.twofold, "\(Self.origin(output)) is \(earlier) and \(output.place)")
    }
  }

  private mutating func count(_ output: DeliveredOutput) {
    if let reason = output.reason {
      result.deadLetters[reason, default: 0] += 1
    } else {
      result.events += 1
    }
  }

  private mutating func checkKey(_ output: DeliveredOutput, _ message: Message) {
    if let key = message.produced.key, output.key != key {
      result.add(.changedKey, "\(output.place) of \(Self.origin(output))")
    }
    guard let key = output.key else { return }
    let home = Home(topic: output.place.topic, key: key)
    if let partition = homes[home], partition != output.place.partition {
      result.add(.wanderingKey, "\(output.place) has a key that was in partition \(partition)")
    }
    homes[home] = output.place.partition
  }

  private mutating func checkOrder(_ output: DeliveredOutput, _ record: Int) {
    guard let key = output.key else { return }
    let lane = Lane(topic: output.place.topic, sourcePartition: output.sourcePartition, key: key)
    let position = (offset: output.sourceOffset, record: record)
    if let last = lanes[lane], last > position {
      result.add(.outOfOrder, "\(output.place) of \(Self.origin(output)) comes after offset \(last.offset)")
    } else {
      lanes[lane] = position
    }
  }

  private static func origin(_ output: DeliveredOutput) -> String {
    "record \(output.sourcePartition)/\(output.sourceOffset)" + (output.sourceRecord.map { "/\($0)" } ?? "")
  }

  // MARK: - The verdict

  /// Judges all that was added.
  ///
  /// - Parameters:
  ///   - snapshots: in the order in which they were taken.
  ///   - expectsAll: false for a worker that stopped before it had read everything.
  ///   - disturbances: when a coordinator may have moved. The new one answers for a moment with what it knows to be on all
  ///     replicas, which may be less than the old one had confirmed; the next look shows the higher offset again.
  public func verdict(
    snapshots: [CommitSnapshot] = [], expectsAll: Bool = true, disturbances: [FaultWindow] = []
  ) -> DeliveryVerdict {
    var result = result
    result.repeats = repeats.sorted { $0.key < $1.key }.map(\.value)
    let partitions = Dictionary(grouping: messages.values) { $0.produced.partition }
      .mapValues { $0.sorted { $0.produced.offset < $1.produced.offset } }
    for (partition, messages) in partitions.sorted(by: { $0.key < $1.key }) {
      if expectsAll { findMissing(messages, &result) }
      checkCommits(of: partition, messages, snapshots, disturbances, &result)
    }
    return result
  }

  private func findMissing(_ messages: [Message], _ result: inout DeliveryVerdict) {
    for message in messages {
      for record in 0..<message.produced.recordCount where units[message.firstUnit + record].place == nil {
        result.add(.missing, "record \(record) of \(message.produced.partition)/\(message.produced.offset)")
      }
    }
  }

  /// The first snapshot that covers a message is the strictest, since the topics only grow.
  private func checkCommits(
    of partition: Int32, _ messages: [Message], _ snapshots: [CommitSnapshot], _ disturbances: [FaultWindow],
    _ result: inout DeliveryVerdict
  ) {
    var next = 0
    var highest: Int64 = 0
    for (number, snapshot) in snapshots.enumerated() {
      guard let committed = snapshot.committed[partition] else { continue }
      if committed < highest, disturbances.contains(where: { $0.begin <= snapshot.time && snapshot.time <= $0.end }) {
        result.olderLooks += 1
      } else if committed < highest {
        result.add(.committedBack, "partition \(partition) from \(highest) to \(committed) in snapshot \(number)")
      }
      highest = max(highest, committed)
      if let last = messages.last, committed > last.produced.offset + 1 {
        result.add(.committedAhead, "partition \(partition) to \(committed), behind its end, in snapshot \(number)")
      }
      while next < messages.count, messages[next].produced.offset < committed {
        let message = messages[next]
        next += 1
        for record in 0..<message.produced.recordCount
        where !isWritten(message.firstUnit + record, at: snapshot) {
          result.add(
            .committedAhead,
            "partition \(partition) to \(committed), without record \(record) of offset \(message.produced.offset), "
              + "in snapshot \(number)")
        }
      }
    }
  }

  private func isWritten(_ unit: Int, at snapshot: CommitSnapshot) -> Bool {
    guard let place = units[unit].place else { return false }
    return snapshot.contains(place) || repeats[unit]?.places.contains { snapshot.contains($0) } ?? false
  }
}
