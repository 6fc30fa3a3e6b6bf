extension Duration {
  /// Whole milliseconds, rounded up, between 0 and what a C `int` holds; librdkafka's time-outs are of this kind.
  var millisecondTimeout: Int32 {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    guard seconds < Int64(Int32.max) / 1_000 else { return .max }
    return Int32(seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
