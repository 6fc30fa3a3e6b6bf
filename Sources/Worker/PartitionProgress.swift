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
