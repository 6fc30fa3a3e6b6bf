public import Patterns

/// Tells which gaps the patterns of now fit, and counts them by pattern.
public struct ClosedGaps: ~Copyable {
  private let catalogue: Catalogue
  private var matcher: Matcher
  /// By the pattern's index.
  private(set) var countByPattern: [Int: Int] = [:]
  public private(set) var count = 0

  public init(catalogue: Catalogue) {
    self.catalogue = catalogue
    matcher = Matcher(catalogue)
  }

  /// Whether a dead letter is a gap that is none any more; counts it if so.
  public mutating func take(_ letter: DeadLetter) -> Bool {
    guard letter.reason == "unmatched_message" || letter.reason.isEmpty, let line = letter.line else { return false }
    // Nobody has to know a program any more that is known no longer: such a text is an event as well.
    switch matcher.match(program: line.program.span, text: line.text.span).outcome {
    case .matched(let index): countByPattern[index, default: 0] += 1
    case .unknownProgram: break
    case .gap: return false
    }
    count += 1
    return true
  }

  /// A line for people, empty if there are none: the user's patterns are named, the largest first.
  public var text: String {
    guard count > 0 else { return "" }
    let named = catalogue.patterns.filter { $0.isUserDefined && countByPattern[$0.index] != nil }
      .map { (pattern: $0, count: countByPattern[$0.index] ?? 0) }.sorted { $0.count > $1.count }
    let shown = named.prefix(5).map { "\(grouped($0.count)) by \($0.pattern.file):\($0.pattern.line)" }
    let more = named.count > 5 ? ["others by \(counted(named.count - 5, "more pattern"))"] : []
    let by = shown.isEmpty ? "" : ": " + (shown + more).joined(separator: ", ")
    return "\(counted(count, "gap")) left out, since the patterns of now close them\(by) (--all shows them)\n"
  }
}
