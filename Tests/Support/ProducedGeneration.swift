/// What was produced to an input topic until it was deleted, and what was seen of the group meanwhile.
public struct ProducedGeneration: Sendable {
  /// Counted from 1; the name of the header that says it is `LoadProducer.generationHeader`.
  public let number: Int
  public let produced: [ProducedMessage]
  /// Taken while the topic was this one, in their order.
  public var snapshots: [CommitSnapshot] = []
  /// Whether all of it must have come out, since the topic was there to its end.
  public var isWhole = true

  public init(_ number: Int, _ produced: [ProducedMessage]) {
    self.number = number
    self.produced = produced
  }
}
