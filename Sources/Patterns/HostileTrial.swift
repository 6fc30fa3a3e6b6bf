/// Makes hostile lines out of every pattern and judges how the catalogue reads them.
///
/// Each part that somebody else can write (see `Writer`) is filled with the words, beginnings, ends and whole lines of
/// all patterns, alone and together with the line's other such parts. No field may hold what belongs to another, and no
/// failure may become a success.
public struct HostileTrial: Sendable {
  /// How much is tried.
  public enum Extent: Sendable {
    /// All texts of the patterns of its program for each line, and a thousand of others; some hundred million lines.
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

  fileprivate init() {}

  /// Tries the patterns of the catalogue on this thread.
  ///
  /// - Parameters:
  ///   - isTried: Whether the trial is about a pattern: its lines with all texts, and its texts in all lines.
  ///   - visit: Is given each line, e.g. to judge it in another way; called very often.
  public init(
    _ catalogue: Catalogue, extent: Extent, of isTried: (Pattern) -> Bool = { _ in true },
    visit: ((HostileLine) -> Void)? = nil
  ) {
    let plan = HostilePlan(catalogue, of: isTried)
    self.init()
    for part in 0..<plan.partCount { plan.tryPart(part, extent: extent, in: &self, visit: visit) }
  }

  /// Takes in what another part of the same plan has found.
  public mutating func add(_ other: HostileTrial) {
    lineCount += other.lineCount
    gapCount += other.gapCount
    forgedCount += other.forgedCount
    for finding in other.findings { note(finding.first, count: finding.count) }
  }

  fileprivate mutating func count(_ verdict: HostileJudge.Verdict) {
    lineCount += 1
    switch verdict {
    case .right: break
    case .gap: gapCount += 1
    case .forged: forgedCount += 1
    }
  }

  fileprivate mutating func note(_ forgery: Forgery, count: Int = 1) {
    let key = Key(pattern: forgery.line.pattern, reader: forgery.reader, path: forgery.path)
    if let index = known[key] {
      findings[index].count += count
    } else {
      known[key] = findings.count
      findings.append(Finding(first: forgery, count: count))
    }
  }
}

/// What a trial of a catalogue consists of, in parts that several threads may take.
public struct HostilePlan: Sendable {
  private let catalogue: Catalogue
  private let skeletons: [LineSkeleton]
  private let texts: HostileTexts
  private let focus: [Bool]
  private let readers: [HostileJudge.Reader]

  /// How many parts there are; they differ in size.
  public var partCount: Int { skeletons.count }

  /// - Parameter isTried: Whether the trial is about a pattern: its lines with all texts, and its texts in all lines.
  public init(_ catalogue: Catalogue, of isTried: (Pattern) -> Bool = { _ in true }) {
    self.catalogue = catalogue
    var matcher = Matcher(catalogue)
    skeletons = catalogue.patterns.flatMap { pattern in
      LineSkeleton.all(of: pattern).filter { catalogue.fits($0, &matcher) }
    }
    focus = catalogue.patterns.map(isTried)
    texts = HostileTexts(skeletons, catalogue, focus: focus)
    readers = HostileJudge.readers(of: catalogue)
  }

  /// Tries a part.
  public func trial(ofPart part: Int, extent: HostileTrial.Extent, visit: ((HostileLine) -> Void)? = nil)
    -> HostileTrial
  {
    var trial = HostileTrial()
    tryPart(part, extent: extent, in: &trial, visit: visit)
    return trial
  }

  fileprivate func tryPart(
    _ part: Int, extent: HostileTrial.Extent, in trial: inout HostileTrial, visit: ((HostileLine) -> Void)?
  ) {
    let skeleton = skeletons[part]
    let untrusted = skeleton.untrusted
    guard !untrusted.isEmpty else { return }
    let limit: Int? = if case .some(let count) = extent { count } else { nil }
    let selection = texts.selection(
      of: part, program: skeleton.program, isFocused: focus[skeleton.pattern], limit: limit)
    guard !selection.texts.isEmpty else { return }
    let pattern = catalogue.patterns[skeleton.pattern]
    let paths = readers[skeleton.pattern].paths
    var fillings = untrusted.map { [$0] }
    if untrusted.count > 1 { fillings.append(untrusted) }
    var judge = HostileJudge(catalogue, readers)
    for filling in fillings {
      for semicolon in Expansion.semicolonReplacements {
        let isLossy = semicolon != [UInt8(ascii: ";")]
        // Without its semicolons the sample may be another event's line.
        guard !isLossy || judge.reads(skeleton, without: semicolon) else { continue }
        let frame = HostileFrame(skeleton, of: pattern, paths: paths, filling: filling, semicolon: semicolon)
        let ownHasSemicolon = skeleton.pieces.contains { $0.bytes.contains(UInt8(ascii: ";")) }
        var seen: Set<[UInt8]> = []
        let writer = filling.count == 1 ? skeleton.pieces[filling[0]].part?.writer : nil
        // What agents leave of a semicolon is tried with the texts of the program's own patterns.
        for place in isLossy ? selection.texts[..<selection.nearCount] : selection.texts[...] {
          var text = texts.pool[place]
          if isLossy, !ownHasSemicolon, !text.contains(UInt8(ascii: ";")) { continue }
          if let writer, frame.changesTexts(of: writer) {
            text = frame.written(text, by: writer)
            guard writer.writesAnything || seen.insert(text).inserted else { continue }
          }
          let verdict = judge.judge(frame, filledWith: text, areWritten: writer != nil)
          trial.count(verdict)
          visit?(HostileLine(frame: frame, text: judge.text))
          if case .forged(let reader, let slot) = verdict {
            trial.note(judge.forgery(in: frame, readBy: reader, slot: slot))
          }
        }
      }
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
