@unsafe @preconcurrency import Glibc

/// Between two looks at something that will change.
public enum Pause {
  public static func short() { usleep(50_000) }

  /// Looks until the condition holds; false after the limit, which only keeps a test from hanging.
  public static func until(limit: Duration = .seconds(60), _ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while .now < deadline {
      if try condition() { return true }
      short()
    }
    return false
  }
}
