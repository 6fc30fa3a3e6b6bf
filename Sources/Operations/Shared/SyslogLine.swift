import AzureLinux
import Normalizer
public import StrictJSON

/// The program and the text of a record, copied out for people to look at.
public struct SyslogLine: Sendable {
  public let program: [UInt8]
  public let text: [UInt8]

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
    case .empty, .notARecord: return [nil]
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
        lines.append(element.kind == .object ? line(in: value, reader: &reader) : nil)
      }
    }
  }

  private static func line(in value: Span<UInt8>, reader: inout RecordReader) -> SyslogLine? {
    guard case .syslog(let record) = reader.content(in: value) else { return nil }
    let text = bytes(of: record.text, value, reader.propertiesText)
    return SyslogLine(
      program: bytes(of: record.program, value, reader.propertiesText),
      text: bare(RepeatedMessage.unwrapped(bare(text))))
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
