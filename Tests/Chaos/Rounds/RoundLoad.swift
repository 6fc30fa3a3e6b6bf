import TestSupport

/// The load of a round: bare records and batches of seven in turn, two in a hundred bad.
enum RoundLoad {
  /// Generating is slower than working it off, so that a part is repeated.
  private static let generatedCount = 40_000

  static func make(recordCount: Int, seed: Int) throws -> Load {
    let part = min(recordCount, generatedCount)
    let bare = try Load.generate(recordCount: part / 2, seed: seed)
    let mixed = bare.interleaved(with: try Load.generate(recordCount: part / 2, batch: 7, seed: seed + 1))
    let repetitions = max(1, (recordCount + part - 1) / part)
    return Load(values: (0..<repetitions).flatMap { _ in mixed.values })
  }
}
