/// What a group had committed at one moment, and where the output topics ended just after it.
///
/// In this order: an output that the commit rests on was in its topic before, so it lies below the end.
public struct CommitSnapshot: Sendable {
  public var committed: [Int32: Int64]
  public var eventEnds: [Int32: Int64]
  public var deadLetterEnds: [Int32: Int64]
  /// Where the input ended, last of all.
  public var inputEnds: [Int32: Int64]
  /// When taking it began.
  public var time: ContinuousClock.Instant

  public init(
    committed: [Int32: Int64], eventEnds: [Int32: Int64], deadLetterEnds: [Int32: Int64],
    inputEnds: [Int32: Int64] = [:], time: ContinuousClock.Instant = .now
  ) {
    self.inputEnds = inputEnds
    self.time = time
    self.committed = committed
    self.eventEnds = eventEnds
    self.deadLetterEnds = deadLetterEnds
  }

  /// Whether an output had been written when the snapshot was taken, or just after.
  func contains(_ place: DeliveredOutput.Place) -> Bool {
    place.offset < (place.topic == .events ? eventEnds : deadLetterEnds)[place.partition] ?? 0
  }
}
