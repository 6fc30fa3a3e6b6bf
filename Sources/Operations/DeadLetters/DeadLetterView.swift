import AzureLinux
import Logging
public import Patterns
import StrictJSON

/// One dead letter for people: why, where from, the record with the failing byte marked, and what to do about it.
public struct DeadLetterView {
  private let catalogue: Catalogue

  /// How much of a record is shown.
  private static let shownByteCount = 16_384
  /// How many bytes stand on each side of the failing one.
  private static let contextByteCount = 32

  /// - Parameter catalogue: what is known now, which may be more than when the letter was written.
  public init(catalogue: Catalogue) { self.catalogue = catalogue }

  /// Several lines, all of them harmless on a terminal, with an empty one at the end.
  public func text(_ letter: DeadLetter) -> String {
    var lines: [(String, String)] = [
      ("dead letter", "partition \(letter.partition), offset \(letter.offset)"),
      ("written", letter.writtenMilliseconds.map { WallTime(milliseconds: $0).rfc3339 } ?? "unknown"),
      ("reason", letter.reason.isEmpty ? "no dead_letter.reason header" : letter.reason), ("detail", letter.detail),
      ("from", letter.source),
      ("record time", letter.sourceMilliseconds.map { WallTime(milliseconds: $0).rfc3339 } ?? ""),
      ("program", letter.program), ("host", letter.host),
      (
        "by",
        [letter.worker, letter.group.isEmpty ? "" : "group \(letter.group)"].filter { !$0.isEmpty }.joined(
          separator: ", ")
      ),
      ("attempts", letter.attempts > 0 ? "\(letter.attempts)" : ""),
      ("emitted", letter.isEmitted ? "also written as an event" : ""), ("cut", letter.truncation ?? ""),
      ("key", letter.key.map { String(decoding: $0, as: UTF8.self) } ?? ""),
    ]
    for header in letter.otherHeaders {
      lines.append(("header", "\(header.name) = \(header.value.map { String(decoding: $0, as: UTF8.self) } ?? "null")"))
    }
    var text = ""
    for (name, value) in lines where !value.isEmpty {
      text +=
        name + String(repeating: " ", count: max(1, 13 - name.count)) + Terminal.sanitize(value, limit: 1000) + "\n"
    }
    text += record(letter)
    text += "to do        " + advice(letter) + "\n\n"
    return text
  }

  // MARK: - The record

  private func record(_ letter: DeadLetter) -> String {
    guard let value = letter.value else { return "value        null\n" }
    if let position = UTF8Validation.firstInvalidByte(in: value.span) {
      return "value        \(value.count) bytes\n" + marked(value, at: position)
    }
    var reader = RecordReader()
    switch reader.readValue(value.span) {
    case .empty: return "value        \(value.count) bytes of white space\n"
    case .invalid(let error): return "value        \(value.count) bytes\n" + marked(value, at: error.byteOffset)
    case .record, .batch, .notARecord: return "value\n" + pretty(value) + gap(letter)
    }
  }

  /// The bytes around a place on one line, and a mark below the one.
  private func marked(_ value: [UInt8], at position: Int) -> String {
    let place = min(max(0, position), value.count)
    let start = max(0, place - Self.contextByteCount)
    let end = min(value.count, place + Self.contextByteCount)
    let before = Terminal.sanitize(String(decoding: value[start..<place], as: UTF8.self))
    let after = Terminal.sanitize(String(decoding: value[min(place + 1, end)..<end], as: UTF8.self))
    let byte = place < value.count ? value[place] : nil
    let shown = byte.map { (0x21..<0x7F).contains($0) ? String(UnicodeScalar($0)) : "<\(hex($0))>" } ?? "<end>"
    let indent = "  " + (start > 0 ? "..." : "")
    return "\(indent)\(before)\(shown)\(after)\(end < value.count ? "..." : "")\n"
      + String(repeating: " ", count: indent.count + before.count)
      + String(repeating: "^", count: shown.count) + " byte \(place)\n"
  }

