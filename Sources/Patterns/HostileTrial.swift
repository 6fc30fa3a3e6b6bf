/// Makes hostile lines out of every pattern and judges how the catalogue reads them.
///
/// Each part that somebody else can write (see `Writer`) is filled with the words, beginnings, ends and whole lines of
/// all patterns, alone and together with the line's other such parts. No field may hold what belongs to another, and no
/// failure may become a success.
public struct HostileTrial: Sendable {
  /// How much is tried.
  public enum Extent: Sendable {
    /// All texts of all patterns; some millions of lines.
    case everything
    /// This many texts of its program and of others for each line, and four times as many of its own.
    case some(Int)
  }

  /// A reading that is wrong, and how many lines were read so.
  public struct Finding: Sendable {
    /// The first line that was read so.
    public let first: Forgery
    /// How many lines were read so.
    public internal(set) var count: Int
  }

  /// How many lines were tried.
  public private(set) var lineCount = 0
  /// How many lines no pattern fits: dead letters.
  public private(set) var gapCount = 0
  /// How many lines were read wrongly.
  public private(set) var forgedCount = 0
  /// The wrong readings: one for each pattern, reader and field.
  public private(set) var findings: [Finding] = []

  private var known: [Key: Int] = [:]

  private struct Key: Hashable {
    var pattern: Int
    var reader: Int
    var path: String
  }

  /// Tries the patterns of the catalogue.
  ///
  /// - Parameters:
  ///   - isTried: Whether the lines of a pattern are tried.
  ///   - visit: Is given each line, e.g. to judge it in another way; called very often.
  public init(
    _ catalogue: Catalogue, extent: Extent, of isTried: (Pattern) -> Bool = { _ in true },
    visit: (HostileLine) -> Void = { _ in }
  ) {
    var matcher = Matcher(catalogue)
    let skeletons = catalogue.patterns.flatMap { pattern in
      LineSkeleton.all(of: pattern).filter { catalogue.fits($0, &matcher) }
    }
    let texts = HostileTexts(skeletons)
    let limit: Int? = if case .some(let count) = extent { count } else { nil }
    for (index, skeleton) in skeletons.enumerated() {
      let pattern = catalogue.patterns[skeleton.pattern]
      let untrusted = skeleton.untrusted
      guard !untrusted.isEmpty, isTried(pattern) else { continue }
      var fillings = untrusted.map { [$0] }
      if untrusted.count > 1 { fillings.append(untrusted) }
      for text in texts.texts(for: index, limit: limit) {
        for filling in fillings {
          guard let line = HostileLine(skeleton, of: pattern, filling: filling, with: text) else { continue }
          judge(line, catalogue, &matcher, semicolonsMayBeLost: false)
          visit(line)
          guard line.text.contains(UInt8(ascii: ";")) else { continue }
          for semicolon in Expansion.semicolonReplacements {
            guard
              let line = HostileLine(skeleton, of: pattern, filling: filling, with: text, semicolon: semicolon)
            else { continue }
            judge(line, catalogue, &matcher, semicolonsMayBeLost: true)
          }
        }
      }
    }
  }

  private mutating func judge(
    _ line: HostileLine, _ catalogue: Catalogue, _ matcher: inout Matcher, semicolonsMayBeLost: Bool
  ) {
    lineCount += 1
    let result = matcher.match(
      program: line.program.span, text: line.text.span, semicolonsMayBeLost: semicolonsMayBeLost)
    guard case .matched(let reader) = result.outcome else {
      gapCount += 1
      return
    }
    guard let forgery = catalogue.forgery(in: line, readBy: reader, matcher) else { return }
    forgedCount += 1
    let key = Key(pattern: line.pattern, reader: reader, path: forgery.path)
    if let index = known[key] {
      findings[index].count += 1
    } else {
      known[key] = findings.count
      findings.append(Finding(first: forgery, count: 1))
    }
  }
}

extension Catalogue {
  /// Whether the line as it stands is read by its own pattern.
  fileprivate func fits(_ skeleton: LineSkeleton, _ matcher: inout Matcher) -> Bool {
    let text = Array(skeleton.pieces.map(\.bytes).joined())
    return matcher.match(program: skeleton.program.span, text: text.span).outcome == .matched(pattern: skeleton.pattern)
  }
}
