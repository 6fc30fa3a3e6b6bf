/// Makes a load without any help, plainer than the generator's: a few programs, hosts and kinds of bad values.
public struct PlainLoad {
  let batch: Int
  let badFraction: Double
  private var generator: SeededGenerator

  public init(batch: Int, badFraction: Double, seed: Int) {
    self.batch = batch
    self.badFraction = badFraction
    generator = SeededGenerator(seed: UInt64(truncatingIfNeeded: seed) &* 2 &+ 1)
  }

  public mutating func make(recordCount: Int) -> Load {
    var values: [Load.Value] = []
    var left = recordCount
    while left > 0 {
      if batch == 0 {
        values.append(lonelyValue(number: left))
        left -= 1
      } else {
        let records = (0..<min(batch, left)).map { record(number: left - $0) }
        let text = "{\"records\":[" + records.map(\.text).joined(separator: ",") + "]}"
        values.append(Load.Value(bytes: Array(text.utf8), labels: records.map(\.label)))
        left -= records.count
      }
    }
    return Load(values: values)
  }

  private mutating func lonelyValue(number: Int) -> Load.Value {
    guard isBad() else {
      let record = goodRecord(number: number)
      return Load.Value(bytes: Array(record.text.utf8), labels: [record.label])
    }
    let kinds: [(String, [UInt8])] = [
      ("empty", []), ("blank", Array(" \t ".utf8)), ("not-json", Array("no JSON".utf8)),
      ("json-number", Array("7".utf8)),
      ("empty-object", Array("{\"a\":\"".utf8) + [0xC3, 0x28] + Array("\"}".utf8)),
    ]
    let kind = kinds[Int(next() % UInt64(kinds.count))]
    return Load.Value(bytes: kind.1, labels: ["bad \(kind.0)"])
  }

  private mutating func record(number: Int) -> (text: String, label: String) {
    isBad() ? ("{}", "bad empty-object") : goodRecord(number: number)
  }

  private mutating func goodRecord(number: Int) -> (text: String, label: String) {
    let host = "vm-\(next() % 40)"
    let text =
      "{\"time\":\"2024-06-01T00:00:00.0000000Z\",\"resourceId\":\"/subscriptions/0/\(host.uppercased())\","
      + "\"properties\":{\"ident\":\"CRON\",\"pid\":\"\(number)\",\"Facility\":\"cron\",\"Severity\":\"info\","
      + "\"Msg\":\"(root) CMD (/usr/bin/job \(number))\",\"hostname\":\"\(host)\"},\"category\":\"cron\",\"level\":\"info\","
      + "\"operationName\":\"LinuxSyslogEvent\"}"
    return (text, "ok cron")
  }

  private mutating func isBad() -> Bool { Double(next() % 10_000) < badFraction * 10_000 }

  private mutating func next() -> UInt64 { generator.next() }
}
