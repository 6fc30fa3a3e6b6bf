import Foundation
import Normalizer
import Patterns

/// What became of one record, copied out of a disposition.
struct Normalized {
  let outcome: Disposition.Outcome
  let event: String
  let record: String
  let recordBytes: [UInt8]
  let index: Int?
  let key: String
  let program: String
  let host: String
  let detail: String
  let pattern: Int?

  var reason: DeadLetterReason? {
    switch outcome {
    case .deadLetter(let reason): reason
    case .eventAndDeadLetter: .unmatchedMessage
    case .event, .skipped: nil
    }
  }

  /// The event as a tree; nil where there is none.
  var fields: NSDictionary? {
    get throws {
      guard !event.isEmpty else { return nil }
      return try JSONSerialization.jsonObject(with: Data(event.utf8)) as? NSDictionary
    }
  }

  /// The value at a dotted path of the event; a name with a dot in it does not occur.
  func value(_ path: String) throws -> Any? { try fields.flatMap { Self.value(path, in: $0) } }

  static func value(_ path: String, in tree: NSDictionary) -> Any? {
    var value: Any? = tree
    for name in path.split(separator: ".") { value = (value as? NSDictionary)?[String(name)] }
    return value
  }

  func text(_ path: String) throws -> String? { try value(path) as? String }

  static let catalogue = Result { () throws(PatternFileErrors) in try Catalogue.builtIn() }

  /// Normalizes one value with the built-in catalogue.
  static func all(
    _ value: [UInt8]?, _ options: NormalizerOptions = NormalizerOptions(), origin: RecordOrigin = .none,
    catalogue: Catalogue? = nil
  ) throws -> [Normalized] {
    var normalizer = Normalizer(options: options, catalogue: try catalogue ?? Self.catalogue.get())
    return all(value, &normalizer, origin: origin)
  }

  static func all(_ value: [UInt8]?, _ normalizer: inout Normalizer, origin: RecordOrigin = .none) -> [Normalized] {
    var results: [Normalized] = []
    normalizer.normalize(value?.span, from: origin) { disposition in
      results.append(
        Normalized(
          outcome: disposition.outcome, event: string(disposition.event), record: string(disposition.record),
          recordBytes: bytes(disposition.record), index: disposition.recordIndex, key: string(disposition.key),
          program: string(disposition.program), host: string(disposition.host), detail: disposition.detail,
          pattern: disposition.pattern))
    }
    return results
  }

  static func one(
    _ value: String, _ options: NormalizerOptions = NormalizerOptions(), origin: RecordOrigin = .none,
    catalogue: Catalogue? = nil
  ) throws -> Normalized {
    let results = try all(Array(value.utf8), options, origin: origin, catalogue: catalogue)
    guard results.count == 1 else { throw NotOne(count: results.count) }
    return results[0]
  }

  struct NotOne: Error { let count: Int }

  private static func bytes(_ span: Span<UInt8>) -> [UInt8] {
    unsafe span.withUnsafeBufferPointer { unsafe Array($0) }
  }

  private static func string(_ span: Span<UInt8>) -> String { String(decoding: bytes(span), as: UTF8.self) }
}

/// A record of the diagnostic extension with one line in it.
func record(
  _ text: String, program: String = "sshd", pid: String? = "2211", severity: String = "info", host: String = "web-01",
  more: [String: Any] = [:]
) -> String {
  var properties: [String: Any] = [
    "ident": program, "Facility": "authpriv", "Severity": severity, "Msg": text, "hostname": host,
  ]
  properties["pid"] = pid
  var record: [String: Any] = [
    "time": "2026-03-14T09:26:53.5890000Z", "properties": properties, "level": severity,
    "operationName": "LinuxSyslogEvent",
    "resourceId": "/subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/virtualMachines/web-01",
  ]
  record.merge(more) { $1 }
  let data = try? JSONSerialization.data(withJSONObject: record, options: [.sortedKeys, .withoutEscapingSlashes])
  return String(decoding: data ?? Data(), as: UTF8.self)
}
