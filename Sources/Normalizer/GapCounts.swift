public import Patterns

/// How many texts of known programs no pattern fitted, by program.
///
/// A name in a record may be anything, so only those that the catalogue lists are counted apart, and not more than a hundred:
/// whoever writes logs decides neither how many counters there are nor which programs have none.
public struct GapCounts: Sendable {
  private struct Counter {
    /// As the catalogue lists it: a suffix begins with `*`.
    let name: [UInt8]
    let isSuffix: Bool
    var count = 0
  }

  private var counters: [Counter]
  /// Gaps of programs without a counter of their own: texts of PAM modules may come from any program.
  public private(set) var ofOthers = 0

  static let programLimit = 100

  /// Counts nothing yet; the names are those of the catalogue's known programs.
  public init(_ catalogue: Catalogue) {
    let names = catalogue.knownPrograms.prefix(Self.programLimit).map { Array($0.utf8) }
    let counters = names.map { Counter(name: $0, isSuffix: $0.first == UInt8(ascii: "*")) }
    // A program that is listed by its name is not counted for its ending.
    self.counters = counters.filter { !$0.isSuffix } + counters.filter(\.isSuffix)
  }

  /// The programs with counters of their own, also those without a gap.
  public var programs: [(name: String, count: Int)] {
    counters.map { (String(decoding: $0.name, as: UTF8.self), $0.count) }
  }

  mutating func add(_ program: Span<UInt8>) {
    for index in counters.indices where Self.fits(counters[index], program) {
      counters[index].count += 1
      return
    }
    ofOthers += 1
  }

  private static func fits(_ counter: Counter, _ program: Span<UInt8>) -> Bool {
    let name = counter.name.span.extracting((counter.isSuffix ? 1 : 0)...)
    guard counter.isSuffix ? program.count >= name.count : program.count == name.count else { return false }
    let start = program.count - name.count
    for index in name.indices where name[index] != program[start + index] { return false }
    return true
  }
}
