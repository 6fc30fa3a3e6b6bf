import Synchronization

/// The compiled patterns of a catalogue: each list of patterns is compiled when the first text is tried on it.
///
/// Shared by all matchers of the catalogue; safe to use from several threads.
final class MatcherStore: Sendable {
  /// A list of patterns that are tried on the same texts, in one of their readings.
  struct Key: Hashable {
    /// Nil for the claims.
    let list: Int?
    let semicolonsMayBeLost: Bool
  }

  let programs: ProgramTable
  /// The most captures that a pattern has.
  let captureLimit: Int
  /// The most forward steps that an expansion has.
  let stepLimit: Int
  private let patterns: [Pattern]
  private let claims: [Expansion]
  private let compiled = Mutex<[Key: MatcherTables]>([:])

  init(patterns: [Pattern], programs index: ProgramIndex, claims: [Expansion]) {
    self.patterns = patterns
    self.claims = claims
    programs = ProgramTable(index)
    captureLimit = patterns.map(\.captures.count).max() ?? 0
    stepLimit = max(patterns.map(\.readings.stepLimit).max() ?? 0, claims.map(\.forward.count).max() ?? 0)
  }

  /// The tables live as long as the store.
  func tables(_ key: Key) -> MatcherTables {
    compiled.withLock { compiled in
      if let known = compiled[key] { return known }
      var compiler = MatcherCompiler(semicolonsMayBeLost: key.semicolonsMayBeLost)
      if let list = key.list {
        for index in programs.patterns[list] { compiler.add(patterns[index]) }
      } else {
        for claim in claims { compiler.add(claim) }
      }
      let tables = MatcherTables(compiler.finished())
      compiled[key] = tables
      return tables
    }
  }
}
