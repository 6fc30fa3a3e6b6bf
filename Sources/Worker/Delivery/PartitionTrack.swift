/// The messages of one assigned partition that are not done, in the order they were consumed.
struct PartitionTrack {
  private struct Entry {
    var offset: Int64
    /// Outputs not acknowledged, one more while the message is still being worked on. A failed one is never taken out.
    var pending: Int32
  }

  private(set) var partition: Int32
  /// Tells this assignment's slots from those of the ones before.
  private(set) var generation: UInt16 = 1
  private(set) var isActive = true
  private(set) var outstandingOutputs = 0
  private(set) var nextOffset: Int64?
  private var takenOffset: Int64?

  // A ring of a power of two; `firstSequence` is the oldest message that is not done, and stands at its remainder.
  private var ring: [Entry] = Array(repeating: Entry(offset: 0, pending: 0), count: 64)
  private var firstSequence: UInt32 = 0
  private var count = 0

  init(partition: Int32) { self.partition = partition }

  var openMessages: Int { count }
  /// The offset of the oldest message that is not done.
  var firstOpenOffset: Int64? { count > 0 ? ring[place(of: firstSequence)].offset : nil }

  mutating func reuse(for partition: Int32) {
    self.partition = partition
    generation &+= 1
    isActive = true
    nextOffset = nil
    takenOffset = nil
  }

  mutating func retire() {
    isActive = false
    forgetOpenMessages()
    // One assignment with a long queue must not keep its memory.
    if ring.count > 4096 { ring = Array(repeating: Entry(offset: 0, pending: 0), count: 64) }
  }

  /// Forgets the messages that are not done and returns the offset of the first of them; what was done stays so.
  ///
  /// Reports that are still to come for them are then those of an earlier generation.
  mutating func restart() -> Int64? {
    guard let offset = firstOpenOffset else { return nil }
    forgetOpenMessages()
    generation &+= 1
    takenOffset = nil
    return offset
  }

  private mutating func forgetOpenMessages() {
    outstandingOutputs = 0
    firstSequence = 0
    count = 0
  }

  mutating func begin(offset: Int64) -> UInt32 {
    if count == ring.count { grow() }
    let sequence = firstSequence &+ UInt32(truncatingIfNeeded: count)
    ring[place(of: sequence)] = Entry(offset: offset, pending: 1)
    count += 1
    return sequence
  }

  mutating func addOutput(_ sequence: UInt32) {
    guard contains(sequence) else { return }
    outstandingOutputs += 1
    ring[place(of: sequence)].pending += 1
  }

  /// Returns how many messages became done.
  mutating func end(_ sequence: UInt32) -> Int { release(sequence) }

  mutating func acknowledge(_ sequence: UInt32) -> Int {
    guard contains(sequence) else { return 0 }
    outstandingOutputs -= 1
    return release(sequence)
  }

  mutating func fail(_ sequence: UInt32) {
    guard contains(sequence) else { return }
    outstandingOutputs -= 1
  }

  func offset(of sequence: UInt32) -> Int64? {
    contains(sequence) ? ring[place(of: sequence)].offset : nil
  }

  mutating func takeAdvanced() -> Int64? {
    guard let nextOffset, nextOffset != takenOffset else { return nil }
    takenOffset = nextOffset
    return nextOffset
  }

  private mutating func release(_ sequence: UInt32) -> Int {
    guard contains(sequence) else { return 0 }
    ring[place(of: sequence)].pending -= 1
    var done = 0
    while count > 0 {
      let first = ring[place(of: firstSequence)]
      guard first.pending == 0 else { break }
      // A record read again after a rewind must not move the offset back.
      nextOffset = max(nextOffset ?? 0, first.offset + 1)
      firstSequence &+= 1
      count -= 1
      done += 1
    }
    return done
  }

  private func contains(_ sequence: UInt32) -> Bool { sequence &- firstSequence < UInt32(truncatingIfNeeded: count) }

  private func place(of sequence: UInt32) -> Int { Int(sequence) & (ring.count - 1) }

  private mutating func grow() {
    var larger = Array(repeating: Entry(offset: 0, pending: 0), count: ring.count * 2)
    for index in 0..<count {
      let sequence = firstSequence &+ UInt32(truncatingIfNeeded: index)
      larger[Int(sequence) & (larger.count - 1)] = ring[place(of: sequence)]
    }
    ring = larger
  }
}

/// Where one assigned partition stands, to judge whether it moves; offsets are of the next record in each case.
public struct PartitionProgress: Equatable, Sendable {
  public var partition: Int32
  /// The oldest message that was taken in and is not acknowledged; nil if there is none.
  public var firstOpen: Int64?
  /// Behind what has been acknowledged in this assignment; nil before the first.
  public var done: Int64?
  /// What the group has confirmed as committed; nil while it has confirmed nothing.
  public var committed: Int64?
  /// Behind what has been taken in; nil where reading began at no known offset.
  public var taken: Int64?
  /// The beginning of the log, where it was asked for; the worker asks when nothing comes and `taken` is not known.
  public var begin: Int64?
  /// The end of the log, where it was asked for; the worker asks when nothing comes.
  public var end: Int64?
  /// Behind what librdkafka has fetched, control records and aborted transactions included; nil if it does not say.
  public var fetched: Int64?

  public init(_ partition: Int32) { self.partition = partition }
}
