import FoundationEssentials

/// Values to produce: how many records each holds, and as what its maker has labelled them.
public struct Load: Sendable {
  public struct Value: Sendable {
    public let bytes: [UInt8]
    /// `ok TEMPLATE` or `bad KIND`, one for each record.
    public let labels: [String]
    public var recordCount: Int { labels.count }

    public init(bytes: [UInt8], labels: [String]) {
      self.bytes = bytes
      self.labels = labels
    }
  }

  public private(set) var values: [Value]

  public init(values: [Value]) { self.values = values }

  public var recordCount: Int { values.reduce(0) { $0 + $1.recordCount } }

  /// Two loads, value by value in turn, as long as both have some.
  public func interleaved(with other: Load) -> Load {
    var mixed: [Value] = []
    mixed.reserveCapacity(values.count + other.values.count)
    let steps = max(values.count, other.values.count)
    var own = 0
    var others = 0
    for step in 1...max(1, steps) {
      let ownEnd = values.count * step / max(1, steps)
      let othersEnd = other.values.count * step / max(1, steps)
      mixed += values[own..<ownEnd]
      mixed += other.values[others..<othersEnd]
      own = ownEnd
      others = othersEnd
    }
    return Load(values: mixed)
  }

  /// Generates a load, always the same one for the same arguments.
  ///
  /// By the generator beside the package where it is, else a plainer one of our own.
  /// - Parameters:
  ///   - recordCount: records, not values.
  ///   - batch: how many records a value holds; 0 for bare records.
  public static func generate(
    recordCount: Int, batch: Int = 0, badFraction: Double = 0.02, seed: Int = 1
  ) throws -> Load {
    let generator = "\(ProjectFiles.shared)/corpus/generate_load.py"
    guard ProjectFiles.exists(generator), let python = ProjectFiles.command("python3") else {
      var plain = PlainLoad(batch: batch, badFraction: badFraction, seed: seed)
      return plain.make(recordCount: recordCount)
    }
    let folder = try TemporaryFolder("load")
    let labels = folder.file("labels")
    let result = try CompletedProcess.run(
      python,
      [
        generator, "--count", "\(recordCount)", "--batch", "\(batch)", "--bad-fraction", "\(badFraction)", "--seed",
        "\(seed)", "--huge-bytes", "200000", "--labels", labels,
      ])
    guard result.exitCode == 0 else { throw TestSupportError("The load generator failed: \(result.error)") }
    return try Load(lines: result.output, labels: ProjectFiles.read(labels))
  }

  private init(lines: [UInt8], labels: [UInt8]) throws {
    let newline = UInt8(ascii: "\n")
    let valueLines = lines.split(separator: newline, omittingEmptySubsequences: false).dropLast()
    let labelLines = labels.split(separator: newline)
    guard valueLines.count == labelLines.count else {
      throw TestSupportError("The load has \(valueLines.count) values and \(labelLines.count) labels.")
    }
    var intact: Value?
    values = zip(valueLines, labelLines).compactMap { line, label in
      let labels = String(decoding: label, as: UTF8.self).split(separator: ",").map(String.init)
      let isBatch = Self.isBatch(line)
      if isBatch, labels.count == 1, labels[0].hasPrefix("bad "), labels != ["bad deep-nesting"] {
        return intact.flatMap { Self.damaged($0, as: labels[0]) }
      }
      let value =
        switch labels {
        // A batch by itself: three numbers.
        case ["bad json-array"]: Value(bytes: Array(line), labels: labels + labels + labels)
        // The record before the break is a unit of its own.
        case ["bad trailing-garbage"]: Value(bytes: Array(line), labels: ["good before-garbage"] + labels)
        default: Value(bytes: Array(line), labels: labels)
        }
      // One that is nested too deep has no records that a damage could leave.
      if isBatch, labels != ["bad deep-nesting"] { intact = value }
      return value
    }
  }

  private static func isBatch(_ line: ArraySlice<UInt8>) -> Bool {
    line.prefix(64).contains(UInt8(ascii: "["))
      && String(decoding: line.prefix(64), as: UTF8.self).contains("{\"records\"")
  }

  /// A batch with a damage that concerns one record, and the labels of all its units.
  ///
  /// The generator gives a damaged batch one label, which does not say what the records before the damage are; so an
  /// intact batch with known labels takes its place. Nil for damage that leaves nothing to count on.
  private static func damaged(_ batch: Value, as label: String) -> Value? {
    switch label {
    // The end of the last record and of the batch is missing.
    case "bad truncated": Value(bytes: batch.bytes.dropLast(3), labels: batch.labels.dropLast() + [label])
    case "bad trailing-garbage": Value(bytes: batch.bytes + Array(" }trailing".utf8), labels: batch.labels + [label])
    case "bad bom": Value(bytes: [0xEF, 0xBB, 0xBF] + batch.bytes, labels: batch.labels)
    default: nil
    }
  }

  /// The dead-letter reason that a label asks for, whatever patterns are known; nil if the record is an event or a gap.
  public static func reason(of label: String) -> String? {
    guard label.hasPrefix("bad ") else { return nil }
    return switch label.dropFirst(4) {
    case "empty", "blank": "empty_value"
    case "truncated", "not-json", "trailing-garbage", "deep-nesting": "invalid_json"
    case "json-number", "json-string", "json-null", "json-array": "not_a_record"
    case "empty-object", "metric-row", "file-row": "foreign_record"
    case "no-msg", "null-msg", "empty-msg", "number-msg", "object-msg", "no-properties", "null-properties",
      "array-properties", "string-properties":
      "missing_message"
    default: nil
    }
  }
}
