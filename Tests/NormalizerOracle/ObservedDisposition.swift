import Normalizer

/// A disposition, copied out.
struct ObservedDisposition: Equatable {
  let outcome: Disposition.Outcome
  let event: [UInt8]
  let record: [UInt8]
  let recordIndex: Int?
  let key: [UInt8]
  let program: [UInt8]
  let host: [UInt8]
  let pattern: Int?
  let detail: String

  init(_ disposition: borrowing Disposition) {
    outcome = disposition.outcome
    event = Self.bytes(disposition.event)
    record = Self.bytes(disposition.record)
    recordIndex = disposition.recordIndex
    key = Self.bytes(disposition.key)
    program = Self.bytes(disposition.program)
    host = Self.bytes(disposition.host)
    pattern = disposition.pattern
    detail = disposition.detail
  }

  var reason: DeadLetterReason? {
    switch outcome {
    case .deadLetter(let reason): reason
    case .eventAndDeadLetter: .unmatchedMessage
    case .event, .skipped: nil
    }
  }

  private static func bytes(_ span: Span<UInt8>) -> [UInt8] {
    unsafe span.withUnsafeBufferPointer { unsafe Array($0) }
  }
}
