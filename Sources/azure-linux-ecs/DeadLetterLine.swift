import FoundationEssentials
import Normalizer
import StrictJSON

/// A dead letter as one line of JSON, as `normalize` writes it.
enum DeadLetterLine {
  static func write(_ disposition: borrowing Disposition, reason: DeadLetterReason, to output: Output) {
    var line = ByteBuffer(capacity: 512 + disposition.record.count * 2)
    line.append("{\"dead_letter\":{\"reason\":\"")
    line.append(reason.rawValue)
    if !disposition.detail.isEmpty {
      line.append("\",\"detail\":\"")
      line.appendEscaped(disposition.detail)
    }
    if !disposition.program.isEmpty {
      line.append("\",\"program\":\"")
      line.appendEscaped(disposition.program)
    }
    if UTF8Validation.firstInvalidByte(in: disposition.record) == nil {
      line.append("\",\"value\":\"")
      line.appendEscaped(disposition.record)
    } else {
      line.append("\",\"value_base64\":\"")
      line.append(base64(disposition.record))
    }
    line.append("\"}}\n")
    output.write(json: line.span)
  }

  private static func base64(_ bytes: Span<UInt8>) -> String {
    unsafe bytes.withUnsafeBufferPointer { unsafe Data($0) }.base64EncodedString()
  }
}
