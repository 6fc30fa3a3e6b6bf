/// Which patterns are tried for which program, in which order, and which programs are known.
///
/// A suffix that fits a name is a suffix of every longer one that fits, so the longest decides all; this is why an
/// unlisted program needs one look-up.
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

  /// The places of the sections that list a name, a suffix, or all programs; ascending.
  private var sectionsByName: [[UInt8]: [Int]] = [:]
  private var sectionsBySuffix: [[UInt8]: [Int]] = [:]
  private var sectionsOfAll: [Int] = []

  /// Takes the sections in the order of trial: those of the user's files first.
  init(sections: [Section]) {
    self.sections = sections
    var exact: [[UInt8]] = []
    for (place, section) in sections.enumerated() {
      for program in section.programs {
        switch program {
        case .exact(let name):
          if sectionsByName[name] == nil { exact.append(name) }
          sectionsByName[name, default: []].append(place)
        case .suffix(let end): sectionsBySuffix[end, default: []].append(place)
        case .any: sectionsOfAll.append(place)
        }
      }
    }
    exactNames = exact
    suffixes = sectionsBySuffix.keys.sorted {
      $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1)
    }
  }

  /// The patterns of a program, whether listed or not, in the order of trial.
  func patterns(of program: [UInt8]) -> [Int] {
    let lists =
      if sectionsByName[program] != nil { lists(ofExact: program) } else {
        suffixes.first { program.ends(with: $0) }.map(lists(ofSuffix:)) ?? listsOfAnyProgram
      }
    return Array(lists.joined())
  }

  /// The patterns of a program that no section lists, as `lists(ofExact:)`.
  var listsOfAnyProgram: [[Int]] { lists(naming: [], fitting: sectionsOfAll) }

  /// The patterns of a program that sections list, in lists that are tried one after the other: the user's files first, among
  /// equals the sections that name the program, then the order of files.
  func lists(ofExact name: [UInt8]) -> [[Int]] {
    lists(naming: sectionsByName[name] ?? [], fitting: sections(withSuffixOf: name) + sectionsOfAll)
  }

  /// The same for a program whose longest suffix in a section this is.
  func lists(ofSuffix name: [UInt8]) -> [[Int]] {
    lists(naming: [], fitting: sections(withSuffixOf: name) + sectionsOfAll)
  }

  func isKnown(exact name: [UInt8]) -> Bool {
    sectionsByName[name]?.contains { sections[$0].makesKnown } == true || isKnown(suffix: name)
  }

  func isKnown(suffix name: [UInt8]) -> Bool {
    sections(withSuffixOf: name).contains { sections[$0].makesKnown }
  }

  private func sections(withSuffixOf name: [UInt8]) -> [Int] {
    suffixes.flatMap { name.ends(with: $0) ? sectionsBySuffix[$0] ?? [] : [] }
  }

  /// A section that names a program counts as such even if another of its names fits as well.
  private func lists(naming: [Int], fitting: [Int]) -> [[Int]] {
    let named = Set(naming)
    let fitting = Set(fitting).subtracting(named)
    var lists: [[Int]] = []
    for isUserDefined in [true, false] {
      for places in [named, fitting] {
        let list = places.filter { sections[$0].isUserDefined == isUserDefined }.sorted()
          .flatMap { sections[$0].patterns }
        if !list.isEmpty { lists.append(list) }
      }
    }
    return lists
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
