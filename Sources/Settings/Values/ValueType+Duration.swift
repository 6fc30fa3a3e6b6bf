extension ValueType where Value == Duration {
  /// A span of time with its unit: `500ms`, `30s`, `1.5m`, `1h30m`, `7d`; a bare `0` needs none.
  ///
  /// A bare number is refused: Kafka's own settings count milliseconds, most other tools count seconds.
  public static func duration(_ range: ClosedRange<Duration>) -> ValueType<Duration> {
    ValueType(
      expectation:
        "a duration with its unit (ms, s, m, h, d) from \(durationText(range.lowerBound)) to "
        + durationText(range.upperBound),
      metavar: "duration",
      read: { text in
        guard let duration = readDuration(text) else { return .failure(.malformed) }
        return range.contains(duration) ? .success(duration) : .failure(.outOfRange)
      },
      write: durationText)
  }
}

private let durationUnits: [(name: String, milliseconds: Int64)] = [
  ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
]

/// A year in milliseconds for a hundred years: more than any setting allows, far from overflow.
private let longestMilliseconds: Double = 3.2e12

private func readDuration(_ text: String) -> Duration? {
  if text == "0" { return .zero }
  if text.isEmpty { return nil }
  var rest = text[...]
  var total = 0.0
  while !rest.isEmpty {
    let number = rest.prefix { ($0.isASCII && $0.isNumber) || $0 == "." }
    rest = rest[number.endIndex...].drop { $0 == " " }
    let unit = rest.prefix { $0.isLetter }
    rest = rest[unit.endIndex...].drop { $0 == " " }
    guard let count = plainDecimal(number),
      let factor = durationUnits.first(where: { $0.name == unit.lowercased() })?.milliseconds
    else { return nil }
    total += count * Double(factor)
    guard total <= longestMilliseconds else { return .milliseconds(Int64(longestMilliseconds)) }
  }
  return .milliseconds(Int64(total.rounded()))
}

/// Writes a duration in the largest unit that leaves a whole number: `90s`, `2m`, `1500ms`.
///
/// Finer than a millisecond is cut.
public func durationText(_ duration: Duration) -> String {
  let parts = duration.components
  guard parts.seconds < Int64.max / 1000, parts.seconds > Int64.min / 1000 else { return "\(parts.seconds)s" }
  let milliseconds = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
  guard milliseconds != 0 else { return "0s" }
  let unit = durationUnits.first { milliseconds.isMultiple(of: $0.milliseconds) } ?? ("ms", 1)
  return "\(milliseconds / unit.milliseconds)\(unit.name)"
}
