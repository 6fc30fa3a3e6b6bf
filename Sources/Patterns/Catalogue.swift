/// A program and the service that it is a part of, as sshd-session is of sshd.
public struct ServiceMembership: Sendable, Hashable {
  public let program: ProgramName
  public let service: [UInt8]
}

/// Everything that is known about the lines of programs: the patterns, and which programs they are for.
///
/// Immutable; share it between threads and give each thread its own `Matcher`.
public struct Catalogue: Sendable {
  /// All patterns; the user's files first, otherwise in the order of files and lines.
  public let patterns: [Pattern]
  /// Names of the files in the order of trial.
  public let files: [String]

  /// Which programs are parts of which service, in the order of trial; written `service NAME` under `programs` or `also`.
  public let services: [ServiceMembership]

  let index: ProgramIndex
  /// What the matchers of the catalogue share.
  let store: MatcherStore

  /// Reads the files of the product and of the user.
  ///
  /// - Throws: `PatternFileErrors` with all mistakes of all files. Samples are not tried: see `check()`.
  public init(files: [PatternFile], userFiles: [PatternFile] = []) throws(PatternFileErrors) {
    try self.init(files: files, userFiles: userFiles, trustsFiles: false)
  }

  /// - Parameter trustsFiles: Whether `files` are known to be without mistakes; those of the user never are.
  private init(files: [PatternFile], userFiles: [PatternFile], trustsFiles: Bool) throws(PatternFileErrors) {
    var patterns: [Pattern] = []
    var sections: [ProgramIndex.Section] = []
    var claims: [Expansion] = []
    var services: [ServiceMembership] = []
    var mistakes: [PatternDiagnostic] = []
    for (file, isUserDefined) in userFiles.map({ ($0, true) }) + files.map({ ($0, false) }) {
      let parser = PatternFileParser(
        file, isUserDefined: isUserDefined, firstIndex: patterns.count,
        isTrusted: trustsFiles && !isUserDefined)
      let base = sections.count
      sections += parser.sections.map {
        ProgramIndex.Section(
          programs: $0.programs, makesKnown: $0.makesKnown, isUserDefined: isUserDefined, patterns: [])
      }
      for section in parser.sections {
        guard let service = section.service else { continue }
        services += section.programs.map { ServiceMembership(program: $0, service: service) }
      }
      for entry in parser.entries {
        sections[base + entry.section].patterns.append(entry.pattern.index)
        patterns.append(entry.pattern)
      }
      claims += parser.claims
      mistakes += parser.mistakes
    }
    guard mistakes.isEmpty else { throw PatternFileErrors(mistakes) }
    self.patterns = patterns
    self.files = (userFiles + files).map(\.name)
    self.services = services
    index = ProgramIndex(sections: sections)
    store = MatcherStore(patterns: patterns, programs: index, claims: claims)
  }

  /// The catalogue that is built into the product, with a user's files before it.
  ///
  /// - Throws: `PatternFileErrors`; a mistake in a built-in file fails a test of the product, so those files are trusted, and what
  ///   is thrown here is the user's.
  public static func builtIn(userFiles: [PatternFile] = []) throws(PatternFileErrors) -> Catalogue {
    try Catalogue(files: EmbeddedPatternFiles.all, userFiles: userFiles, trustsFiles: true)
  }

  /// The programs whose unmatched texts are gaps, sorted; a suffix is written with its `*`.
  public var knownPrograms: [String] {
    let names = index.exactNames.filter { index.isKnown(exact: $0) }.map { ProgramName.exact($0) }
    let suffixes = index.suffixes.filter { index.isKnown(suffix: $0) }.map { ProgramName.suffix($0) }
    return (names + suffixes).map(\.description).sorted()
  }

  /// Whether a text of the program that no pattern matches is a gap, whatever it says.
  public func isKnown(program: [UInt8]) -> Bool {
    if index.exactNames.contains(program) { return index.isKnown(exact: program) }
    return index.suffixes.contains { index.isKnown(suffix: $0) && program.suffix($0.count).elementsEqual($0) }
  }

  /// Indexes of the patterns that are tried for a program, in the order of trial.
  public func patternIndexes(ofProgram program: [UInt8]) -> [Int] {
    index.patterns(of: program)
  }
}
