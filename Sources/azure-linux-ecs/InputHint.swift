import Logging
import Normalizer

/// What input that is no JSON may be instead, said once after the summary.
struct InputHint {
  private(set) var text = ""

  /// Whether a dead letter may come of input of another kind.
  static func concerns(_ reason: DeadLetterReason) -> Bool { reason == .invalidJSON || reason == .notARecord }

  /// Looks at a value that is no record.
  mutating func look(at value: Span<UInt8>) {
    guard text.isEmpty, let sentence = Self.sentence(about: value) else { return }
    let start = unsafe value.extracting(0..<min(60, value.count)).withUnsafeBufferPointer {
      unsafe String(decoding: $0, as: UTF8.self)
    }
    text = "hint: \(sentence): \(Terminal.sanitize(start))\(value.count > 60 ? "..." : "")\n"
  }

  static func sentence(about value: Span<UInt8>) -> String? {
    guard let first = value.indices.first(where: { value[$0] > 0x20 }) else { return nil }
    if value[first] == UInt8(ascii: "{") || value[first] == UInt8(ascii: "[") {
      return isCutOff(value, from: first)
        ? "this value begins as JSON and is cut off (a line of a longer value? --whole reads a file as one value)" : nil
    }
    return looksLikeSyslog(value, from: first)
      ? "this is a syslog line and not a JSON record as Azure writes it; how its text is read shows "
        + "azure-linux-ecs explain --program NAME --text TEXT" : nil
  }

  /// Whether braces are open at the end.
  private static func isCutOff(_ value: Span<UInt8>, from first: Int) -> Bool {
    var depth = 0
    var isInString = false
    var isEscaped = false
    for index in first..<value.count {
      let byte = value[index]
      if isInString {
        if isEscaped {
          isEscaped = false
        } else {
          isEscaped = byte == UInt8(ascii: "\\")
          isInString = byte != UInt8(ascii: "\"")
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
    }
    return depth > 0
  }

  /// `<34>...`, `Mar 14 09:26:53 host ...`, `2026-03-14T09:26:53Z host ...`.
  private static func looksLikeSyslog(_ value: Span<UInt8>, from first: Int) -> Bool {
    let head = (first..<min(value.count, first + 12)).map { value[$0] }
    func isDigit(_ index: Int) -> Bool { index < head.count && (0x30...0x39).contains(head[index]) }
    if head.first == UInt8(ascii: "<") { return isDigit(1) }
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    if months.contains(String(decoding: head.prefix(3), as: UTF8.self)) {
      return head.count > 6 && head[3] == 0x20 && (isDigit(4) || isDigit(5))
    }
    let isDate = head.count > 10 && [0, 1, 2, 3, 5, 6, 8, 9].allSatisfy(isDigit)
    return isDate && head[4] == UInt8(ascii: "-") && head[7] == UInt8(ascii: "-")
  }
}
