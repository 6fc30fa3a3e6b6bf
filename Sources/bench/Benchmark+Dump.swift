import Glibc
import Normalizer

/// All that the normalizer makes of the values, to compare two builds byte for byte.
extension Benchmark {
  /// Writes what each record became to standard output, a line each, and at the end the counters.
  func dump(_ normalizer: consuming Normalizer) {
    var normalizer = normalizer
    let input = bytes.span
    var text: [UInt8] = []
    for (number, line) in lines.enumerated() {
      // A Kafka timestamp and a key of one's own stand in some records only, as they do in a topic.
      let origin = RecordOrigin(
        partition: 3, offset: Int64(number), timestampMilliseconds: number % 3 == 0 ? nil : 1_773_480_413_123,
        hasKey: number % 5 == 0)
      normalizer.normalize(input.extracting(line), from: origin) { disposition in
        text.append(contentsOf: "\(number)/\(disposition.recordIndex ?? -1) \(disposition.outcome) ".utf8)
        text.append(contentsOf: "\(disposition.pattern ?? -1) \(disposition.record.count) \(disposition.detail)\t".utf8)
        Self.append(disposition.key, to: &text)
        Self.append(disposition.program, to: &text)
        Self.append(disposition.host, to: &text)
        Self.append(disposition.event, to: &text)
        text.append(UInt8(ascii: "\n"))
      }
      if text.count > 1 << 20 {
        Self.write(text)
        text.removeAll(keepingCapacity: true)
      }
    }
    text.append(
      contentsOf: "\(normalizer.counts)\n\(normalizer.programs.gaps)\n\(normalizer.programs.deadLetters)\n".utf8)
    Self.write(text)
  }

  private static func append(_ bytes: Span<UInt8>, to text: inout [UInt8]) {
    for index in bytes.indices { text.append(bytes[index]) }
    text.append(UInt8(ascii: "\t"))
  }

  private static func write(_ text: [UInt8]) {
    var done = 0
    while done < text.count {
      let written = unsafe text[done...].withUnsafeBytes { unsafe Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      // Who reads the dump has gone.
      guard written > 0 else { exit(1) }
      done += written
    }
  }
}
