/// A time in which something happened that may make a record come out once more.
public struct FaultWindow: Sendable {
  public var cause: String
  public var begin: ContinuousClock.Instant
  public var end: ContinuousClock.Instant

  public init(_ cause: String, from begin: ContinuousClock.Instant, to end: ContinuousClock.Instant) {
    self.cause = cause
    self.begin = begin
    self.end = end
  }
}
