package import Normalizer

/// What bytes of a fuzzer stand for: a value, where it comes from, and what the user has decided.
///
/// Two bytes of choices, then the value itself; or, if the lowest bit of the first is set, a program's name up to the first line
/// feed and a text, of which a record is made. So a fuzzer finds its way into the patterns without first finding JSON.
package struct FuzzInput {
  package let options: NormalizerOptions
  package let origin: RecordOrigin
  /// nil for a tombstone.
  package let value: [UInt8]?
  /// The same record with every character of its strings escaped, where the input is a text.
  package let escapedValue: [UInt8]?

  /// Nothing where two bytes are not there.
  package init?(_ bytes: [UInt8]) {
    guard bytes.count >= 2 else { return nil }
    let (first, second) = (bytes[0], bytes[1])
    let body = Array(bytes[2...])

    var options = NormalizerOptions()
    options.unmatched = [.deadLetter, .emit, .both, .both][Int(first >> 1 & 3)]
    options.foreign = first & 0x08 == 0 ? .deadLetter : .skip
    options.includesOriginal = first & 0x10 == 0
    options.inputTopic = first & 0x80 == 0 ? "raw" : ""
    options.maximumRecordByteCount = [1 << 20, 1 << 20, 300, 2048][Int(second & 3)]
    options.maximumEventByteCount = [Int.max, .max, 700, 2048][Int(second >> 2 & 3)]
    self.options = options
    origin = RecordOrigin(
      partition: Int32(second & 3), offset: Int64(body.count),
      timestampMilliseconds: first & 0x40 == 0 ? Self.timestamps[Int(second >> 4)] : nil, hasKey: first & 0x20 != 0)
    if first & 1 == 0 {
      // A tombstone where there is nothing, unless the choice is an empty value.
      value = body.isEmpty && first & 0x10 != 0 ? nil : body
      escapedValue = nil
    } else {
      let parts = body.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
      let program = String(decoding: parts[0], as: UTF8.self)
      let text = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : ""
      value = Self.record(program, text, Self.quoted)
      escapedValue = Self.record(program, text, Self.escaped)
    }
  }

  /// The bytes that stand for a value with the choices of a plain worker.
  package static func bytes(ofValue value: [UInt8], choices: (UInt8, UInt8) = (0, 0)) -> [UInt8] {
    [choices.0 & ~1, choices.1] + value
  }

  /// The bytes that stand for a text of a program.
  package static func bytes(ofText text: [UInt8], program: [UInt8], choices: (UInt8, UInt8) = (0, 0)) -> [UInt8] {
    [choices.0 | 1, choices.1] + program + [UInt8(ascii: "\n")] + text
  }

  /// Times of every kind that Kafka can carry: none, before 1970, leap days, the last year of four digits, and beyond.
  private static let timestamps: [Int64] = [
    1_773_480_414_007, 0, -1, -62_135_596_800_000, -62_167_219_200_001, 951_782_400_000, 1_709_164_800_000,
    4_107_542_399_999, 253_402_300_799_999, 253_402_300_800_000, .max, .min, .max / 1000, .min / 1000, 1, 999,
  ]

  private static func record(_ program: String, _ text: String, _ write: (String) -> String) -> [UInt8] {
    let pid = program.utf8.count % 2 == 0 ? "4242" : "\"4242\""
    return Array(
      """
      {"time":"2026-03-14T09:26:53.5890000Z","resourceId":\(write("/subscriptions/S/host/Web-01")),\
      "properties":{"ident":\(write(program)),"pid":\(pid),"Facility":"auth","Severity":"info",\
      "Msg":\(write(text)),"hostname":\(write("web-01"))},"level":"Informational"}
      """.utf8)
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\n": quoted += "\\n"
      case ..<" ": quoted += hexadecimal(UInt16(scalar.value))
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  private static func escaped(_ text: String) -> String { "\"\(text.utf16.map(hexadecimal).joined())\"" }

  private static func hexadecimal(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16)
    return "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)"
  }
}
