/// Which consumed messages are still waiting for an acknowledgement, and from where each partition may be committed.
///
/// A message is done when every event and dead letter made of it has been acknowledged. The offset that may be committed is the
/// one behind the longest run of done messages from the start of the assignment: nothing passes a hole. A slot number travels
/// with each output as the librdkafka opaque, and comes back with its delivery report; it carries the assignment it belongs to,
/// so that a report for a partition lost since finds nothing, no matter who owns the partition now.
///
/// A value type without I/O; used by one thread. All operations are O(1), amortised.
public struct Ledger {
  /// A message's place: 16 bits of track, 16 bits of the track's generation, 32 bits of sequence number.
  public struct Slot: Equatable, Sendable {
    public let rawValue: UInt64
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    init(track: Int, generation: UInt16, sequence: UInt32) {
      rawValue = UInt64(track) << 48 | UInt64(generation) << 32 | UInt64(sequence)
    }

    var track: Int { Int(rawValue >> 48) }
    var generation: UInt16 { UInt16(truncatingIfNeeded: rawValue >> 32) }
    var sequence: UInt32 { UInt32(truncatingIfNeeded: rawValue) }
  }

  /// How many partitions one ledger can follow at once.
  static let maximumTracks = 1 << 16

  private var tracks: [PartitionTrack] = []
  private var trackOfPartition: [Int32: Int] = [:]
  private var freeTracks: [Int] = []
  /// Outputs not yet acknowledged, of all partitions that are assigned.
  public private(set) var outstandingOutputs = 0
  /// Messages not yet done.
  public private(set) var openMessages = 0
  /// Messages that became done, of all assignments.
  public private(set) var doneMessages = 0
  /// Reports for a partition that had been given up before they came.
  public private(set) var staleReports = 0

  public init() {}

  public var assignedPartitions: [Int32] { trackOfPartition.keys.sorted() }

  public func isAssigned(_ partition: Int32) -> Bool { trackOfPartition[partition] != nil }

  /// Begins to follow a partition; what was known of an earlier assignment is forgotten.
  public mutating func assign(_ partition: Int32) {
    revoke(partition)
    if let track = freeTracks.popLast() {
      tracks[track].reuse(for: partition)
      trackOfPartition[partition] = track
    } else if tracks.count < Self.maximumTracks {
      tracks.append(PartitionTrack(partition: partition))
      trackOfPartition[partition] = tracks.count - 1
    }
  }

  /// Forgets a partition. Reports that are still to come for it count as stale and change nothing.
  public mutating func revoke(_ partition: Int32) {
    guard let track = trackOfPartition.removeValue(forKey: partition) else { return }
    outstandingOutputs -= tracks[track].outstandingOutputs
    openMessages -= tracks[track].openMessages
    tracks[track].retire()
    freeTracks.append(track)
  }

  /// Forgets a partition's messages that are not done, to take them in again; returns the offset of the first of them.
  ///
  /// What was done stays done and is told by `takeAdvanced` once more. Reports that are still to come count as stale.
  public mutating func restart(_ partition: Int32) -> Int64? {
    guard let track = trackOfPartition[partition] else { return nil }
    outstandingOutputs -= tracks[track].outstandingOutputs
    openMessages -= tracks[track].openMessages
    return tracks[track].restart()
  }

  /// Takes a message in; nil if its partition is not assigned. The message stays open until `end`.
  public mutating func begin(partition: Int32, offset: Int64) -> Slot? {
    guard let track = trackOfPartition[partition] else { return nil }
    openMessages += 1
    let sequence = tracks[track].begin(offset: offset)
    return Slot(track: track, generation: tracks[track].generation, sequence: sequence)
  }

  /// One more output of the message has been handed to the producer.
  public mutating func addOutput(_ slot: Slot) {
    guard isCurrent(slot) else { return }
    outstandingOutputs += 1
    tracks[slot.track].addOutput(slot.sequence)
  }

  /// All outputs of the message have been handed over; one without any is done now.
  ///
  /// A message whose outputs could not all be handed over is never ended: its partition's offset cannot pass it.
  public mutating func end(_ slot: Slot) {
    guard isCurrent(slot) else { return }
    changeTrack(of: slot) { track in track.end(slot.sequence) }
  }

  /// The broker has acknowledged one output of the message.
  public mutating func acknowledge(_ slot: Slot) {
    guard isCurrent(slot) else {
      staleReports += 1
      return
    }
    outstandingOutputs -= 1
    changeTrack(of: slot) { track in track.acknowledge(slot.sequence) }
  }

  /// An output of the message will never be acknowledged: the partition's offset can not pass it in this assignment.
  public mutating func fail(_ slot: Slot) {
    guard isCurrent(slot) else {
      staleReports += 1
      return
    }
    outstandingOutputs -= 1
    tracks[slot.track].fail(slot.sequence)
  }

  /// The partition and offset of a message that is still open.
  public func place(of slot: Slot) -> (partition: Int32, offset: Int64)? {
    guard isCurrent(slot), let offset = tracks[slot.track].offset(of: slot.sequence) else { return nil }
    return (tracks[slot.track].partition, offset)
  }

  /// Whether the message, and all before it in its partition, are done; nil once the partition has been given up.
  public func isDone(_ slot: Slot) -> Bool? {
    isCurrent(slot) ? tracks[slot.track].offset(of: slot.sequence) == nil : nil
  }

  public func isDrained(_ partition: Int32) -> Bool {
    guard let track = trackOfPartition[partition] else { return true }
    return tracks[track].openMessages == 0
  }

  /// Whether all reports for the partition's outputs have come, be they good or bad.
  public func isSettled(_ partition: Int32) -> Bool {
    trackOfPartition[partition].map { tracks[$0].outstandingOutputs == 0 } ?? true
  }

  /// The offset to commit for a partition, the one behind its last done message; nil before the first is done.
  public func nextOffset(of partition: Int32) -> Int64? {
    trackOfPartition[partition].flatMap { tracks[$0].nextOffset }
  }

  /// The offset of a partition's oldest message that is not done; nil if all are.
  public func firstOpenOffset(of partition: Int32) -> Int64? {
    trackOfPartition[partition].flatMap { tracks[$0].firstOpenOffset }
  }

  /// The partitions whose offset has moved since this was last called, with the offsets to commit.
  public mutating func takeAdvanced() -> [(partition: Int32, nextOffset: Int64)] {
    var advanced: [(partition: Int32, nextOffset: Int64)] = []
    for (partition, track) in trackOfPartition {
      if let nextOffset = tracks[track].takeAdvanced() { advanced.append((partition, nextOffset)) }
    }
    return advanced
  }

  /// Changes a slot's track and takes over what changes with it; `change` returns how many messages became done.
  private mutating func changeTrack(of slot: Slot, _ change: (inout PartitionTrack) -> Int) {
    let done = change(&tracks[slot.track])
    openMessages -= done
    doneMessages += done
  }

  private func isCurrent(_ slot: Slot) -> Bool {
    slot.track < tracks.count && tracks[slot.track].isActive && tracks[slot.track].generation == slot.generation
  }
}
