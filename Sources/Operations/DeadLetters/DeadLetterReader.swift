/// Reads dead letters for the tools that only look.
public struct DeadLetterReader: Sendable {
  /// The dead-letter topic.
  public let topic: String
  /// How the brokers are reached.
  public let access: KafkaAccess

  /// Reads nothing yet.
  public init(topic: String, access: KafkaAccess) {
    self.topic = topic
    self.access = access
  }

  /// Hands out the dead letters of a range that a filter wants.
  ///
  /// With `range.last` they come in the order of their times, otherwise each partition in its order.
  /// - Parameters:
  ///   - progress: how many records were read, of how many.
  ///   - body: returns false to end early.
  public func read(
    _ range: ScanRange, filter: DeadLetterFilter, copiesBytes: Bool, progress: (_ done: Int, _ total: Int) -> Void,
    each body: (DeadLetter) throws(OperationFailure) -> Bool
  ) throws(OperationFailure) {
    let scan = try TopicScan(
      topic, range: range, partition: filter.partition, offset: filter.offset, access: access)
    defer { scan.close() }
    let total = scan.total
    guard let last = range.last else {
      try scan.run(
        progress: { progress($0, total) },
        each: { message throws(OperationFailure) in
          let letter = DeadLetter(message, copiesBytes: copiesBytes)
          return filter.wants(letter) ? try body(letter) : true
        })
      return
    }
    var newest = Newest<DeadLetter>(last) { ($0.writtenMilliseconds ?? 0, $0.partition, $0.offset) }
    try scan.run(
      progress: { progress($0, total) },
      each: { message throws(OperationFailure) in
        newest.add(DeadLetter(message, copiesBytes: copiesBytes))
        return true
      })
    for letter in newest.elements() where filter.wants(letter) {
      guard try body(letter) else { return }
    }
  }
}
