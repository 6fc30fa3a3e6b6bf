/// Which patterns are tried for which program, in which order, and which programs are known.
///
/// A suffix that fits a name is a suffix of every longer one that fits, so the longest decides all; this is why an
/// unlisted program needs one look-up and one trie.
struct ProgramIndex: Sendable {
  struct Section: Sendable {
    var programs: [ProgramName]
    var makesKnown: Bool
    var isUserDefined: Bool
    /// Indexes of its patterns, ascending.
    var patterns: [Int]
  }

  private let sections: [Section]
  /// The names that sections list, without repetition, in the order of files.
  let exactNames: [[UInt8]]
  /// The suffixes that sections list, the longest first.
  let suffixes: [[UInt8]]

  /// Takes the sections in the order of trial: those of the user's files first.
  init(sections: [Section]) {
    self.sections = sections
    var exact: [[UInt8]] = []
    var seen: Set<[UInt8]> = []
    var ends: Set<[UInt8]> = []
    for program in sections.flatMap(\.programs) {
      switch program {
      case .exact(let name): if seen.insert(name).inserted { exact.append(name) }
      case .suffix(let name): ends.insert(name)
      case .any: break
      }
    }
    exactNames = exact
    suffixes = ends.sorted { $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1) }
  }

  /// The patterns of a program, whether listed or not, in the order of trial.
  func patterns(of program: [UInt8]) -> [Int] {
    if exactNames.contains(program) { return patterns(ofExact: program) }
    if let suffix = suffixes.first(where: { program.ends(with: $0) }) { return patterns(ofSuffix: suffix) }
    return patternsOfAnyProgram
  }

  var patternsOfAnyProgram: [Int] {
    patterns { $0 == .any ? .wildcard : nil }
  }

  func patterns(ofExact name: [UInt8]) -> [Int] {
    patterns { program in
      switch program {
      case .exact(let other): other == name ? .name : nil
      case .suffix(let end): name.ends(with: end) ? .wildcard : nil
      case .any: .wildcard
      }
    }
  }

  func patterns(ofSuffix name: [UInt8]) -> [Int] {
    patterns { program in
      switch program {
      case .exact: nil
      case .suffix(let end): name.ends(with: end) ? .wildcard : nil
      case .any: .wildcard
      }
    }
  }

  func isKnown(exact name: [UInt8]) -> Bool {
    isKnown { program in
      switch program {
      case .exact(let other): other == name
      case .suffix(let end): name.ends(with: end)
      case .any: false
      }
    }
  }

  func isKnown(suffix name: [UInt8]) -> Bool {
    isKnown { program in
      if case .suffix(let end) = program { name.ends(with: end) } else { false }
    }
  }

  private enum Fit: Int {
    case name
    case wildcard
  }

  private func isKnown(_ fits: (ProgramName) -> Bool) -> Bool {
    sections.contains { $0.makesKnown && $0.programs.contains(where: fits) }
  }

  /// The user's files first, among equals the sections that name the program, then the order of files.
  private func patterns(_ fit: (ProgramName) -> Fit?) -> [Int] {
    var groups: [[Int]] = [[], [], [], []]
    for section in sections {
      guard let best = section.programs.compactMap(fit).min(by: { $0.rawValue < $1.rawValue }) else { continue }
      groups[(section.isUserDefined ? 0 : 2) + best.rawValue] += section.patterns
    }
    return Array(groups.joined())
  }
}

extension [UInt8] {
  fileprivate func ends(with end: [UInt8]) -> Bool {
    count >= end.count && suffix(end.count).elementsEqual(end)
  }
}

/// Which programs (syslog idents) a section of a pattern file is about.
public enum ProgramName: Sendable, Hashable, CustomStringConvertible {
  /// The program of this name; it may be empty.
  case exact([UInt8])
  /// Every program whose name ends so, written `*(pam_unix)`.
  case suffix([UInt8])
  /// Every program, also an unknown one, written `*`.
  case any

  init(_ word: [UInt8]) {
    if word == [UInt8(ascii: "*")] {
      self = .any
    } else if word.first == UInt8(ascii: "*") {
      self = .suffix(Array(word.dropFirst()))
    } else {
      self = .exact(word)
    }
  }

  /// The name of a single program; nil for others.
  var exactName: [UInt8]? { if case .exact(let name) = self { name } else { nil } }

  /// As it is written in a file.
  public var description: String {
    switch self {
    case .exact(let name): String(decoding: name, as: UTF8.self)
    case .suffix(let name): "*" + String(decoding: name, as: UTF8.self)
    case .any: "*"
    }
  }
}
