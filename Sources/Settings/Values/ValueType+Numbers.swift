extension ValueType where Value == Int {
  /// A whole number within a range; commas and underscores between digits are not read.
  public static func integer(_ range: ClosedRange<Int>, metavar: String = "n") -> ValueType<Int> {
    ValueType(
      expectation: "a whole number from \(grouped(range.lowerBound)) to \(grouped(range.upperBound))",
      metavar: metavar,
      read: { text in
        guard let number = Int(text) else {
          let digits = text.drop { $0 == "-" || $0 == "+" }
          let isNumber = !digits.isEmpty && digits.allSatisfy { $0.isASCII && $0.isNumber }
          return .failure(isNumber ? .outOfRange : .malformed)
        }
        return range.contains(number) ? .success(number) : .failure(.outOfRange)
      },
      write: { String($0) })
  }
}

extension ValueType where Value == Double {
  /// A share of a whole: `0.05`, or `5%`, from 0 to 1.
  public static var share: ValueType<Double> {
    ValueType(
      expectation: "a share from 0 to 1, such as 0.05 or 5%",
      metavar: "share",
      read: { text in
        let isPercent = text.hasSuffix("%")
        guard let number = plainDecimal(isPercent ? text.dropLast() : text[...]) else { return .failure(.malformed) }
        let share = isPercent ? number / 100 : number
        return (0...1).contains(share) ? .success(share) : .failure(.outOfRange)
      },
      write: { String($0) })
  }
}

/// Reads digits with at most one point and an optional sign; no exponent, no `inf`, no `nan`, no hexadecimal.
func plainDecimal(_ text: Substring) -> Double? {
  let unsigned = text.first == "-" || text.first == "+" ? text.dropFirst() : text
  guard let first = unsigned.first, first.isASCII, first.isNumber else { return nil }
  guard unsigned.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }) else { return nil }
  return Double(String(text))
}

/// Writes a number with commas between thousands, for sentences.
func grouped(_ number: Int) -> String {
  var digits = Array(String(number.magnitude))
  var index = digits.count - 3
  while index > 0 {
    digits.insert(",", at: index)
    index -= 3
  }
  return (number < 0 ? "-" : "") + String(digits)
}
