/// Stops a worker before a bad release, here or at the sender, empties a topic into the dead letters.
///
/// Counts each partition for itself: how many dead letters came in a row, and their share of the recent records.
public struct DeadLetterLimit {
  public struct Bounds: Equatable, Sendable {
    /// The highest share of dead letters, 0 to 1, among a partition's last `window` records; nil for no limit.
    public var share: Double?
    /// The most dead letters in a row in one partition; nil for no limit.
    public var run: Int?
    /// How many records a share is taken over; before as many have come there is none.
    public var window = 1000

    public init(share: Double? = nil, run: Int? = nil) {
      self.share = share
      self.run = run
    }
  }

  private struct Partition {
    var run = 0
    // Two halves of a window: a share over at least one whole half and at most two, without a ring of bits.
    var records = 0
    var deadLetters = 0
    var earlierRecords = 0
    var earlierDeadLetters = 0
    /// Behind the last message that was counted; nil before the first.
    var nextOffset: Int64?
  }

  private let bounds: Bounds
  private var partitions: [Int32: Partition] = [:]
  public var isOff: Bool { bounds.share == nil && bounds.run == nil }

  public init(_ bounds: Bounds) { self.bounds = bounds }

  public mutating func forget(_ partition: Int32) { partitions[partition] = nil }

  /// Whether a message's records are counted already, so that a message that is read again changes nothing.
  public func hasCounted(partition: Int32, offset: Int64) -> Bool {
    partitions[partition]?.nextOffset.map { offset < $0 } ?? false
  }

  /// Notes that all records of a message are counted.
  public mutating func endMessage(partition: Int32, offset: Int64) {
    guard !isOff, !hasCounted(partition: partition, offset: offset) else { return }
    partitions[partition, default: Partition()].nextOffset = offset + 1
  }

  /// Takes one record's disposition in; returns a sentence if a limit is passed.
  public mutating func record(partition: Int32, isDeadLetter: Bool) -> String? {
    guard !isOff else { return nil }
    var state = partitions[partition] ?? Partition()
    defer { partitions[partition] = state }
    state.run = isDeadLetter ? state.run + 1 : 0
    state.records += 1
    state.deadLetters += isDeadLetter ? 1 : 0
    if let run = bounds.run, state.run > run {
      return "partition \(partition): \(state.run) dead letters in a row, the limit is \(run)"
    }
    if let share = bounds.share {
      let records = state.records + state.earlierRecords
      let deadLetters = state.deadLetters + state.earlierDeadLetters
      if records >= bounds.window, Double(deadLetters) > share * Double(records) {
        return
          "partition \(partition): \(deadLetters) of the last \(records) records are dead letters, the limit is a share of \(share)"
      }
      if state.records >= bounds.window {
        state.earlierRecords = state.records
        state.earlierDeadLetters = state.deadLetters
        state.records = 0
        state.deadLetters = 0
      }
    }
    return nil
  }
}
