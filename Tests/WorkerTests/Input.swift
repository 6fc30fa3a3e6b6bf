/// A message for the raw topic; each record in it has a number that its output shows.
struct Input {
  var partition: Int32 = 0
  var key: String?
  /// nil is a record without a value.
  var value: [UInt8]?
  /// The records' numbers, ascending; with the keys alike, in the order in which they are to come out.
  var numbers: [Int]
  var headers: [(name: [UInt8], value: [UInt8])] = []

  /// A syslog row of a program that nobody knows: an event.
  static func event(_ number: Int, partition: Int32 = 0, key: String? = nil, padding: Int = 0) -> Input {
    Input(partition: partition, key: key, value: Array(row(number, padding: padding).utf8), numbers: [number])
  }

  /// An object that is no syslog line: a dead letter.
  static func foreign(_ number: Int, partition: Int32 = 0, key: String? = nil) -> Input {
    Input(partition: partition, key: key, value: Array(object(number).utf8), numbers: [number])
  }

  /// A batch; every second record of it is foreign if `isHalfForeign`.
  static func batch(_ numbers: Range<Int>, partition: Int32 = 0, key: String? = nil, isHalfForeign: Bool = false)
    -> Input
  {
    let records = numbers.map { isHalfForeign && $0 % 2 == 1 ? object($0) : row($0, padding: 0) }
    let text = "{\"records\": [" + records.joined(separator: ",") + "]}"
    return Input(partition: partition, key: key, value: Array(text.utf8), numbers: Array(numbers))
  }

  /// A batch of records with nothing but a text, so that very many fit in one message.
  static func bareBatch(_ numbers: Range<Int>, partition: Int32 = 0, key: String? = nil) -> Input {
    let records = numbers.map { "{\"SyslogMessage\":\"number=\($0);\"}" }
    let text = "[" + records.joined(separator: ",") + "]"
    return Input(partition: partition, key: key, value: Array(text.utf8), numbers: Array(numbers))
  }

  /// Many single records, spread over partitions and keys.
  static func events(_ numbers: Range<Int>, partitionCount: Int32, padding: Int = 0) -> [Input] {
    numbers.map {
      .event($0, partition: Int32($0 % Int(partitionCount)), key: "key \($0 % 7)", padding: padding)
    }
  }

  private static func row(_ number: Int, padding: Int) -> String {
    let text = "number=\(number);" + String(repeating: "x", count: padding)
    return
      "{\"Type\":\"Syslog\",\"TimeGenerated\":\"2026-11-24T10:00:00Z\",\"Facility\":\"daemon\",\"SeverityLevel\":\"info\","
      + "\"ProcessName\":\"tester\",\"ProcessID\":\"7\",\"HostName\":\"host\",\"SyslogMessage\":\"\(text)\"}"
  }

  private static func object(_ number: Int) -> String { "{\"metric\":\"number=\(number);\"}" }
}
