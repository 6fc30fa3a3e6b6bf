import Kafka

extension WorkerConfiguration {
  /// Why this librdkafka cannot do what is configured, as a sentence; nil if it can.
  public var refusal: String? {
    if assignor == .cooperativeSticky, transactions != nil {
      return
        "assignor cooperative-sticky is not offered with delivery exactly-once, for which it has not been proven; use range "
        + "with group-instance-id."
    }
    return Self.refusal(assignor, isFixed: LibraryVersion.isAtLeast(2, 10, 0), version: LibraryVersion.text)
  }

  /// Before 2.10.0 a commit that falls into a rebalance can cost the whole assignment (librdkafka#4059).
  static func refusal(_ assignor: Assignor, isFixed: Bool, version: String) -> String? {
    guard assignor == .cooperativeSticky, !isFixed else { return nil }
    return
      "assignor cooperative-sticky needs librdkafka 2.10.0 or newer, and this is \(version): before, a commit during a "
      + "rebalance can lose all partitions (librdkafka#4059). Install a newer librdkafka, or use range with group-instance-id."
  }
}
