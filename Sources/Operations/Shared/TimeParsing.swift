/// Points and spans of time as a user writes them for the tools.
public enum TimeParsing {
  /// Milliseconds since 1970 of a date and time, or nil: `2026-11-24T10:00:00.123`, with a zone or in UTC.
  ///
  /// What kafka-consumer-groups takes for `--to-datetime` (`YYYY-MM-DDTHH:mm:SS.sss`, without a zone UTC), and also a date
  /// alone, a blank instead of the `T`, and a time without seconds.
  public static func milliseconds(ofDateTime text: String) -> Int64? {
    var scanner = DigitScanner(text)
    guard let year = scanner.digits(4), scanner.take("-"), let month = scanner.digits(2), scanner.take("-"),
      let day = scanner.digits(2), let days = daysSince1970(year: year, month: month, day: day)
    else { return nil }
    var milliseconds = days * 86_400_000
    if scanner.isAtEnd { return milliseconds }
    guard scanner.take("T") || scanner.take("t") || scanner.take(" "), let hour = scanner.digits(2), hour < 24,
      scanner.take(":"), let minute = scanner.digits(2), minute < 60
    else { return nil }
    milliseconds += hour * 3_600_000 + minute * 60_000
    if scanner.take(":") {
      guard let second = scanner.digits(2), second < 60 else { return nil }
      milliseconds += second * 1000
      if scanner.take(".") || scanner.take(",") {
        guard let fraction = scanner.fractionInThousandths() else { return nil }
        milliseconds += fraction
      }
    }
    if scanner.take("Z") || scanner.take("z") { return scanner.isAtEnd ? milliseconds : nil }
    let isEast = scanner.take("+")
    if isEast || scanner.take("-") {
      guard let hours = scanner.digits(2), hours < 24 else { return nil }
      _ = scanner.take(":")
      let minutes = scanner.isAtEnd ? 0 : scanner.digits(2)
      guard let minutes, minutes < 60 else { return nil }
      milliseconds -= (isEast ? 1 : -1) * (hours * 3_600_000 + minutes * 60_000)
    }
    return scanner.isAtEnd ? milliseconds : nil
  }

  /// Milliseconds of an ISO 8601 duration of days and smaller, or nil: `P7D`, `PT1H30M`, `P1DT0.5S`; at most a century.
  ///
  /// What kafka-consumer-groups takes for `--by-duration` (`PnDTnHnMnS`). Months and years have no length and are not read.
  public static func milliseconds(ofISODuration text: String) -> Int64? {
    var scanner = DigitScanner(text.uppercased())
    guard scanner.take("P") else { return nil }
    var total: Int64 = 0
    var isTime = false
    var units: [(Character, Int64, inTime: Bool)] = [
      ("W", 604_800_000, false), ("D", 86_400_000, false), ("H", 3_600_000, true), ("M", 60_000, true),
      ("S", 1000, true),
    ]
    var hasPart = false
    while !scanner.isAtEnd {
      if !isTime, scanner.take("T") {
        isTime = true
        guard !scanner.isAtEnd else { return nil }
      }
      guard let count = scanner.number(), count <= 3_200_000_000_000 else { return nil }
      let fraction = scanner.take(".") ? scanner.fractionInThousandths() : 0
      guard let fraction, let name = scanner.next(),
        let index = units.firstIndex(where: { $0.0 == name && $0.inTime == isTime }),
        fraction == 0 || name == "S"
      else { return nil }
      let part = count.multipliedReportingOverflow(by: units[index].1)
      let sum = total.addingReportingOverflow(part.partialValue)
      guard !part.overflow, !sum.overflow, sum.partialValue <= 3_200_000_000_000 else { return nil }
      total = sum.partialValue + fraction
      units.removeSubrange(...index)
      hasPart = true
    }
    return hasPart ? total : nil
  }

  /// A point in time for `--since` and `--until`: a date and time, or how long ago (`90m`, `2h30m`, `7d`, `PT1H`).
  public static func milliseconds(ofPoint text: String, now: Int64) -> Int64? {
    if let point = milliseconds(ofDateTime: text) { return point }
    if text == "now" { return now }
    return (milliseconds(ofISODuration: text) ?? milliseconds(ofSpan: text)).map { now - $0 }
  }

  /// Milliseconds of `90s`, `1h30m`, `7d`; nil for anything else.
  static func milliseconds(ofSpan text: String) -> Int64? {
    var scanner = DigitScanner(text.lowercased())
    var total: Int64 = 0
    guard !scanner.isAtEnd else { return nil }
    while !scanner.isAtEnd {
      guard let count = scanner.number(), count <= 3_200_000_000 else { return nil }
      let factor: Int64
      switch scanner.next() {
      case "w": factor = 604_800_000
      case "d": factor = 86_400_000
      case "h": factor = 3_600_000
      case "m": factor = scanner.take("s") ? 1 : 60_000
      case "s": factor = 1000
      default: return nil
      }
      total += count * factor
      guard total <= 3_200_000_000_000 else { return nil }
    }
    return total
  }

  /// The day's number in the proleptic Gregorian calendar; nil for a date that does not exist.
  ///
  /// Years are counted from March, so that the leap day is the last one of its year.
  private static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64? {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths: [Int64] = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard year >= 1, (1...12).contains(month), (1...lengths[Int(month) - 1]).contains(day) else { return nil }
    let marchYear = month <= 2 ? year - 1 : year
    let marchMonth = (month + 9) % 12
    let dayOfYear = (153 * marchMonth + 2) / 5 + day - 1
    return marchYear * 365 + marchYear / 4 - marchYear / 100 + marchYear / 400 + dayOfYear - 719_468
  }
}

/// Takes digits and marks from the front of a text.
private struct DigitScanner {
  private var rest: Substring

  init(_ text: String) { rest = text[...] }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func take(_ character: Character) -> Bool {
    guard rest.first == character else { return false }
    rest.removeFirst()
    return true
  }

  mutating func next() -> Character? { rest.isEmpty ? nil : rest.removeFirst() }

  /// Exactly so many digits.
  mutating func digits(_ count: Int) -> Int64? {
    let digits = rest.prefix(count)
    guard digits.count == count, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    rest = rest.dropFirst(count)
    return Int64(digits)
  }

  /// One digit or more, as long as they fit.
  mutating func number() -> Int64? {
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    rest = rest[digits.endIndex...]
    return Int64(digits)
  }

  /// The digits behind a point as thousandths; finer ones are cut.
  mutating func fractionInThousandths() -> Int64? {
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty else { return nil }
    rest = rest[digits.endIndex...]
    return Int64((digits + "00").prefix(3))
  }
}
