import FoundationEssentials
import NormalizerOracle
import Patterns

/// Where a fuzzer begins: the samples of the catalogue as texts, and values as they are.
struct Seeds {
  private var inputs: [[UInt8]] = []

  /// - Parameter values: files with one Kafka value each.
  init(_ catalogue: Catalogue, values: [String]) {
    for pattern in catalogue.patterns {
      for sample in pattern.samples { inputs.append(FuzzInput.bytes(ofText: sample.text, program: sample.program)) }
    }
    for path in values {
      guard let data = FileManager.default.contents(atPath: path) else { continue }
      inputs.append(FuzzInput.bytes(ofValue: [UInt8](data)))
      // The same with small limits, foreign records skipped and gaps written to both.
      inputs.append(FuzzInput.bytes(ofValue: [UInt8](data), choices: (0x2C, 0x0F)))
    }
  }

  /// Writes each seed to a file of its own; returns how many.
  func write(to folder: String) throws -> Int {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (index, input) in inputs.enumerated() {
      try Data(input).write(to: URL(filePath: "\(folder)/seed-\(index)"))
    }
    return inputs.count
  }
}
