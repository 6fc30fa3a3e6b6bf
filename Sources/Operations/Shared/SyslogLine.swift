import AzureLinux
import Normalizer
public import StrictJSON

/// The program and the text of a record, copied out for people to look at.
public struct SyslogLine: Sendable {
  public let program: [UInt8]
  public let text: [UInt8]
  /// Whether the agents that write such a record lose semicolons of the text.
  public let semicolonsMayBeLost: Bool

  /// One entry for each record of a value, in the order in which the normalizer delivers them; nil for what is no syslog line.
  ///
  /// - Parameter repairs: what is repaired in a value that is no JSON.
  public static func all(in value: Span<UInt8>, repairs: JSONRepairs = []) -> [SyslogLine?] {
    var reader = RecordReader()
    reader.repairs = repairs
    let repairs = repairs.union(.invalidUTF8)
    switch reader.readValue(value) {
    case .invalid(let error):
      guard let repaired = JSONRepairer.repaired(value, repairs, after: error) else { return [nil] }
      var places = RepairedOffsets(repairs)
      let found = places.original(of: 0..<repaired.count, in: value).repairs
      // The worker refuses those as well.
      guard !found.contains(.singleQuotes) || JSONRepairer.isCertain(repaired.span) else { return [nil] }
      return all(in: repaired.span)
    case .empty: return [nil]
    case .notARecord:
      let string = contents(ofString: value)
      return [string.isEmpty ? nil : line(inString: value.extracting(string))]
    case .record: return [line(in: value, reader: &reader)]
    case .batch:
      var lines: [SyslogLine?] = []
      appendElements(of: value, reader: &reader, to: &lines)
      return lines
    }
  }

  private static func appendElements(
    of value: Span<UInt8>, reader: inout RecordReader, to lines: inout [SyslogLine?]
  ) {
    while let element = reader.nextElement(of: value) {
      if element.kind == .object, reader.recordsMember == .array {
        let outer = reader.enterBatch()
        appendElements(of: value, reader: &reader, to: &lines)
        reader.resume(at: outer)
      } else {
        switch element.kind {
        case .object: lines.append(line(in: value, reader: &reader))
        case .string: lines.append(line(inString: value.extracting(element.range)))
        default: lines.append(nil)
        }
      }
    }
  }

  /// What stands between the quotes of a value that is a JSON string; empty for any other value.
  private static func contents(ofString value: Span<UInt8>) -> Range<Int> {
    let quote = UInt8(ascii: "\"")
    let range = Trimming.range(value, 0..<value.count)
    guard range.count > 2, value[range.lowerBound] == quote, value[range.upperBound - 1] == quote else { return 0..<0 }
    return range.lowerBound + 1..<range.upperBound - 1
  }

  /// The line of a record that stands in a JSON string; nil where it holds no record.
  private static func line(inString contents: Span<UInt8>) -> SyslogLine? {
    var buffer = ByteBuffer(capacity: contents.count)
    JSONString.appendDecoded(contents, to: &buffer)
    var reader = RecordReader()
    guard case .record = reader.readValue(buffer.span) else { return nil }
    return line(in: buffer.span, reader: &reader)
  }

  private static func line(in value: Span<UInt8>, reader: inout RecordReader) -> SyslogLine? {
    guard case .syslog(let record) = reader.content(in: value) else { return nil }
    let text = bytes(of: record.text, value, reader.propertiesText)
    return SyslogLine(
      program: bytes(of: record.program, value, reader.propertiesText),
      text: bare(RepeatedMessage.unwrapped(bare(text))), semicolonsMayBeLost: record.losesSemicolons)
  }

  /// What patterns are tried on.
  private static func bare(_ text: [UInt8]) -> [UInt8] {
    Array(text[Trimming.range(text.span, 0..<text.count)])
  }

  private static func bytes(
    of field: SyslogRecord.Field, _ value: Span<UInt8>, _ propertiesText: borrowing ByteBuffer
  ) -> [UInt8] {
    guard field.isPresent else { return [] }
    var buffer = ByteBuffer(capacity: field.slice.range.count)
    switch field.source {
    case .value: JSONString.appendDecoded(value.extracting(field.slice.range), to: &buffer)
    case .propertiesText: JSONString.appendDecoded(propertiesText.span.extracting(field.slice.range), to: &buffer)
    }
    let span = buffer.span
    return span.indices.map { span[$0] }
  }
}
