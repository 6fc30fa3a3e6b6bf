/// Which dead letters are wanted; an empty list wants all.
public struct DeadLetterFilter: Sendable {
  /// Only these reasons; empty for all.
  public var reasons: [String] = []
  /// Only these programs; empty for all.
  public var programs: [String] = []
  /// Only these hosts; empty for all.
  public var hosts: [String] = []
  /// Partition and offset of the dead-letter topic.
  public var partition: Int32?
  public var offset: Int64?

  /// Lets every dead letter through.
  public init() {}

  /// Whether a dead letter is wanted.
  public func wants(_ letter: DeadLetter) -> Bool {
    (reasons.isEmpty || reasons.contains(letter.reason)) && (programs.isEmpty || programs.contains(letter.program))
      && (hosts.isEmpty || hosts.contains(letter.host)) && (partition == nil || partition == letter.partition)
      && (offset == nil || offset == letter.offset)
  }
}

/// Which part of a topic is read, by the times at which its records were written.
public struct ScanRange: Sendable, Equatable {
  /// Milliseconds since 1970; the first included, the last not.
  public var since: Int64?
  public var until: Int64?
  /// Limit to the newest N records of the whole topic.
  public var last: Int?

  public init(since: Int64? = nil, until: Int64? = nil, last: Int? = nil) {
    self.since = since
    self.until = until
    self.last = last
  }

  /// Reads what a user wrote for `--since` and `--until`.
  public init(since: String?, until: String?, last: Int?, now: Int64) throws(OperationFailure) {
    self.last = last
    self.since = try Self.point(since, "--since", now)
    self.until = try Self.point(until, "--until", now)
    if let since = self.since, let until = self.until, since >= until {
      throw .usage("--since must be before --until.")
    }
  }

  private static func point(_ text: String?, _ flag: String, _ now: Int64) throws(OperationFailure) -> Int64? {
    guard let text else { return nil }
    guard let point = TimeParsing.milliseconds(ofPoint: text, now: now) else {
      throw .usage("\(flag): '\(text)' is neither a time such as 2026-11-24T10:00 nor how long ago, such as 90m or 7d.")
    }
    return point
  }
}
