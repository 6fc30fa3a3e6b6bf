import Base
import CommandLine
import FoundationEssentials
import Logging
import Normalizer
import Operations
import Patterns
import Settings
import StrictJSON

/// `dead-letters summary|show`: what is in the dead-letter topic.
struct DeadLettersCommand {
  private let values: SettingValues

  init(_ values: SettingValues) { self.values = values }

  func summary() -> Int32 {
    reportingFailures { () throws(OperationFailure) in
      var summary = DeadLetterSummary()
      let showsAll = values[SettingKey.showAll]
      var closed = ClosedGaps(catalogue: try values.catalogueForTools())
      try values.readDeadLetters(copiesBytes: !showsAll) { letter in
        if showsAll || letter.reason != "unmatched_message" || !closed.take(letter) { summary.add(letter) }
        return true
      }
      Output.standard.write(values.answersInJSON ? summary.json + "\n" : summary.text)
      Output.error.write(closed.text)
      return ExitCode.success.rawValue
    }
  }

  func show() -> Int32 {
    reportingFailures { () throws(OperationFailure) in
      let view = DeadLetterView(catalogue: try values.catalogueForTools())
      let asJSON = values.answersInJSON
      let limit =
        values.isSet(SettingKey.limit) ? values[SettingKey.limit] : values[SettingKey.last] ?? values[SettingKey.limit]
      var shown = 0
      try values.readDeadLetters(copiesBytes: true) { letter in
        Output.standard.write(asJSON ? view.json(letter) + "\n" : view.text(letter))
        shown += 1
        return shown < limit
      }
      if shown == 0 { Output.error.write("no dead letter matches\n") }
      return ExitCode.success.rawValue
    }
  }
}

extension SettingValues {
  /// The catalogue with the user's files, or a failure with exit code 2.
  ///
  /// - Parameter isChecked: whether something is decided by it, and not only shown.
  func catalogueForTools(isChecked: Bool = false) throws(OperationFailure) -> Catalogue {
    switch isChecked ? checkedCatalogue() : catalogue() {
    case .success(let catalogue): return catalogue
    case .failure(let error): throw .usage("\(error)")
    }
  }

  /// What the filter flags want.
  var deadLetterFilter: DeadLetterFilter {
    var filter = DeadLetterFilter()
    filter.reasons = self[SettingKey.reason]
    filter.programs = self[SettingKey.program]
    filter.hosts = self[SettingKey.host]
    filter.partition = self[SettingKey.partition].flatMap { Int32(exactly: $0) }
    filter.offset = self[SettingKey.offset].map { Int64($0) }
    return filter
  }

  /// What the range flags want.
  func scanRange() throws(OperationFailure) -> ScanRange {
    try ScanRange(
      since: self[SettingKey.since], until: self[SettingKey.until], last: self[SettingKey.last],
      now: WallTime.now().milliseconds)
  }

  /// Reads what filter and range want, with a bar on a terminal.
  func readDeadLetters(
    copiesBytes: Bool, _ body: (DeadLetter) throws(OperationFailure) -> Bool
  ) throws(OperationFailure) {
    let reader = DeadLetterReader(topic: self[SettingKey.deadLetters], access: kafkaAccess)
    let bar = ProgressBar("reading \(self[SettingKey.deadLetters])", unit: "records")
    defer { bar.finish() }
    try reader.read(
      scanRange(), filter: deadLetterFilter, copiesBytes: copiesBytes, progress: bar.show, each: body)
  }
}

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
