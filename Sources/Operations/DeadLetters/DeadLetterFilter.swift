/// Which dead letters are wanted; an empty list wants all.
public struct DeadLetterFilter: Sendable {
  public var reasons: [String] = []
  public var programs: [String] = []
  public var hosts: [String] = []
  /// Partition and offset of the dead-letter topic.
  public var partition: Int32?
  public var offset: Int64?

  public init() {}

  /// Whether a dead letter is wanted.
  public func wants(_ letter: DeadLetter) -> Bool {
    (reasons.isEmpty || reasons.contains(letter.reason)) && (programs.isEmpty || programs.contains(letter.program))
      && (hosts.isEmpty || hosts.contains(letter.host)) && (partition == nil || partition == letter.partition)
      && (offset == nil || offset == letter.offset)
  }
}
