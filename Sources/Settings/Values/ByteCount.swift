/// A number of bytes.
public struct ByteCount: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// How many bytes.
  public let bytes: Int

  /// Makes a count of single bytes.
  public init(bytes: Int) { self.bytes = bytes }

  /// So many times 1,024 bytes.
  public static func kibibytes(_ count: Int) -> ByteCount { ByteCount(bytes: count << 10) }

  /// So many times 1,048,576 bytes.
  public static func mebibytes(_ count: Int) -> ByteCount { ByteCount(bytes: count << 20) }

  /// So many times 1,073,741,824 bytes.
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
