import StrictJSON

/// Where in its topic a value comes from, and its Kafka timestamp.
public struct RecordOrigin: Sendable {
  public let partition: Int32
  public let offset: Int64
  /// Milliseconds since 1970, UTC; nil where there is none.
  public let timestampMilliseconds: Int64?
  /// Whether the value has a key of its own; then no other is made.
  public let hasKey: Bool

  public init(partition: Int32, offset: Int64, timestampMilliseconds: Int64?, hasKey: Bool) {
    self.partition = partition
    self.offset = offset
    self.timestampMilliseconds = timestampMilliseconds
    self.hasKey = hasKey
  }

  /// A value that does not come from Kafka.
  public static let none = RecordOrigin(partition: 0, offset: 0, timestampMilliseconds: nil, hasKey: true)
}

/// One record as it came, also where what is read of it was repaired; a view of bytes that others own.
struct RecordBytes: ~Escapable {
  /// What a dead letter carries: of a batch the record's own bytes, else the value with the white space around it.
  let whole: Span<UInt8>
  /// From `{` to `}`.
  let own: Span<UInt8>
  /// What was repaired in it.
  let repairs: JSONRepairs

  @_lifetime(copy whole, copy own)
  init(whole: Span<UInt8>, own: Span<UInt8>, repairs: JSONRepairs) {
    self.whole = whole
    self.own = own
    self.repairs = repairs
  }
}

/// A Kafka timestamp as text.
enum KafkaTime {
  /// Appends milliseconds since 1970 as `YYYY-MM-DDThh:mm:ss.mmmZ`; nothing for a time outside the years 0 to 9999.
  static func append(_ milliseconds: Int64, to buffer: inout ByteBuffer) {
    let (seconds, millisecond) = floorDivision(milliseconds, by: 1000)
    let (days, secondOfDay) = floorDivision(seconds, by: 86400)
    // Days since 1 March of the year 0, in which a leap day is the last day of a year.
    let shifted = days + 719_468
    let (era, dayOfEra) = floorDivision(shifted, by: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    guard (0...9999).contains(year) else { return }
    append(year, digits: 4, to: &buffer)
    buffer.append(UInt8(ascii: "-"))
    append(month, digits: 2, to: &buffer)
    buffer.append(UInt8(ascii: "-"))
    append(day, digits: 2, to: &buffer)
    buffer.append(UInt8(ascii: "T"))
    append(secondOfDay / 3600, digits: 2, to: &buffer)
    buffer.append(UInt8(ascii: ":"))
    append(secondOfDay / 60 % 60, digits: 2, to: &buffer)
    buffer.append(UInt8(ascii: ":"))
    append(secondOfDay % 60, digits: 2, to: &buffer)
    buffer.append(UInt8(ascii: "."))
    append(millisecond, digits: 3, to: &buffer)
    buffer.append(UInt8(ascii: "Z"))
  }

  private static func floorDivision(_ number: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }

  private static func append(_ number: Int64, digits: Int, to buffer: inout ByteBuffer) {
    var divisor: Int64 = 1
    for _ in 1..<digits { divisor *= 10 }
    while divisor > 0 {
      buffer.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / divisor % 10))
      divisor /= 10
    }
  }
}
