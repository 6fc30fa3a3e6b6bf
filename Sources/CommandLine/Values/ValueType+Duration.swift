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

/// A number of bytes.
public struct ByteCount: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// How many bytes.
  public let bytes: Int

  /// Makes a count of single bytes.
  public init(bytes: Int) { self.bytes = bytes }

  /// A number of kibibytes (1,024 bytes).
  public static func kibibytes(_ count: Int) -> ByteCount { ByteCount(bytes: count << 10) }

  /// A number of mebibytes (1,048,576 bytes).
  public static func mebibytes(_ count: Int) -> ByteCount { ByteCount(bytes: count << 20) }

  /// A number of gibibytes (1,073,741,824 bytes).
  public static func gibibytes(_ count: Int) -> ByteCount { ByteCount(bytes: count << 30) }

  /// The count in the largest unit that leaves a whole number: `48MiB`, `1500B`.
  public var description: String {
    guard bytes != 0 else { return "0B" }
    let unit = Self.units.first { bytes.isMultiple(of: 1 << $0.shift) } ?? ("B", 0)
    return "\(bytes >> unit.shift)\(unit.name)"
  }

  public static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }

  static let units: [(name: String, shift: Int)] = [("GiB", 30), ("MiB", 20), ("KiB", 10), ("B", 0)]
}

extension ValueType where Value == ByteCount {
  /// A number of bytes with its unit, `512KiB`, `48MiB`, `2GiB`, or of single bytes without one.
  public static func byteCount(_ range: ClosedRange<ByteCount>) -> ValueType<ByteCount> {
    ValueType(
      expectation: "a number of bytes (KiB, MiB or GiB may follow) from \(range.lowerBound) to \(range.upperBound)",
      metavar: "bytes",
      read: { text in
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text[digits.endIndex...].drop { $0 == " " }
        guard !digits.isEmpty,
          let shift = unit.isEmpty
            ? 0 : ByteCount.units.first(where: { $0.name.lowercased() == unit.lowercased() })?.shift
        else { return .failure(.malformed) }
        guard let count = Int(digits) else { return .failure(.outOfRange) }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: 1 << shift)
        let value = ByteCount(bytes: bytes)
        return !overflow && range.contains(value) ? .success(value) : .failure(.outOfRange)
      },
      write: { $0.description })
  }
}
