import ECS
import Logging
import Normalizer
import Patterns
import StrictJSON

/// Writes hostile lines as events of each format, and looks for what no reading can have given: an attacker's address or
/// name in fields that are not his, and a success that is none.
struct HostileEvents {
  /// How many events of each format were looked at.
  private(set) var count = 0
  /// What is wrong with them, as sentences.
  private(set) var faults: [String] = []

  /// What the attacker's texts hold.
  private static let address = "198.51.100.66"
  private static let name = "mallory"
  private static let faultLimit = 20

  init(_ lines: [HostileLine], _ catalogue: Catalogue) {
    for format in [OutputFormat.ecs, .sekoia] {
      var normalizer = Normalizer(options: NormalizerOptions(format: format), catalogue: catalogue)
      for line in lines {
        let record = Self.record(line)
        var fault: String?
        normalizer.normalize(record.span, from: .none) { disposition in
          guard let index = disposition.pattern, !disposition.event.isEmpty else { return }
          if format == .ecs { count += 1 }
          let event = String(decoding: Self.bytes(disposition.event), as: UTF8.self)
          fault = Self.fault(event, line, catalogue.patterns[line.pattern], readBy: catalogue.patterns[index], format)
        }
        guard let fault, faults.count < Self.faultLimit else { continue }
        faults.append(
          "\(format): \(fault) of \(Terminal.sanitize(String(decoding: line.text, as: UTF8.self)))")
      }
    }
  }

  private static func fault(
    _ event: String, _ line: HostileLine, _ own: Pattern, readBy reader: Pattern, _ format: OutputFormat
  ) -> String? {
    if format == .ecs, own.meaning.outcome != .success, event.contains(#""outcome":"success""#) {
      return "event.outcome is success"
    }
    let open = zip(reader.captures, reader.writers).filter { $1?.provesNothing == true }.map(\.0.field.path)
    let paths = line.ownPaths.union(open)
    let isAddressOwn = paths.contains { $0.hasSuffix("address") || $0.hasSuffix("domain") || $0.hasSuffix("ip") }
    for field in ["ip", "address", "domain"] where !isAddressOwn {
      if event.contains("\"\(field)\":\"\(address)\"") || event.contains("\"\(field)\":[\"\(address)\"") {
        return "an address is \(address)"
      }
    }
    if !paths.contains(where: { $0.hasSuffix("name") }), event.contains("\"name\":\"\(name)\"") {
      return "a name is \(name)"
    }
    return nil
  }

  private static func record(_ line: HostileLine) -> [UInt8] {
    var buffer = ByteBuffer(capacity: 256)
    buffer.append(#"{"operationName":"LinuxSyslogEvent","level":"Info","properties":{"ident":""#)
    buffer.appendEscaped(line.program.span)
    buffer.append(#"","Msg":""#)
    buffer.appendEscaped(line.text.span)
    buffer.append(#""}}"#)
    return bytes(buffer.span)
  }

  private static func bytes(_ span: Span<UInt8>) -> [UInt8] {
    unsafe span.withUnsafeBufferPointer { unsafe Array($0) }
  }
}
