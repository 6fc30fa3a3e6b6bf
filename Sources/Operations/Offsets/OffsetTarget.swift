/// Where a group shall go on, as kafka-consumer-groups names the ways to say it.
public enum OffsetTarget: Sendable, Equatable {
  case earliest
  case latest
  /// What is committed; the end of the log where nothing is.
  case current
  case offset(Int64)
  /// Forward, or backward if below zero.
  case shift(Int64)
  /// The first record that is not older, in milliseconds since 1970.
  case time(Int64)
  case table([OffsetTable.Row])
}