  private func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count == 1 ? "0" + digits : digits
  }

  /// JSON that was read as such, on indented lines.
  private func pretty(_ value: [UInt8]) -> String {
    var line = "  "
    var text = ""
    var depth = 0
    var state = JSONStringState()
    func flush(_ text: inout String, _ line: inout String) {
      text += Terminal.sanitize(line) + "\n"
      line = String(repeating: "  ", count: min(40, depth + 1))
    }
    let shown = String(decoding: value.prefix(Self.shownByteCount), as: UTF8.self)
    for scalar in shown.unicodeScalars {
      if state.takes(scalar) {
        line.unicodeScalars.append(scalar)
        continue
      }
      switch scalar {
      case " ", "\n", "\r", "\t", "\u{FEFF}": continue
      case "{", "[":
        line.unicodeScalars.append(scalar)
        depth += 1
        flush(&text, &line)
      case "}", "]":
        depth = max(0, depth - 1)
        flush(&text, &line)
        line.unicodeScalars.append(scalar)
      case ",":
        line.unicodeScalars.append(scalar)
        flush(&text, &line)
      case ":": line += ": "
      default: line.unicodeScalars.append(scalar)
      }
    }
    text += Terminal.sanitize(line) + "\n"
    if value.count > Self.shownByteCount { text += "  ... \(value.count - Self.shownByteCount) more bytes\n" }
    return text
  }

  // MARK: - Gaps

  /// Where the nearest pattern stopped to fit, below the text.
  private func gap(_ letter: DeadLetter) -> String {
    guard letter.reason == "unmatched_message", let line = letter.line else { return "" }
    var text = "text         \(Terminal.sanitize(String(decoding: line.text, as: UTF8.self), limit: 1000))\n"
    let explanation = catalogue.explain(program: line.program, text: line.text, limit: 1)
    switch explanation.outcome {
    case .matched(let index):
      text += "now fits     \(Terminal.sanitize(catalogue.patterns[index].source, limit: 300))\n"
    case .gap, .unknownProgram:
      guard let miss = explanation.nearMisses.first else { return text }
      let pattern = catalogue.patterns[miss.pattern]
      text += marked(line.text, at: miss.position)
      text += "nearest      \(Terminal.sanitize(pattern.source, limit: 300)) (\(pattern.file):\(pattern.line))\n"
      text += "             expects \(Terminal.sanitize(miss.expected, limit: 100)) there\n"
    }
    return text
  }

  private func advice(_ letter: DeadLetter) -> String {
    switch letter.reason {
    case "unmatched_message":
      if letter.isEmitted { return "nothing is lost: the event is written too; dead-letters gaps proposes a pattern" }
      if let line = letter.line,
        case .matched = catalogue.explain(program: line.program, text: line.text, limit: 0).outcome
      {
        return "dead-letters redrive: the patterns of now fit it"
      }
      return
        "write a pattern (dead-letters gaps proposes one), try it with dead-letters test, then dead-letters redrive"
    case "foreign_record": return "route it elsewhere, or run with --foreign skip: it is no syslog line"
    case "missing_message": return "look at the writer: the record is a syslog line without a text"
    case "not_a_record":
      return "look at the writer: a record is a JSON object, a batch {\"records\": [...]}, or an array"
    case "invalid_json":
      guard let repairs = repairs(letter) else { return "look at the writer, at the marked byte" }
      return
        "look at the writer, at the marked byte; --repair \(repairs) reads it: run with it, then dead-letters redrive"
    case "invalid_utf8": return "look at the writer, at the marked byte"
    case "empty_value": return "look at the writer: the message has no value"
    case "too_large":
      return "raise --max-record-size, or max.message.bytes of the output topic, then dead-letters redrive"
    default: return "unknown reason: it was not written by this program, or by a newer version of it"
    }
  }

  /// What `--repair` would have to repair for an event or a gap; nil if it cannot.
  private func repairs(_ letter: DeadLetter) -> String? {
    guard let value = letter.value else { return nil }
    let choices: [(String, JSONRepairs)] = [
      ("raw-newlines", .rawNewlines), ("single-quotes", .singleQuotes),
      ("raw-newlines,single-quotes", [.rawNewlines, .singleQuotes]),
    ]
    return choices.first { choice in
      let lines = SyslogLine.all(in: value.span, repairs: choice.1)
      return !lines.isEmpty && lines.allSatisfy { $0 != nil }
    }?.0
  }

  // MARK: - For machines

  /// One line of JSON; bytes that are not UTF-8 are base64.
  public func json(_ letter: DeadLetter) -> String {
    var members: [(String, JSONText)] = [
      ("partition", .number(Int64(letter.partition))), ("offset", .number(letter.offset)),
      ("written", .optional(letter.writtenMilliseconds.map { WallTime(milliseconds: $0).rfc3339 })),
      ("reason", .string(letter.reason)), ("detail", .optional(letter.detail.isEmpty ? nil : letter.detail)),
      ("source", .optional(letter.source.isEmpty ? nil : letter.source)),
      ("timestamp", .optional(letter.sourceMilliseconds.map { WallTime(milliseconds: $0).rfc3339 })),
      ("program", .optional(letter.program.isEmpty ? nil : letter.program)),
      ("host", .optional(letter.host.isEmpty ? nil : letter.host)), ("attempts", .number(Int64(letter.attempts))),
      ("emitted", .boolean(letter.isEmitted)), ("to_do", .string(advice(letter))),
    ]
    members.append(contentsOf: Self.members("key", letter.key))
    members.append(contentsOf: Self.members("value", letter.value))
    if !letter.otherHeaders.isEmpty {
      members.append(
        (
          "headers",
          .array(letter.otherHeaders.map { .object([("name", .string($0.name))] + Self.members("value", $0.value)) })
        ))
    }
    return JSONText.object(members).line
  }

  private static func members(_ name: String, _ bytes: [UInt8]?) -> [(String, JSONText)] {
    guard let bytes else { return [(name, .null)] }
    if let text = String(validating: bytes, as: UTF8.self) { return [(name, .string(text))] }
    return [("\(name)_base64", .string(Base64.text(bytes)))]
  }
}
