import CommandLine
import Logging
import Normalizer
import Operations
import Settings
import StrictJSON

extension SettingValues {
  /// Where one value of a file ends.
  var valueShape: ValueShape {
    if self[SettingKey.whole] { return .whole }
    return self[SettingKey.lines] ? .lines : .json(acceptsRawNewlines: repairs.contains(.rawNewlines))
  }

  /// Reads the records of a topic that the range flags want, with a bar on a terminal that does not show the records.
  func readRecords(
    of topic: String, last: Int? = nil, _ body: (TopicRecord) -> Void
  ) throws(OperationFailure) {
    var range = try scanRange()
    range.last = range.last ?? last
    let bar = Terminal.isTerminal(1) ? nil : ProgressBar("reading \(topic)", unit: "records")
    defer { bar?.finish() }
    try TopicRecords(topic: topic, access: kafkaAccess).read(
      range, partition: self[SettingKey.partition].flatMap { Int32(exactly: $0) },
      offset: self[SettingKey.offset].map { Int64($0) }, progress: { bar?.show($0, of: $1) },
      each: { record in
        body(record)
        return true
      })
  }
}
