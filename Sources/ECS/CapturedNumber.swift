/// The number that a part of a text is.
struct CapturedNumber {
  let value: Int64
  /// Whether its digits are those that JSON wants.
  let isCanonical: Bool

  /// Nil if it is none or above 2^63 - 1.
  init?(_ text: Span<UInt8>, _ range: Range<Int>) {
    guard !range.isEmpty, range.count <= 20 else { return nil }
    let isNegative = text[range.lowerBound] == UInt8(ascii: "-")
    let first = range.lowerBound + (isNegative ? 1 : 0)
    guard first < range.upperBound else { return nil }
    var value: Int64 = 0
    for index in first..<range.upperBound {
      let digit = text[index] &- UInt8(ascii: "0")
      guard digit < 10 else { return nil }
      let (scaled, overflowed) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflowedToo) = scaled.addingReportingOverflow(Int64(digit))
      guard !overflowed, !overflowedToo else { return nil }
      value = sum
    }
    isCanonical = text[first] != UInt8(ascii: "0") || (range.count == 1)
    self.value = isNegative ? -value : value
  }
}
